// How the run compares with its baseline: the sentence, and the figures that changed.
import Analysis

extension TerminalSummary {
    /// The most figures to show; `turnout compare` shows all.
    private static let shownDifferences = 6

    var comparisonLines: [StyledText] {
        guard let comparison = summary.comparison else { return [] }
        var lines = labelled("Baseline", comparison.sentence, tone: comparison.verdict.tone)
        for warning in comparison.warnings { lines += labelled("", "! \(warning)", tone: .caution) }
        let changed =
            comparison.rows.filter { $0.verdict == .regression } + comparison.rows.filter { $0.verdict == .improvement }
        guard !changed.isEmpty else { return lines }
        lines += ComparisonTable(Array(changed.prefix(Self.shownDifferences)), width: width).lines
        if changed.count > Self.shownDifferences {
            let more = Figures.counted(changed.count - Self.shownDifferences, "more figure")
            lines.append(StyledText(" and \(more): see summary.json", .quiet))
        }
        return lines
    }
}
