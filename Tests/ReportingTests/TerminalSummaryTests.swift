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
        #expect(printed.split(separator: "\n").allSatisfy { DisplayWidth.of(String($0)) <= 80 })
    }

    @Test func `a failed run names the thresholds, the causes and the remedies`() {
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
                == "INVALID  Simultaneous login: the generator was the bottleneck, not the target. The event loops were"
        )
    }

    @Test func `an interrupted run says so before anything else, and that it is not judged`() {
        var summary = Summary.collapsed
        summary.run = Summary.run(.interrupted, seconds: 3.21)
        summary.verdict = .none
        #expect(
            text(summary, width: 100).prefix { $0 != "\n" }
                == "INTERRUPTED  Simultaneous login: ended by the user after 3.21 s, so it is not judged; these are the"
        )
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
        #expect(text(summary).hasPrefix("FINISHED, not judged  Simultaneous login: the scenario has no thresholds\n"))
    }

    @Test(arguments: [
        (500, 500, [0.99265, 1.0], "500 of 500 got in (95 % confidence: at least 99.3 %)"),
        (0, 500, [0.0, 0.00735], "0 of 500 got in (95 % confidence: at most 0.7 %); 500 failed"),
        (
            312, 500, [0.57985, 0.66662],
            "312 of 500 got in, 62.4 % (95 % confidence: between 58.0 % and 66.7 %); 188 failed"
        ),
        (312, 500, nil, "312 of 500 got in; 188 failed"),
    ])
    func `turnout is shown with its exact interval, if it has one`(
        entered: Int, expected: Int, interval: [Double]?, sentence: String
    ) {
        let people = Summary.Participants(
            expected: expected, started: expected, entered: entered, failed: expected - entered,
            turnout: Double(entered) / Double(expected), turnoutInterval95: interval)
        let journey = Summary.Journey(responseMs: .empty)
        #expect(TurnoutWords(journey, steps: 3).sentence(people) == sentence)
    }

    @Test(arguments: [
        (true, 3, "650 of 800 got in; 790 started, 150 failed before that, 5 failed after getting in"),
        (false, 3, "650 of 800 completed the journey; 790 started, 150 failed before that, 5 failed after getting in"),
        (false, 1, "650 of 800 succeeded; 790 started, 150 failed before that, 5 failed after getting in"),
    ])
    func `turnout says who failed later, and that a journey without a room was completed`(
        enters: Bool, steps: Int, sentence: String
    ) {
        let people = Summary.Participants(
            expected: 800, started: 790, entered: 650, failed: 155, failedAfterEntering: 5, turnout: 0.8125,
            turnoutInterval95: nil)
        #expect(
            TurnoutWords(Summary.Journey(enters: enters, responseMs: .empty), steps: steps).sentence(people)
                == sentence)
    }

    @Test func `warnings are right below the verdict, which mentions them`() {
        var summary = Summary.everybodyIn
        summary.warnings = ["7 failures are judged by no threshold."]
        #expect(
            text(summary).hasPrefix(
                """
                PASSED, with warnings  Simultaneous login: both thresholds hold
                  ! 7 failures are judged by no threshold.

                """))
    }

    @Test func `a run without an ending is not judged, and says how long it lasted`() {
        var summary = Summary.everybodyIn
        summary.run = Summary.run(.unfinished, seconds: 4)
        summary.verdict = .none
        #expect(
            text(summary).prefix { $0 != "\n" }
                == "UNFINISHED  Simultaneous login: killed, or still running; its last sign of life")
        #expect(text(summary).contains("Thresholds  not judged  turnout >= 99.5%"))
        summary.run = Summary.run(.interrupted, seconds: 4)
        #expect(text(summary).contains("Thresholds  not judged  turnout >= 99.5%"))
        #expect(!text(summary).contains("  ok  turnout"))
    }

    /// A request whose answer was awaited when the process was killed left no row.
    @Test func `of a run without an ending nothing is said that was not recorded`() {
        var summary = Summary.everybodyIn
        summary.run = Summary.run(.unfinished, seconds: 4)
        summary.releases[0].sent = 0
        summary.releases[0].spreadMs = nil
        summary.admission?.lastMs = nil
        #expect(text(summary).contains("500 waited; none of their first requests was recorded."))
        #expect(text(summary).contains("Nobody is known to have got in."))
        summary.releases[0].sent = 20
        summary.releases[0].spreadMs = Summary.Spread(p50: 1, p99: 2, max: 2)
        #expect(text(summary).contains("20 of the 500 who waited are known to have sent their"))
        summary.run = Summary.run(.completed, seconds: 4)
        #expect(text(summary).contains("20 of the 500 who waited sent their first request"))
    }

    @Test func `a single participant has no distance to anyone`() {
        var summary = Summary.everybodyIn
        summary.releases[0].waiting = 1
        summary.releases[0].sent = 1
        #expect(text(summary).contains("Cold: the only one sent the first request 0.82 ms after the release."))
    }

    @Test(arguments: [
        ("p95(token) <= 2s", 2001.3, 2000.0, "2.001 s"), ("p95(token) <= 2s", 2104, 2000, "2.10 s"),
        ("turnout >= 99.5%", 0.99496, 0.995, "99.496 %"), ("rate(token) > 50", 49.996, 50, "49.996/s"),
        ("p95(token) < 800ms", 800.4, 800, "800.4 ms"), ("failures == 0", 3, 0, "3"),
        ("max(token) < 2s", 2000, 2000, "2.00 s"),
    ])
    func `a measured value is distinguishable from its bound`(
        expression: String, actual: Double, bound: Double, words: String
    ) {
        var summary = Summary.everybodyIn
        summary.thresholds = [
            Summary.ThresholdResult(expression: expression, actual: actual, bound: bound, passed: false)
        ]
        #expect(text(summary).contains("  FAILED  \(expression)  is \(words)\n"))
    }

    // One line less than the screen has, for the shell's next prompt.
    @Test func `five steps and four thresholds that hold leave room for a prompt on 24 lines of 80 columns`() {
        var summary = Summary.everybodyIn
        summary.target.sharesMachine = true
        summary.steps += ["leave-room", "say goodbye"].map { name in
            var step = summary.steps[0]
            step.name = name
            return step
        }
        summary.thresholds += ["admission(99%) < 10s", "failures == 0"].map {
            Summary.ThresholdResult(expression: $0, actual: 0, passed: true)
        }
        let printed = TerminalSummary(
            summary, admissionCurve: [0, 0.1, 0.3, 0.6, 0.8, 0.95, 1], directory: "turnout-runs/now",
            report: "turnout-runs/20261124T091500Z-simultaneous-login/report.html"
        ).lines.rendered(colour: false)
        #expect(printed.count { $0 == "\n" } <= 23, "\(printed)")
        #expect(printed.split(separator: "\n").allSatisfy { DisplayWidth.of(String($0)) <= 80 })
    }

    @Test(arguments: [Summary.everybodyIn, .collapsed, .many], [40, 41, 52, 60, 80, 200])
    func `no line is wider than the terminal, whatever its width`(summary: Summary, width: Int) {
        var summary = summary
        summary.target.sharesMachine = true
        let printed = TerminalSummary(
            summary, admissionCurve: (0..<TerminalSummary.curvePoints).map { Double($0) / 24 }, width: width
        ).lines.rendered(colour: false)
        for line in printed.split(separator: "\n") {
            #expect(DisplayWidth.of(String(line)) <= width, "\(line)")
        }
        // The figures that matter most are there at any width.
        for word in ["ok", "failed", "p50", "p95"] { #expect(printed.contains(word)) }
    }

    @Test(arguments: [(80, ["p99", "max", "ours p95"]), (68, ["p99", "ours p95"]), (58, ["ours p95"]), (48, [])])
    func `a narrow table has fewer columns before a name is cut`(width: Int, columns: [String]) throws {
        let printed = text(.everybodyIn, width: width)
        for name in ["token ", "generate-access ", "enter-room "] { #expect(printed.contains("\n" + name)) }
        let head = try #require(printed.split(separator: "\n").first { $0.contains("  ok  failed ") })
        for column in ["p99", "max", "ours p95"] {
            #expect(head.contains(" \(column)") == columns.contains(column), "\(column) in \(head)")
        }
    }

    @Test func `failures come before the steps, and name some of those they concern`() throws {
        let printed = text(.collapsed, width: 100)
        let lines = printed.split(separator: "\n")
        let failures = try #require(lines.firstIndex { $0.hasPrefix("Failures") })
        #expect(failures < (try #require(lines.firstIndex { $0.hasPrefix("Response times") })))
        #expect(printed.contains("spread the start.\n      participant 12, …\n"))
    }

    @Test func `many thresholds and steps are counted, those that failed shown first`() {
        let printed = text(.many, width: 100)
        #expect(printed.contains("\n            and 6 more that hold\n"))
        #expect(printed.contains("FAILED  p95(step 14) < 1s"))
        #expect(printed.contains("\nand 6 more steps: see summary.json\n"))
        // It failed; the others are the slowest.
        for number in [1, 14, 13, 12, 11, 10, 9, 8] { #expect(printed.contains("\nstep \(number) ")) }
        for number in 2...7 { #expect(!printed.contains("\nstep \(number) ")) }
        #expect(printed.contains("\n    and 2 more warnings: see summary.json\n"))
        #expect(printed.count { $0 == "\n" } <= 40)
    }

    @Test func `the report stands where the run directory would`() {
        let printed = TerminalSummary(.everybodyIn, directory: "runs/one", report: "runs/one/report.html").lines
        #expect(printed.last?.text == "Report      runs/one/report.html")
        #expect(TerminalSummary(.everybodyIn, directory: "runs/one").lines.last?.text == "Run         runs/one")
    }

    @Test func `the times of an invalid run are the generator's`() {
        var summary = Summary.collapsed
        summary.verdict = .invalid
        #expect(text(summary).contains("\nthese times are the generator's, not the target's"))
        #expect(!text(.collapsed).contains("these times"))
    }

    @Test(arguments: [40, 80, 120])
    func `names of several hundred characters are cut, and take no figures away`(width: Int) {
        let long = String(repeating: "long-name-", count: 50)
        var summary = Summary.collapsed
        summary.run.name = long
        summary.steps[0].name = long
        summary.steps[0].replays = 3
        summary.failures[0].step = long
        summary.releases += summary.releases
        summary.releases[0].gate = long
        let people = summary.participants
        let (admission, journey) = (summary.admission, summary.journey)
        summary.crowds = [long, "learners"].map { name in
            Summary.Crowd(
                name: name, participants: people,
                admission: admission ?? Summary.Admission(t50Ms: 1, t90Ms: 2, t99Ms: 3, lastMs: 4, never: 0),
                journey: journey)
        }
        let printed = text(summary, width: width)
        #expect(!printed.contains(long.prefix(81)))
        #expect(printed.contains(long.prefix(79) + "…:"))
        #expect(printed.contains("\(long.prefix(39))…:"))
        if width == 120 {
            for head in ["p95", "p99", "max"] { #expect(printed.contains(" \(head)"), "\(printed)") }
        }
    }

    @Test func `a single one is one`() {
        var summary = Summary.everybodyIn
        summary.releases[0].stragglers = ["participant 3"]
        #expect(text(summary).contains("1 person came later and is not counted here: participant 3."))
        (summary.releases[0].waiting, summary.releases[0].sent) = (1, 0)
        (summary.releases[0].spreadMs, summary.releases[0].stragglers) = (nil, [])
        #expect(text(summary).contains("The only one who waited sent no request."))
        summary = .many
        summary.thresholds = Array(summary.thresholds.prefix(9))
        #expect(text(summary, width: 100).contains("and 1 more that holds\n"))
        summary = .collapsed
        summary.failures = (1...5).map { number in
            Summary.FailureGroup(
                step: "step \(number)", kind: .check, status: nil, count: 1, cause: "A check.", remedy: nil,
                firstAtSeconds: 1, lastAtSeconds: 1, participants: [])
        }
        #expect(text(summary).contains("\n  and 1 more failure of 1 other kind: see summary.json\n"))
    }

    @Test func `steps without measurements have no row`() {
        var summary = Summary.everybodyIn
        summary.steps.append(.fixed("pause", ok: 0, failed: 0, response: .empty))
        #expect(!text(summary).contains("pause"))
    }

    @Test func `each of several crowds has its own turnout and admission`() {
        var summary = Summary.everybodyIn
        let people = summary.participants
        let journey = summary.journey
        summary.crowds = ["hosts", "learners"].map {
            Summary.Crowd(
                name: $0, participants: people,
                admission: Summary.Admission(t50Ms: 10, t90Ms: 20, t99Ms: 30, lastMs: 40, never: 0), journey: journey)
        }
        summary.admission = nil
        let printed = text(summary)
        #expect(printed.contains("            hosts: 500 of 500 got in (95 % confidence: at least 99.3 %)\n"))
        #expect(printed.contains("            learners: 50 % in 10.0 ms, 90 % in 20.0 ms, 99 % in 30.0 ms"))
        #expect(printed.contains("participants: token"))
    }

    @Test func `admission of people who came over time does not read as slowness`() {
        var summary = Summary.everybodyIn
        summary.admission?.since = .arrivals
        #expect(
            text(summary, width: 150).contains(
                "the last in 1.30 s. Counted from the first arrival: participants arrived over time.\n"))
    }

    @Test func `replays and a shared machine are mentioned`() {
        var summary = Summary.everybodyIn
        summary.steps[0].replays = 20
        summary.target.sharesMachine = true
        let printed = text(summary, width: 100)
        #expect(
            printed.contains("token: 20 requests repeated because a kept-alive connection closed without a response\n"))
        #expect(printed.contains("Generator   ok: CPU 12.3 %, loop lag p99 0.42 ms (the target shares its CPUs)\n"))
    }

    @Test func `a strained generator says what to do about it`() {
        var summary = Summary.everybodyIn
        summary.generator = Summary.generator(.strained, reasons: ["An event loop was 600 ms late once."])
        #expect(
            text(summary, width: 120).contains(
                """
                            An event loop was 600 ms late once.
                            Treat the times with caution. More cores, a separate machine or fewer participants would help.
                """))
    }

    @Test func `many kinds of failure are counted, not listed`() {
        var summary = Summary.collapsed
        summary.failures = (1...6).map { number in
            Summary.FailureGroup(
                step: "step \(number)", kind: .check, status: nil, count: number, cause: "A check.", remedy: nil,
                firstAtSeconds: 1, lastAtSeconds: 1, participants: [])
        }
        #expect(text(summary).contains("\n  and 11 more failures of 2 other kinds: see summary.json\n"))
    }

    @Test func `a run without measurements can be shown`() {
        let empty = Summary(
            run: Summary.run(.interrupted, seconds: 0), target: Summary.Target(api: "", http: "auto"),
            participants: Summary.Participants(
                expected: 5, started: 0, entered: 0, failed: 0, turnout: 0, turnoutInterval95: nil),
            releases: [], admission: Summary.Admission(t50Ms: nil, t90Ms: nil, t99Ms: nil, lastMs: nil, never: 5),
            journey: Summary.Journey(responseMs: .empty),
            steps: [.fixed("token", ok: 0, failed: 0, response: .empty)], failures: [], thresholds: [],
            generator: Summary.generator(.ok), verdict: .none)
        #expect(text(empty).contains("Admission   Nobody got in.\n"))
        #expect(text(empty).contains("0 of 5 got in; 0 started\n"))
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
