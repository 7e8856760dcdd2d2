// The thresholds: expression, bound, what was measured, whether it held.
import Analysis

/// The conditions by which the run was judged.
struct ThresholdsSection {
    let summary: Summary

    init(_ summary: Summary) { self.summary = summary }

    var blocks: [Block] {
        guard !summary.thresholds.isEmpty else {
            return [
                Block(
                    headline: summary.run.shard == nil
                        ? "The scenario has no thresholds, so nothing was judged."
                        : "Only the whole run is judged, and this is one of its shards.")
            ]
        }
        var table = HTMLTable(
            caption: "Thresholds in the scenario’s order",
            columns: [.words("Result"), .text("Threshold"), .figures("Measured"), .spareFigures("Bound")])
        table.rowHead = 1
        table.showsCaption = false
        for threshold in summary.thresholds {
            let (shape, word): (Markup, Markup) =
                summary.isUnjudged
                ? (Shapes.notJudged, "not judged")
                : threshold.passed ? (Shapes.passed, "holds") : (Shapes.failed, "failed")
            let bound = threshold.bound.map { ThresholdUnit.of(threshold.expression).words($0) } ?? "–"
            table.rows.append([
                "<span class=\"mark\">\(shape) \(word)</span>", "<code>\(threshold.expression)</code>",
                // Of an invalid run this is the generator's.
                "\(showsThin(threshold) ? "~\u{2009}" : "")\(isInvalid ? "–" : threshold.measured)", "\(bound)",
            ])
        }
        let note = summary.thresholds.contains(where: showsThin) ? Block.subtitle("~ \(ThinWords.note).") : ""
        return [Block(headline: headline, table.markup + note)]
    }

    private var isInvalid: Bool { summary.verdict == .invalid }

    private func showsThin(_ threshold: Summary.ThresholdResult) -> Bool { threshold.thin && !isInvalid }

    private var headline: String {
        let count = summary.thresholds.count
        let failed = summary.thresholds.count { !$0.passed }
        if summary.isUnjudged {
            let why = summary.isCutShort ? "The run did not reach its end" : "The run is invalid"
            return "\(why), so its \(count == 1 ? "threshold" : "\(count) thresholds") judged nothing."
        }
        if count == 1, failed == 1 { return "The threshold failed." }
        guard failed == 0 else { return "\(failed) of \(Figures.counted(count, "threshold")) failed." }
        switch count {
        case 1: return "The threshold holds."
        case 2: return "Both thresholds hold."
        default: return "All \(count) thresholds hold."
        }
    }
}
