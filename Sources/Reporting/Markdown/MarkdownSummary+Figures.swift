// The tables of a job summary: steps, failures, the comparison, and what is folded.
import Analysis
import Measuring

extension MarkdownSummary {
    // MARK: Steps

    var steps: String? {
        let shown = summary.steps.filter { $0.executions > 0 || $0.requests > 0 }
        guard !shown.isEmpty else { return nil }
        var table = MarkdownTable(
            ["Step", "ok:", "failed:"] + (isInvalid ? [] : ["p50:", "p95:", "p99:", "max:"]))
        for step in shown.prefix(Self.listed) {
            let name = StepNames.of(step, in: summary)
            table.add(
                [MarkdownText.code(name), Figures.count(step.succeeded), Figures.count(step.failed)]
                    + (isInvalid ? [] : cells(step.responseMs)))
        }
        let journey = summary.journey.responseMs
        table.add(["**journey**", Figures.count(journey.count), ""] + (isInvalid ? [] : cells(journey)))
        let all = shown.map(\.responseMs) + [journey]
        let isThin = !isInvalid && all.contains { $0.thin.contains { ["p50", "p95", "p99"].contains($0) } }
        return "#### \(isInvalid ? "Steps" : "Response times of successes")\n\n" + table.text
            + (isThin ? Self.thinNote : "") + rest(shown.count, "step")
    }

    private func cells(_ times: Summary.Distribution) -> [String] {
        let percentiles = [("p50", times.p50), ("p95", times.p95), ("p99", times.p99)].map { name, value in
            value.map { (times.thin.contains(name) ? "≈ " : "") + Figures.milliseconds($0) } ?? "–"
        }
        return percentiles + [times.max.map(Figures.milliseconds) ?? "–"]
    }

    // MARK: Failures

    var failures: String? {
        guard !summary.failures.isEmpty else { return nil }
        let total = summary.failures.reduce(0) { $0 + $1.count }
        let lines = list(summary.failures, "kind of failure", "kinds of failure", line)
        return "#### Failures\n\n\(Figures.counted(total, "execution of a step", "executions of steps")) failed.\n\n"
            + lines
    }

    private func line(_ group: Summary.FailureGroup) -> String {
        let name = StepNames.of(group.step, crowd: group.crowd, in: summary)
        let what = MarkdownText.plain(
            "\(FailureWords.of(group.kind, status: group.status)), \(FailureWords.when(group))")
        var text = "**\(Figures.count(group.count)) ×** \(MarkdownText.code(name)): \(what). "
        text += MarkdownText.plain(group.cause)
        if let remedy = group.remedy { text += " → " + MarkdownText.plain(remedy) }
        return text
    }

    // MARK: The comparison

    var comparison: String? {
        guard let comparison = summary.comparison else { return nil }
        let order = comparison.rows.sorted { rank($0.verdict) < rank($1.verdict) }
        let baselines = comparison.baselines.prefix(Self.named).map { "\(MarkdownText.code($0.id))" }
        return "#### Compared with the baseline\n\n\(MarkdownText.plain(comparison.sentence))\n\n"
            + ComparisonMarkdown.folded(order.prefix(Self.listed)) + rest(order.count, "figure")
            + "\n\nBaseline: \(baselines.joined(separator: ", "))"
            + comparison.warnings.prefix(Self.named).map { "\n\n⚠️ \(MarkdownText.plain($0))" }.joined()
    }

    /// Regressions first; within a verdict the order stays.
    private func rank(_ verdict: Summary.BaselineComparison.Verdict) -> Int {
        switch verdict {
        case .regression: 0
        case .improvement: 1
        case .noDifference: 2
        case .tooLittleData: 3
        }
    }

    // MARK: Folded

    var details: String {
        let generator = summary.generator
        let figures = GeneratorWords.figures(generator)
        var machine = "**Generator:** \(GeneratorWords.of(generator.verdict))"
        if !figures.isEmpty { machine += ": " + MarkdownText.plain(figures.joined(separator: ", ")) }
        var lines = [machine] + generator.reasons.prefix(Self.named).map { MarkdownText.plain($0) }
        if let shards = MergeWords(summary) { lines.append("**Shards:** \(MarkdownText.plain(shards.sentence))") }
        if summary.target.sharesMachine {
            lines.append(MarkdownText.plain(GeneratorWords.sharedMachine))
        }
        lines.append(
            "**Target:** \(MarkdownText.code(summary.target.api)), HTTP \(MarkdownText.plain(summary.target.http))")
        let run = summary.run
        lines.append(
            "**Run:** \(MarkdownText.code(run.id)), started \(MarkdownText.plain(run.startedAt)), "
                + "\(Figures.seconds(run.durationSeconds)), seed \(run.seed), Turnout \(MarkdownText.plain(run.version)), "
                + "scenario \(MarkdownText.code(run.scenario))")
        return "<details><summary>Generator, target and run</summary>\n\n"
            + lines.map { "- " + $0 }.joined(separator: "\n") + "\n\n</details>" + (requests.map { "\n\n" + $0 } ?? "")
    }

    /// Requests, answers and bytes of each step.
    private var requests: String? {
        let shown = summary.steps.filter { $0.requests > 0 }
        guard !shown.isEmpty else { return nil }
        var table = MarkdownTable(["Step", "Requests:", "Repeated:", "Connections:", "Received:", "Sent:", "Statuses"])
        for step in shown.prefix(Self.listed) {
            let statuses = step.status.counts.sorted { $0.key < $1.key }.prefix(Self.named)
                .map { "\($0.key): \(Figures.count($0.value))" }.joined(separator: ", ")
            table.add([
                MarkdownText.code(StepNames.of(step, in: summary)),
                Figures.count(step.requests), Figures.count(step.replays), Figures.count(step.newConnections),
                "\(Figures.count(Int(step.bytesIn / 1024))) KiB", "\(Figures.count(Int(step.bytesOut / 1024))) KiB",
                statuses,
            ])
        }
        return "<details><summary>Requests</summary>\n\n" + table.text + rest(shown.count, "step") + "\n\n</details>"
    }
}
