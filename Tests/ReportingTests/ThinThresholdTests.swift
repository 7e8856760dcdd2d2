// A threshold on a percentile of few participants says little.
import Analysis
import Testing

@testable import Reporting

@Suite struct `A threshold on a percentile that rests on few measurements` {
    private static func texts(isThin: Bool, verdict: Summary.Verdict = .passed) throws -> [String] {
        var summary = Summary.everybodyIn
        summary.verdict = verdict
        for place in summary.steps.indices {
            summary.steps[place].responseMs.thin = []
            summary.steps[place].serviceMs.thin = []
        }
        summary.journey.responseMs.thin = []
        summary.thresholds = [
            Summary.ThresholdResult(
                expression: "p99(enter-room) < 800ms", actual: 480, bound: 800, passed: true, metric: "p99",
                thin: isThin)
        ]
        return [
            TerminalSummary(summary).lines.rendered(colour: false), MarkdownSummary(summary).text,
            ThresholdsSection(summary).blocks.map(\.markup.text).joined(), try JUnitReport(summary).xml,
        ]
    }

    @Test func `is marked in every format, with what the mark means`() throws {
        let texts = try Self.texts(isThin: true)
        let marks = ["is 480 ms~\n", "| ≈ 480 ms |", "~\u{2009}480 ms", "measured 480 ms (fewer than ten"]
        for (text, mark) in zip(texts, marks) {
            #expect(text.contains(mark), "\(text)")
            #expect(text.contains("fewer than ten measurements"))
        }
    }

    @Test(arguments: [(false, Summary.Verdict.passed), (true, .invalid)])
    func `is not marked where many stand behind it, or where no time is shown`(
        _ isThin: Bool, _ verdict: Summary.Verdict
    ) throws {
        for text in try Self.texts(isThin: isThin, verdict: verdict) {
            #expect(!text.contains("fewer than ten measurements"), "\(text)")
        }
    }

    /// Otherwise a run that passed would not fit a small screen.
    @Test func `is explained once on a terminal`() {
        var summary = Summary.everybodyIn
        summary.thresholds[1].thin = true
        let text = TerminalSummary(summary).lines.rendered(colour: false)
        #expect(text.contains("is 310 ms~\n"))
        #expect(text.components(separatedBy: "fewer than ten measurements").count == 2)
    }
}
