import Analysis
import Measuring
import Reporting
import Testing

@Suite struct TerminalSummaryTests {
    private func text(_ summary: Summary, curve: [Double] = [], reason: String? = nil, width: Int = 80) -> String {
        TerminalSummary(
            summary, admissionCurve: curve, endingReason: reason, directory: "turnout-runs/20261124T091500Z-login",
            width: width
        ).lines.rendered(colour: false)
    }

    @Test func `a run that passed fits a small screen, its verdict first`() {
        let printed = text(.everybodyIn, curve: [0, 0.1, 0.3, 0.6, 0.8, 0.95, 1])
        #expect(printed == Golden.everybodyIn)
        #expect(printed.split(separator: "\n", omittingEmptySubsequences: false).count <= 24)
        #expect(printed.split(separator: "\n").allSatisfy { DisplayWidth.of(String($0)) <= 80 })
    }

    @Test func `a run that failed names the thresholds, the causes and the remedies`() {
        let printed = text(.collapsed, width: 100)
        #expect(printed == Golden.collapsed)
        #expect(printed.split(separator: "\n", omittingEmptySubsequences: false).count <= 40)
        #expect(printed.split(separator: "\n").allSatisfy { DisplayWidth.of(String($0)) <= 100 })
    }

    @Test func `an invalid run says that it was the generator`() {
        var summary = Summary.collapsed
        summary.verdict = .invalid
        summary.generator = Summary.generator(
            .overloaded, reasons: ["The event loops were 400 ms late at the 99th percentile."])
        let first = text(summary, width: 100).prefix { $0 != "\n" }
        #expect(
            first
                == "INVALID  Simultaneous login: the generator, not the target, was the bottleneck. The event loops were"
        )
    }

    @Test func `an interrupted run says so before anything else, also where it failed`() {
        var summary = Summary.collapsed
        summary.run = Summary.run(.interrupted, seconds: 3.21)
        #expect(
            text(summary, width: 100).prefix { $0 != "\n" }
                == "INTERRUPTED  Simultaneous login: ended by the user after 3.21 s; these are the figures until then")
    }

    @Test func `a run that a limit ended names the limit`() {
        var summary = Summary.everybodyIn
        summary.run = Summary.run(.aborted, seconds: 5)
        summary.verdict = .failed
        #expect(
            text(summary, reason: "max-duration 5s was reached", width: 100).prefix { $0 != "\n" }
                == "FAILED  Simultaneous login: ended early, max-duration 5s was reached")
    }

    @Test func `a run without thresholds was not judged`() {
        var summary = Summary.everybodyIn
        summary.thresholds = []
        summary.verdict = .none
        #expect(text(summary).hasPrefix("DONE  Simultaneous login: no thresholds to judge by\n"))
    }

    @Test(arguments: [
        (500, 500, 1.0, [0.99265, 1.0], "500 of 500 got in: with 95 % confidence at least 99.3 % would"),
        (0, 500, 0.0, [0.0, 0.00735], "0 of 500 got in: with 95 % confidence at most 0.7 % would"),
        (
            312, 500, 0.624, [0.57985, 0.66662],
            "312 of 500 got in (62.4 %): with 95 % confidence between 58.0 % and 66.7 % would"
        ),
    ])
    func `turnout is told with its exact interval`(
        entered: Int, expected: Int, share: Double, interval: [Double], sentence: String
    ) {
        let people = Summary.Participants(
            expected: expected, started: expected, entered: entered, failed: expected - entered, turnout: share,
            turnoutInterval95: interval)
        #expect(TurnoutWords.sentence(people) == sentence)
    }

    @Test func `many kinds of failure are counted, not listed`() {
        var summary = Summary.collapsed
        summary.failures = (1...6).map { number in
            Summary.FailureGroup(
                step: "step \(number)", kind: .check, status: nil, count: number, cause: "A check.", remedy: nil,
                firstAtSeconds: 1, lastAtSeconds: 1, participants: [])
        }
        #expect(text(summary).contains("\n  and 11 more of 2 other kinds: see summary.json\n"))
    }

    @Test func `nothing measured is no trouble`() {
        let empty = Summary(
            run: Summary.run(.interrupted, seconds: 0), target: Summary.Target(api: "", http: "auto"),
            participants: Summary.Participants(
                expected: 5, started: 0, entered: 0, failed: 0, turnout: 0, turnoutInterval95: [0, 0.52]),
            releases: [], admission: Summary.Admission(t50Ms: nil, t90Ms: nil, t99Ms: nil, lastMs: nil, never: 5),
            journey: Summary.Journey(responseMs: .empty),
            steps: [.fixed("token", ok: 0, failed: 0, response: .empty)], failures: [], thresholds: [],
            generator: Summary.generator(.ok), verdict: .none)
        #expect(text(empty).contains("Admission   nobody was in the room\n"))
        #expect(text(empty).contains("0 of 5 got in: with 95 % confidence at most 52.0 % would; 0 started\n"))
    }

    @Test func `colour never changes the text`() {
        for summary in [Summary.everybodyIn, .collapsed] {
            let lines = TerminalSummary(summary, width: 100).lines
            let coloured = lines.rendered(colour: true).replacing(/\u{1B}\[[0-9;]*m/, with: "")
            let plain = lines.rendered(colour: false)
            #expect(
                coloured.split(separator: "\n").map { $0.trimmingSuffix(while: \.isWhitespace) }
                    == plain.split(separator: "\n").map { $0.trimmingSuffix(while: \.isWhitespace) })
            #expect(!plain.contains("\u{1B}"))
        }
    }
}

extension StringProtocol {
    fileprivate func trimmingSuffix(while isDropped: (Character) -> Bool) -> String {
        var text = String(self)
        while let last = text.last, isDropped(last) { text.removeLast() }
        return text
    }
}
