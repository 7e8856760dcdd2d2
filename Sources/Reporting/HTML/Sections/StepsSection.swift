// The table of steps: response times of successes, with the count on which every percentile rests.
import Analysis

/// The steps of the journeys.
struct StepsSection {
    let material: ReportMaterial
    private var summary: Summary { material.results.summary }

    init(_ material: ReportMaterial) { self.material = material }

    var blocks: [Block] {
        let steps = summary.steps.filter { $0.executions > 0 || $0.requests > 0 }
        guard !steps.isEmpty else { return [] }
        return StepRangeChart.figures(material).map(Block.init) + [table(of: steps)] + percentiles
    }

    /// For engineers, so folded: a curve for each step.
    private var percentiles: [Block] {
        let figures = PercentileCharts.figures(material)
        guard !figures.isEmpty else { return [] }
        return [Block(folded: "The percentiles as curves", figures.map { Block($0).markup }.joined())]
    }

    private func table(of steps: [Summary.Step]) -> Block {
        let isThin =
            (steps.map(\.responseMs) + [summary.journey.responseMs])
            .contains { $0.thin.contains(where: ["p50", "p95", "p99"].contains) }
            || steps.contains { $0.generatorMs.count > 0 && $0.generatorMs.thin.contains("p95") }
        let tellsGenerator = steps.contains { $0.generatorMs.count > 0 }
        var table = HTMLTable(
            caption: "Response times of successes",
            columns: [
                .text("Step"), .figures("Succeeded"), .figures("Failed"), .figures("p50"), .figures("p95"),
                .figures("p99"), .figures("Longest"),
            ] + (tellsGenerator ? [.figures("Own p95")] : []))
        table.showsCaption = false
        for step in steps {
            let own = cell(step.generatorMs.p95, isThin: step.generatorMs.thin.contains("p95"))
            table.rows.append(
                [
                    "\(StepNames.of(step, in: summary))", "\(Figures.count(step.succeeded))",
                    "\(Figures.count(step.failed))",
                ]
                    + cells(step.responseMs) + (tellsGenerator ? ["<span class=\"quiet\">\(own)</span>"] : []))
        }
        let journey = summary.journey.responseMs
        if journey.count > 0 {
            table.rows.append(
                ["journey", "\(Figures.count(journey.count))", ""] + cells(journey) + (tellsGenerator ? [""] : []))
        }
        var notes: [String] = []
        if isThin { notes.append("~ \(ThinWords.note).") }
        if tellsGenerator { notes.append("Own: how much of a step’s time was the generator’s own.") }
        for step in steps where step.replays > 0 {
            notes.append(
                "\(step.name): \(Figures.counted(step.replays, "request")) repeated because a kept-alive connection "
                    + "closed without a response.")
        }
        let executions = steps.reduce(0) { $0 + $1.executions }
        let failed = steps.reduce(0) { $0 + $1.failed }
        return Block(
            headline: headline(executions: executions, failed: failed, steps: steps.count),
            subtitle: "Response time from the intended start to the end, of successes only; the journey without pauses "
                + "and waits at gates.",
            table.markup + notes.map(Block.subtitle).joined())
    }

    private func headline(executions: Int, failed: Int, steps: Int) -> String {
        if executions == 1 { return "The only execution of a step \(failed == 0 ? "succeeded" : "failed")." }
        return
            "\(Figures.count(executions)) executions of \(steps == 1 ? "the only step" : "\(Figures.count(steps)) steps"), "
            + (failed == 0 ? "none of which failed." : "\(Figures.count(failed)) of which failed.")
    }

    private func cell(_ milliseconds: Double?, isThin: Bool) -> Markup {
        guard let milliseconds else { return "–" }
        return "\(isThin ? "~\u{2009}" : "")\(Figures.milliseconds(milliseconds))"
    }

    private func cells(_ distribution: Summary.Distribution) -> [Markup] {
        let percentiles = [("p50", distribution.p50), ("p95", distribution.p95), ("p99", distribution.p99)].map {
            cell($1, isThin: distribution.thin.contains($0))
        }
        return percentiles + ["\(distribution.max.map(Figures.milliseconds) ?? "–")"]
    }
}
