// The table of steps: response times of successes, with the count that every percentile stands on.
import Analysis

extension TerminalSummary {
    var stepLines: [StyledText] {
        var table = Columns([.left, .right, .right, .right, .right, .right, .right])
        table.add(
            ["Response times", "ok", "failed", "p50 ", "p95 ", "p99 ", "max"].map { StyledText($0, .quiet) })
        for step in shownSteps {
            table.add(
                [StyledText(step.name)]
                    + [
                        StyledText(Figures.count(step.succeeded)),
                        StyledText(Figures.count(step.failed), step.failed > 0 ? .bad : .quiet),
                    ] + cells(step.responseMs))
        }
        let journey = summary.journey.responseMs
        table.add([StyledText("journey", .strong), StyledText(Figures.count(journey.count)), ""] + cells(journey))
        var lines = table.lines(limit: width)
        let all = summary.steps.map(\.responseMs) + [journey]
        if all.contains(where: { $0.thin.contains { ["p50", "p95", "p99"].contains($0) } }) {
            lines.append(StyledText("~ fewer than ten samples lie beyond it", .quiet))
        }
        return lines
    }

    /// The steps but for those that only let time pass (or that nobody's role asked for): nothing was measured of
    /// them although later steps were walked.
    private var shownSteps: [Summary.Step] {
        let last = summary.steps.lastIndex { $0.executions > 0 } ?? -1
        return summary.steps.enumerated().filter { $0.element.executions > 0 || $0.offset > last }.map(\.element)
    }

    private func cells(_ distribution: Summary.Distribution) -> [StyledText] {
        let percentiles = [
            ("p50", distribution.p50), ("p95", distribution.p95), ("p99", distribution.p99),
        ].map { name, value -> StyledText in
            guard let value else { return StyledText("– ", .quiet) }
            let isThin = distribution.thin.contains(name)
            return StyledText(Figures.milliseconds(value)) + StyledText(isThin ? "~" : " ", .caution)
        }
        return percentiles + [distribution.max.map { StyledText(Figures.milliseconds($0)) } ?? StyledText("–", .quiet)]
    }
}
