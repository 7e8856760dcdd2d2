import Analysis
import Reporting
import Testing

@Suite struct `A comparison as text` {
    private typealias Comparison = Summary.BaselineComparison

    private func run(_ id: String) -> Comparison.Baseline {
        Comparison.Baseline(id: id, name: "Room | <b>1</b>", startedAt: "2026-11-24T09:15:00.250Z", expected: 500)
    }

    private func row(
        _ metric: String, _ step: String?, _ before: Double, _ now: Double, _ verdict: Comparison.Verdict,
        basis: Comparison.Row.Basis = .withinStorm
    ) -> Comparison.Row {
        Comparison.Row(
            metric: metric, crowd: step == "token" ? "participants" : nil, step: step,
            unit: metric.hasPrefix("p") ? .milliseconds : .share, before: before, now: now, difference: now - before,
            interval95: [(now - before) / 2, (now - before) * 2], basis: basis, smallestFound: before / 2,
            verdict: verdict)
    }

    private func comparison(_ basis: Comparison.Row.Basis = .withinStorm) -> Comparison {
        Comparison(
            verdict: .regression, sentence: "Worse than the baseline: p95(token) rose by 98 %.",
            baselines: [run("b4s3l1ne")],
            rows: [
                row("turnout", nil, 1, 0.982, .tooLittleData, basis: basis),
                row("p50", "journey", 12_345, 123.4, .improvement, basis: basis),
                row("p95", "token", 410, 812, .regression, basis: basis),
                row("failures", "token", 0.0022, 0.0033, .noDifference, basis: basis),
            ], warnings: ["The runs were made with different versions of libcurl."])
    }

    @Test func `has the sentence first, then all figures within 80 columns`() {
        let lines = TerminalComparison(comparison(), of: run("n3w"), width: 80).lines
        let text = lines.rendered(colour: false)
        #expect(text.hasPrefix("REGRESSION  Worse than the baseline: p95(token) rose by 98 %.\n  ! The runs"))
        #expect(lines.allSatisfy { $0.width <= 80 })
        for word in ["regression", "improvement", "no difference", "too little data", "+98 %", "-1.8 pt", "812 ms"] {
            #expect(text.contains(word), "\(word)\n\(text)")
        }
        #expect(text.contains("Intervals: within the storms, as if participants were independent"))
        #expect(!TerminalComparison(comparison(.runs), of: run("n3w")).lines.rendered(colour: false).contains("narrow"))
    }

    @Test func `escapes names in Markdown`() {
        let text = ComparisonMarkdown(comparison(), of: run("n3w")).text
        #expect(text.hasPrefix("### Room &#124; &#60;b&#62;1&#60;/b&#62;: regression\n"))
        #expect(text.contains("| p95(token) | 410 ms | 812 ms | +98 % | +49 to +196 | +50 % | ❌ **regression** |"))
        #expect(text.contains("so too narrow"))
    }

    @Test func `is part of a run's summary, with what changed`() {
        var summary = Summary.everybodyIn
        summary.comparison = comparison()
        let text = TerminalSummary(summary).lines.rendered(colour: false)
        #expect(text.contains("Baseline    Worse than the baseline: p95(token) rose by 98 %."))
        #expect(text.contains("+98 %") && !text.contains("no difference"))
    }
}
