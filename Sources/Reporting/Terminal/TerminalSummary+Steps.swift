// The table of steps: response times of successes, with the count on which every percentile rests.
import Analysis

extension TerminalSummary {
    var stepLines: [StyledText] {
        // "ours": how much of these times was the generator's own.
        let tellsGenerator = shownSteps.contains { $0.generatorMs.count > 0 }
        var table = Columns([.left] + Array(repeating: .right, count: tellsGenerator ? 7 : 6))
        let head = ["Response times", "ok", "failed", "p50 ", "p95 ", "p99 ", "max"]
        table.add((head + (tellsGenerator ? ["ours p95"] : [])).map { StyledText($0, .quiet) })
        for step in shownSteps {
            let own = step.generatorMs.p95.map { Figures.milliseconds($0) } ?? "–"
            table.add(
                [StyledText(summary.crowds.count > 1 ? "\(step.crowd): \(step.name)" : step.name)]
                    + [
                        StyledText(Figures.count(step.succeeded)),
                        StyledText(Figures.count(step.failed), step.failed > 0 ? .bad : .quiet),
                    ] + cells(step.responseMs) + (tellsGenerator ? [StyledText(own, .quiet)] : []))
        }
        let journey = summary.journey.responseMs
        table.add(
            [StyledText("journey", .strong), StyledText(Figures.count(journey.count)), ""] + cells(journey)
                + (tellsGenerator ? [""] : []))
        var lines = table.lines(limit: width)
        if tellsGenerator {
            lines.append(StyledText("ours: how much of a step's time was the generator's own", .quiet))
        }
        for step in summary.steps where step.replays > 0 {
            lines += Wrapping.lines(
                "\(step.name): \(Figures.counted(step.replays, "request")) repeated because a kept-alive connection "
                    + "closed without a response", width: width
            ).map { StyledText($0, .quiet) }
        }
        let all = summary.steps.map(\.responseMs) + [journey]
        if all.contains(where: { $0.thin.contains { ["p50", "p95", "p99"].contains($0) } }) {
            lines.append(StyledText("~ rests on fewer than ten measurements", .quiet))
        }
        return lines
    }

    /// The steps with measurements: no pauses, and none that nobody reached.
    private var shownSteps: [Summary.Step] {
        summary.steps.filter { $0.executions > 0 || $0.requests > 0 }
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
