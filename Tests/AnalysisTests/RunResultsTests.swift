import Measuring
import Scenarios
import Support
import Testing

@testable import Analysis

@Suite struct `The results of a run` {
    private static let token = StepIndex(rawValue: 0)
    private static let times = Threshold(
        expression: "p95(token) < 2s", metric: .percentile(95, .step(token, name: "token")), comparison: .less,
        bound: 2000)
    private static let mean = Threshold(
        expression: "mean(token) < 2s", metric: .mean(.step(token, name: "token")), comparison: .less, bound: 2000)
    private static let turnout = Threshold(
        expression: "turnout >= 10%", metric: .turnout, comparison: .greaterOrEqual, bound: 0.1)
    private static let unmet = Threshold(
        expression: "turnout >= 99%", metric: .turnout, comparison: .greaterOrEqual, bound: 0.99)
    private static let refusals = Threshold(
        expression: "failures(token, status 429) < 99",
        metric: .failures(token, kind: nil, status: 429, asShare: false),
        comparison: .less, bound: 99)
    private static let tokens = Threshold(
        expression: "failures(token) < 99", metric: .failures(token, kind: nil, status: nil, asShare: false),
        comparison: .less, bound: 99)
    private static let all = Threshold(
        expression: "failures < 99", metric: .failures(nil, kind: nil, status: nil, asShare: false),
        comparison: .less, bound: 99)

    private let metadata = ImaginedRun.metadata(expected: 100)

    private func at(_ milliseconds: Int64) -> Moment {
        metadata.origin.advanced(byNanoseconds: milliseconds * 1_000_000)
    }

    /// Of 100 participants `refused` are refused at the log-in and `later` fail after they got in.
    private func builder(refused: Int32 = 0, later: Int32 = 0, _ thresholds: [Threshold]) -> SummaryBuilder {
        var batch = SampleBatch()
        batch.gates = [.arrivals(at: at(0))]
        for participant in 1...Int32(100) {
            let isRefused = participant <= refused
            let failsLater = !isRefused && participant <= refused + later
            batch.steps.append(
                StepSample(
                    participant: participant, step: Self.token, intended: at(0), started: at(1), finished: at(100),
                    generatorNanoseconds: 400_000,
                    failure: isRefused ? Failure(kind: .status, status: 429, detail: "") : nil))
            if failsLater {
                batch.steps.append(
                    StepSample(
                        participant: participant, step: StepIndex(rawValue: 2), intended: at(100), started: at(100),
                        finished: at(200), failure: Failure(kind: .reset, detail: "")))
            }
            batch.participants.append(
                ParticipantSample(
                    participant: participant, intended: at(0), started: at(0), finished: at(200),
                    entered: isRefused ? nil : at(150), journeyNanoseconds: isRefused ? nil : 150_000_000,
                    ending: isRefused || failsLater ? .failed : .completed, endedAt: nil))
        }
        var builder = SummaryBuilder(metadata: metadata, thresholds: thresholds)
        builder.add(batch)
        return builder
    }

    private func outcome(_ status: RunStatus, warnings: [String] = []) -> RunOutcome {
        RunOutcome(
            status: status, reason: nil, warnings: warnings, durationSeconds: 1, generator: ImaginedRun.report)
    }

    @Test(arguments: [
        (
            [times], Int32(90), Int32(0),
            [
                "90 failures are judged by no threshold: add `failures == 0` or `turnout >= 99%`.",
                "p95(token) of 10 successes; 90 failed.",
            ]
        ),
        ([times], 1, 0, ["1 failure is judged by no threshold: add `failures == 0` or `turnout >= 99%`."]),
        ([times, turnout], 5, 0, []),
        ([times, turnout], 5, 3, ["3 failures are judged by no threshold: add `failures == 0` or `turnout >= 99%`."]),
        ([times, refusals], 5, 0, []),
        ([times, refusals], 5, 3, ["3 failures are judged by no threshold: add `failures == 0` or `turnout >= 99%`."]),
        // What two thresholds judge is judged once.
        (
            [tokens, refusals], 5, 3,
            ["3 failures are judged by no threshold: add `failures == 0` or `turnout >= 99%`."]
        ),
        (
            [refusals, tokens, refusals, times], 5, 12,
            ["12 failures are judged by no threshold: add `failures == 0` or `turnout >= 99%`."]
        ),
        ([all, tokens], 5, 3, []),
        ([all], 5, 3, []),
        ([], 90, 3, ["93 failures are judged by no threshold: add `failures == 0` or `turnout >= 99%`."]),
        // Once for each step.
        ([times, mean, all], 90, 0, ["p95(token) of 10 successes; 90 failed."]),
    ])
    func `warn of what no threshold judges, and of percentiles of few successes`(
        thresholds: [Threshold], refused: Int32, later: Int32, warnings: [String]
    ) {
        let results = builder(refused: refused, later: later, thresholds).results(outcome: outcome(.completed))
        #expect(results.warnings == warnings)
    }

    /// Half of a crowd that got in without a failure does not tell what the other half would have met.
    @Test(arguments: [
        (RunStatus.completed, GeneratorReport.Verdict.ok, [turnout], Summary.Verdict.passed),
        (.completed, .ok, [refusals, all], .passed), (.completed, .overloaded, [turnout], .invalid),
        (.completed, .ok, [], .none),
        (.interrupted, .ok, [turnout], .none), (.interrupted, .ok, [refusals, all], .none),
        (.interrupted, .ok, [unmet], .none), (.interrupted, .overloaded, [turnout], .none),
        (.interrupted, .ok, [], .none),
        (.aborted, .ok, [turnout], .failed), (.aborted, .ok, [unmet], .failed), (.aborted, .ok, [], .failed),
        (.aborted, .overloaded, [turnout], .invalid),
        (.unfinished, .ok, [turnout], .none), (.unfinished, .overloaded, [unmet], .none),
    ])
    func `are judged only where the run went to its end or a limit ended it`(
        status: RunStatus, generator: GeneratorReport.Verdict, thresholds: [Threshold], verdict: Summary.Verdict
    ) {
        var outcome = outcome(status)
        outcome.generator?.verdict = generator
        let summary = builder(refused: 5, later: 3, thresholds).results(outcome: outcome).summary
        #expect(summary.verdict == verdict)
        // What the thresholds measured until then is told all the same.
        #expect(summary.thresholds.map(\.expression) == thresholds.map(\.expression))
        #expect(summary.thresholds.allSatisfy { $0.actual != nil })
    }

    @Test func `distinguish participants who failed after getting in`() {
        let people = builder(refused: 5, later: 3, []).results(outcome: outcome(.completed)).summary.participants
        #expect(people.entered == 95 && people.failed == 8 && people.failedAfterEntering == 3)
    }

    /// Older run files have none at all, and say nothing of it.
    @Test(arguments: [(true, 0, 0), (true, 2, 2), (true, 1, 1), (nil, 2, 0)] as [(Bool?, Int, Int)])
    func `say of how many responses the kernel did not tell when it had them`(tells: Bool?, without: Int, told: Int) {
        var metadata = ImaginedRun.metadata(expected: 4)
        metadata.tellsReceived = tells
        var builder = SummaryBuilder(metadata: metadata, thresholds: [])
        var batch = SampleBatch()
        for number in 0..<4 {
            var figures = ExchangeFigures(started: at(1), finished: at(9))
            // The last one has no response.
            if number < 3 {
                figures.status = 200
                if number >= without { figures.received = at(8) }
            }
            batch.requests.append(
                RequestSample(
                    participant: 1, step: Self.token, endpoint: "token", intended: at(0), figures: figures,
                    failure: number < 3 ? nil : Failure(kind: .timeout, detail: "")))
        }
        builder.add(batch)
        let sentences = builder.results(outcome: outcome(.completed)).warnings.filter { $0.contains("kernel") }
        let whose = [1: "1 response of 3: its time ends when Turnout read it."]
        let all = whose[told] ?? "\(told) responses of 3: their times end when Turnout read them."
        #expect(sentences == (told == 0 ? [] : ["The kernel did not say when it had received " + all]))
    }

    private static let lost = ": packets were lost or the accept queue was full."

    /// How many of 400 connections needed a second SYN, how many requests found none, and in how many segments were repeated.
    @Test(
        arguments: [
            (0, 0, 0, []), (212, 0, 0, ["212 connections needed a second SYN" + lost]),
            (1, 0, 3, ["1 connection needed a second SYN" + lost]),
            (2, 1, 0, ["2 connections needed a second SYN, and 1 request found none in spite of it" + lost]),
            (0, 3, 0, ["3 requests found no connection in spite of a second SYN" + lost]),
            (
                0, 0, 4,
                [
                    "Of 400 requests, 4 were under way while segments were sent again (8 segments): packets were lost or came late."
                ]
            ),
        ] as [(Int, Int, Int, [String])])
    func `say what the kernel counted of connections`(second: Int, none: Int, late: Int, told: [String]) throws {
        var builder = SummaryBuilder(metadata: ImaginedRun.metadata(expected: 4), thresholds: [])
        var batch = SampleBatch()
        for number in 0..<400 + none {
            var figures = ExchangeFigures(started: at(1), begun: at(2), finished: at(9))
            figures.newConnections = number < 400 ? 1 : 0
            figures.tcp.synRetransmissions = number < second || number >= 400 ? 2 : 0
            if number < 400 {
                figures.tcp.retransmissions = number < late ? 2 : 0
                figures.tcp.roundTripMicroseconds = 1_500
            }
            batch.requests.append(
                RequestSample(
                    participant: 1, step: Self.token, endpoint: "token", intended: at(0), figures: figures,
                    failure: number < 400 ? nil : Failure(kind: .timeout, detail: "")))
        }
        builder.add(batch)
        let summary = builder.results(outcome: outcome(.completed)).summary
        #expect(summary.warnings.filter { $0.contains("lost or") } == told)
        let connections = try #require(summary.connections)
        #expect(connections.opened == 400 && connections.secondSyns == second && connections.unansweredSyns == none)
        #expect(connections.synRetransmissions == 2 * (second + none))
        #expect(connections.retransmittingRequests == late && connections.retransmissions == 2 * late)
        #expect(connections.roundTripMs.count == 400 && connections.roundTripMs.p50 == 1.5)
    }

    @Test func `say nothing of connections of which nothing is known`() {
        var builder = SummaryBuilder(metadata: ImaginedRun.metadata(expected: 4), thresholds: [])
        var batch = SampleBatch()
        batch.requests.append(
            RequestSample(
                participant: 1, step: Self.token, endpoint: "token", intended: at(0),
                figures: ExchangeFigures(started: at(1), finished: at(9), newConnections: 1), failure: nil))
        builder.add(batch)
        #expect(builder.results(outcome: outcome(.completed)).summary.connections == nil)
    }

    @Test func `include the warnings from the run itself`() {
        let results = builder([]).results(outcome: outcome(.completed, warnings: ["Pages were not verified."]))
        #expect(results.warnings == ["Pages were not verified."])
    }

    @Test(arguments: [
        (
            RunStatus.interrupted,
            "The run was interrupted and is not judged: 10 participants were still active, 50 of 100 had not arrived."
        ),
        (.aborted, "The run was cut short: 10 participants were still active, 50 of 100 had not arrived."),
        (
            .unfinished,
            "The run has no ending and is not judged: 10 participants were still active, 50 of 100 had not arrived."
        ),
    ])
    func `have no interval if the run was cut short, and count active participants`(status: RunStatus, warning: String)
    {
        var builder = SummaryBuilder(metadata: metadata, thresholds: [Self.turnout])
        builder.beat(Heartbeat(at: at(4000), crowds: [.init(started: 50, ended: 40)]))
        builder.beat(Heartbeat(at: at(3000), crowds: [.init(started: 30, ended: 1)]))
        let results = builder.results(outcome: outcome(status))
        #expect(results.warnings == [warning])
        #expect(results.summary.participants.turnoutInterval95 == nil)
        #expect(results.summary.participants.started == 50 && results.summary.participants.underWay == 10)
    }

    @Test func `count those whom the end of the run cut off among those who were under way`() {
        var batch = SampleBatch()
        batch.participants = (1...Int32(3)).map { participant in
            ParticipantSample(
                participant: participant, intended: at(0), started: at(0), finished: at(200), entered: nil,
                journeyNanoseconds: nil, ending: participant == 1 ? .failed : .cancelled, endedAt: nil)
        }
        var builder = SummaryBuilder(metadata: metadata, thresholds: [])
        builder.add(batch)
        builder.beat(Heartbeat(at: at(300), crowds: [.init(started: 4, ended: 3)]))
        let people = builder.results(outcome: outcome(.interrupted)).summary.participants
        #expect(people.started == 4 && people.underWay == 3)
    }

    /// A request that the end of the run cut off was sent, and has not failed. One that was refused here, is invalid, or
    /// whose host was not found, was never begun.
    @Test(arguments: [
        (FailureKind.cancelled, true, 1, 0), (.cancelled, false, 0, 0), (.notAllowed, false, 0, 1),
        (.protocol, false, 0, 1), (.resolve, false, 0, 1), (.protocol, true, 1, 1), (.timeout, true, 1, 1),
        (.harness, true, 0, 1),
    ])
    func `count requests as the server does, and no failure that was not`(
        kind: FailureKind, isBegun: Bool, requests: Int, failures: Int
    ) {
        let failure = Failure(kind: kind, detail: "x")
        var batch = SampleBatch()
        batch.requests = [
            RequestSample(
                participant: 1, step: StepIndex(rawValue: 0), endpoint: "token", intended: at(0),
                figures: ExchangeFigures(started: at(0), begun: isBegun ? at(1) : nil, finished: at(200)),
                failure: failure)
        ]
        batch.steps = [
            StepSample(
                participant: 1, step: StepIndex(rawValue: 0), intended: at(0), started: at(0), finished: at(200),
                failure: failure)
        ]
        var builder = SummaryBuilder(metadata: metadata, thresholds: [])
        builder.add(batch)
        let summary = builder.results(outcome: outcome(.interrupted)).summary
        #expect(summary.steps.map(\.requests).first == requests)
        #expect(summary.steps.map(\.failed).first == failures)
        #expect(summary.failures.map(\.count).reduce(0, +) == failures)
        #expect(summary.participants.started == 1)
    }

    @Test func `never judge a run without an ending, which lasted until its last sign of life`() {
        var builder = builder([Self.turnout])
        #expect(builder.results(outcome: outcome(.completed)).summary.verdict == .passed)
        builder.beat(Heartbeat(at: at(4000), crowds: [.init(started: 100, ended: 100)]))
        let unfinished = builder.unfinishedOutcome(reason: nil)
        #expect(unfinished.status == .unfinished && unfinished.durationSeconds == 4)
        #expect(builder.results(outcome: unfinished).summary.verdict == .none)
    }

    @Test func `have no figures of a generator of which nothing was recorded`() throws {
        let builder = builder([Self.turnout])
        let summary = builder.results(outcome: builder.unfinishedOutcome(reason: nil)).summary
        let text = try summary.json
        let start = try #require(text.range(of: #""generator": "#)?.lowerBound)
        #expect(
            text[start...].hasPrefix(
                """
                "generator": {
                    "verdict": "strained",
                    "reasons": ["Nothing is known of the generator."],
                    "cpuSeconds": null,
                    "cpuUtilisation": null,
                    "loopLagMs": {
                      "p99": null,
                      "max": null
                    },
                    "peakMemoryMiB": null,
                    "peakOpenFiles": null,
                    "lateStarts": null,
                    "lateParticipants": null
                  },
                """))
        #expect(try Summary(json: text) == summary)
    }

    @Test func `report lost samples, and do not judge figures without them`() {
        let builder = builder([Self.turnout])
        let live = builder.results(outcome: outcome(.completed), lostSamples: 7)
        #expect(live.summary.verdict == .passed && live.summary.run.status == .completed)
        #expect(
            live.warnings == [
                "7 measurements could not be written to the run file. The figures here include them; a report made from "
                    + "the file will not, and calls the run unfinished."
            ])
        let stored = builder.results(outcome: outcome(.completed), lostSamples: 7, isStored: true)
        #expect(stored.summary.verdict == .none && stored.summary.run.status == .unfinished)
        #expect(stored.summary.run.lostSamples == 7 && stored.summary.participants.turnoutInterval95 == nil)
        #expect(
            stored.warnings.first
                == "7 measurements could not be written to the run file, so every figure here lacks them.")
    }

    @Test func `report the generator's own share of each step's time`() {
        let step = builder(refused: 10, []).results(outcome: outcome(.completed)).summary.steps[0]
        #expect(step.generatorMs.count == 90 && step.generatorMs.max == 0.4)
    }

    @Test(arguments: [
        (Int32(0), false, Summary.Release.Kind.warm), (1, false, .cold), (1, true, .tight), (0, true, .tight),
    ])
    func `report what was ready at a release`(connections: Int32, isTight: Bool, kind: Summary.Release.Kind) {
        var batch = SampleBatch()
        batch.gates = [
            GateSample(gate: 1, name: "token", opened: at(1), waiting: 1, stragglers: [], isTight: isTight)
        ]
        batch.requests = [
            RequestSample(
                participant: 1, step: Self.token, endpoint: "token", firstBehindGate: 1, intended: at(1),
                figures: ExchangeFigures(
                    started: at(1), begun: at(1), sent: at(2), finished: at(3), newConnections: connections),
                failure: nil)
        ]
        var builder = SummaryBuilder(metadata: metadata, thresholds: [])
        builder.add(batch)
        #expect(builder.results(outcome: outcome(.completed)).summary.releases.map(\.kind) == [kind])
    }

    @Test func `report a primed release, how long it took and who was not primed`() {
        var batch = SampleBatch()
        batch.gates = [
            GateSample(
                gate: 1, name: "token", opened: at(10), waiting: 4, stragglers: [], primingBegan: at(4),
                unprimed: [
                    .init(participant: 2, cause: .late), .init(participant: 3, cause: .answered),
                    .init(participant: 4, cause: .late),
                ])
        ]
        // Of the last one a part had gone before T0, and the rest when the server took it: it says nothing of the release.
        batch.requests = [(Int32(1), Int64(11)), (2, 14), (4, 10)].map { participant, sent in
            RequestSample(
                participant: participant, step: Self.token, endpoint: "token", firstBehindGate: 1, intended: at(10),
                figures: ExchangeFigures(
                    started: at(10), begun: at(10), sent: at(sent), primed: participant == 1 ? at(9) : nil,
                    finished: at(20), newConnections: 1),
                failure: nil)
        }
        var builder = SummaryBuilder(metadata: metadata, thresholds: [])
        builder.add(batch)
        let release = builder.results(outcome: outcome(.completed)).summary.releases[0]
        #expect(release.kind == .primed && release.primingMs == 6)
        // Connections of a primed crowd come before T0, so that their spread says nothing about it.
        #expect(release.connectSpreadMs == nil)
        #expect(release.delayMs == 1 && release.spreadMs?.max == 3 && release.sent == 2)
        #expect(
            release.unprimed == [
                .init(cause: .answered, participants: ["participant 3"]),
                .init(cause: .late, participants: ["participant 2", "participant 4"]),
            ])
    }

    @Test func `count replays, and traffic by address`() {
        func request(_ address: String?, connections: Int32, failed: [String] = [], replay: Bool = false)
            -> RequestSample
        {
            RequestSample(
                participant: 1, step: Self.token, endpoint: "token", isReplay: replay, intended: at(1),
                figures: ExchangeFigures(
                    started: at(1), begun: at(1), finished: at(3), newConnections: connections, address: address,
                    failedAddresses: failed), failure: nil)
        }
        var batch = SampleBatch()
        batch.requests = [
            request("10.0.0.1:443", connections: 1), request("10.0.0.1:443", connections: 0, replay: true),
            request("10.0.0.2:443", connections: 1, failed: ["10.0.0.3:443"]),
            request(nil, connections: 0, failed: ["10.0.0.3:443"]),
        ]
        var builder = SummaryBuilder(metadata: metadata, thresholds: [])
        builder.add(batch)
        let summary = builder.results(outcome: outcome(.completed)).summary
        #expect(summary.steps[0].requests == 4 && summary.steps[0].replays == 1)
        #expect(
            summary.target.addresses == [
                Summary.Address(address: "10.0.0.1:443", connections: 1, requests: 2, failedConnects: 0),
                Summary.Address(address: "10.0.0.2:443", connections: 1, requests: 1, failedConnects: 0),
                Summary.Address(address: "10.0.0.3:443", connections: 0, requests: 0, failedConnects: 2),
            ])
    }

    @Test func `contain full distributions and a timeline`() {
        let results = builder(refused: 10, []).results(outcome: outcome(.completed))
        #expect(results.histograms.steps[0].response.count == 90)
        #expect(results.histograms.steps[0].failed.count == 10)
        #expect(results.histograms.journeys[0].count == 90)
        #expect(results.timeline.slices[1]?.entered == 90)
        #expect(results.timeline.slices[2]?.failedParticipants == 10)
    }
}
