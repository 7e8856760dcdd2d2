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
            let subject = [summary.crowds.count > 1 ? row.crowd : nil, row.step].compactMap { $0 }.joined(
                separator: ": ")
            let interval = row.interval95.flatMap { $0.count == 2 ? $0 : nil }.map {
                Glue.range(difference($0[0], row.unit), difference($0[1], row.unit))
            }
            table.rows.append([
                "\(subject.isEmpty ? row.metric : "\(subject), \(row.metric)")", "\(words(row.before, row.unit))",
                "\(words(row.now, row.unit))", "\(row.difference.map { difference($0, row.unit) } ?? "–")",
                "\(interval ?? "–")", mark(row.verdict),
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

    private func words(_ value: Double?, _ unit: Summary.BaselineComparison.Row.Unit) -> String {
        guard let value else { return "–" }
        switch unit {
        case .milliseconds: return Figures.milliseconds(value)
        case .share: return Figures.percentage(value)
        case .count: return Figures.compact(value)
        }
    }

    private func difference(_ value: Double, _ unit: Summary.BaselineComparison.Row.Unit) -> String {
        let size: String
        switch unit {
        case .milliseconds: size = Figures.milliseconds(value.magnitude)
        case .share: size = "\(Figures.compact(value.magnitude * 100)) points"
        case .count: size = Figures.compact(value.magnitude)
        }
        return (value > 0 ? "+" : value < 0 ? "−" : "") + size
    }

    private func mark(_ verdict: Summary.BaselineComparison.Verdict) -> Markup {
        switch verdict {
        case .regression: "<span class=\"mark\">\(Shapes.failed)worse</span>"
        case .improvement: "<span class=\"mark\">\(Shapes.passed)better</span>"
        case .noDifference: "<span class=\"mark\">\(Shapes.notJudged)no difference</span>"
        case .tooLittleData: "<span class=\"mark\">\(Shapes.notJudged)too little data</span>"
        }
    }
}
