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
        if comparison.baselines.count > 1 { subtitle += " Before: their mean, of times the geometric one." }
        return [Block(headline: Sentence.ended(comparison.sentence), subtitle: subtitle, content(comparison))]
    }

    private func content(_ comparison: Summary.BaselineComparison) -> Markup {
        var table = HTMLTable(
            caption: "This run and its baseline",
            columns: [
                .text("Figure"), .figures("Before"), .figures("Now"), .figures("Change"),
                .figures("95 % interval"), .figures("Found from"), .words("Verdict"),
            ])
        table.showsCaption = false
        for row in comparison.rows {
            let words = ComparisonWords(row)
            table.rows.append([
                "\(words.name)", "\(words.before)", "\(words.now)", "\(words.difference)", "\(words.interval)",
                "\(words.smallest)",
                "<span class=\"mark\">\(shape(row.verdict)) \(words.verdict)</span>",
            ])
        }
        return Block.list(comparison.warnings) + table.markup
            + ComparisonWords.notes(comparison).map(Block.subtitle).joined()
    }

    private func shape(_ verdict: Summary.BaselineComparison.Verdict) -> Markup {
        switch verdict {
        case .regression: Shapes.failed
        case .improvement: Shapes.passed
        case .noDifference, .tooLittleData: Shapes.notJudged
        }
    }
}
