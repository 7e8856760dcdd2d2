// The run beside an earlier one.
import Analysis

/// The comparison with a baseline; nothing without one.
struct BaselineSection {
    let summary: Summary

    init(_ summary: Summary) { self.summary = summary }

    var blocks: [Block] {
        guard let comparison = summary.comparison else { return [] }
        let runs = comparison.baselines.map {
            "\($0.id) of \(UTCTime.words($0.startedAt)) with \(Figures.count($0.expected)) expected"
        }
        var subtitle = "Compared with run \(runs.joined(separator: ", "))."
        if comparison.baselines.count > 1 { subtitle += " Before: the median of these runs." }
        return [Block(headline: Sentence.ended(comparison.sentence), subtitle: subtitle, content(comparison))]
    }

    private func content(_ comparison: Summary.BaselineComparison) -> Markup {
        var table = HTMLTable(
            caption: "This run and its baseline",
            columns: [
                .text("Figure"), .figures("Before"), .figures("Now"), .figures("Difference"),
                .figures("95 % interval"), .words("Verdict"),
            ])
        table.showsCaption = false
        for row in comparison.rows {
            let words = ComparisonWords(row)
            let interval = row.interval95.flatMap { $0.count == 2 ? $0 : nil }
            table.rows.append([
                "\(words.name)", "\(words.figure(row.before))", "\(words.figure(row.now))", "\(words.difference)",
                "\(interval.map { Glue.range(words.difference($0[0]), words.difference($0[1])) } ?? "–")",
                "<span class=\"mark\">\(shape(row.verdict)) \(words.verdict)</span>",
            ])
        }
        let tolerance = comparison.tolerance
        let rule =
            "A time counts as different when it is apart by more than chance, by more than "
            + "\(Figures.percentage(tolerance.share)) and by more than \(Figures.milliseconds(tolerance.milliseconds)); a "
            + "turnout by more than \(Figures.compact(tolerance.turnoutPoints)) percentage points."
        var notes = [rule]
        if comparison.rows.contains(where: { $0.basis == .withinStorm }) {
            notes.append(
                "The intervals rest on one run each, whose participants are not independent: they are too narrow. "
                    + "Several baselines make them honest.")
        }
        return Block.list(comparison.warnings) + table.markup
            + notes.map(Block.subtitle).joined()
    }

    private func shape(_ verdict: Summary.BaselineComparison.Verdict) -> Markup {
        switch verdict {
        case .regression: Shapes.failed
        case .improvement: Shapes.passed
        case .noDifference, .tooLittleData: Shapes.notJudged
        }
    }
}
