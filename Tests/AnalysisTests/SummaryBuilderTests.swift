import Measuring
import Scenarios
import Support
import Testing

@testable import Analysis

@Suite struct `A summary` {
    private let metadata = ImaginedRun.metadata(expected: 4)
    private let ending = RunOutcome(
        status: .completed, reason: nil, durationSeconds: 2.5, generator: ImaginedRun.report)

    private func at(_ milliseconds: Double) -> Moment {
        metadata.origin.advanced(byNanoseconds: Int64((milliseconds * 1_000_000).rounded()))
    }

    private func step(
        _ participant: Int32, _ step: Int16 = 0, due: Double, from: Double, to: Double, _ failure: Failure? = nil
    ) -> StepSample {
        StepSample(
            participant: participant, step: StepIndex(rawValue: step), intended: at(due), started: at(from),
            finished: at(to), failure: failure)
    }

    private func participant(_ number: Int32, entered: Double?, ending: ParticipantSample.Ending = .completed)
        -> ParticipantSample
    {
        ParticipantSample(
            participant: number, intended: at(100), started: at(100), finished: at(900),
            entered: entered.map { at($0) }, journeyNanoseconds: entered.map { Int64(($0 - 100) * 1e6) },
            ending: ending, endedAt: ending == .completed ? nil : StepIndex(rawValue: 0))
    }

    private func first(
        _ participant: Int32, sent: Double?, begun: Double = 100, resolve: Int64? = nil, connections: Int32 = 0,
        gate: Int16 = 1, failure: FailureKind? = nil
    ) -> RequestSample {
        RequestSample(
            participant: participant, step: StepIndex(rawValue: 0), endpoint: "token", firstBehindGate: gate,
            intended: at(100),
            figures: ExchangeFigures(
                started: at(100), begun: at(begun), sent: sent.map { at($0) }, finished: at(400),
                phases: [.resolve: resolve, .wait: 5000], newConnections: connections, version: .http1_1, status: 200,
                bytesIn: 100, bytesOut: 50),
            failure: failure.map { Failure(kind: $0, detail: "") })
    }

    private func summary(
        _ batch: SampleBatch, metadata: RunMetadata? = nil, thresholds: [Threshold] = [], ending: RunOutcome? = nil
    ) -> Summary {
        var builder = SummaryBuilder(metadata: metadata ?? self.metadata, thresholds: thresholds)
        builder.add(batch)
        return builder.results(outcome: ending ?? self.ending).summary
    }

    private func threshold(_ metric: Threshold.Metric, _ comparison: Scenarios.Comparison, _ bound: Double) -> Threshold
    {
        Threshold(expression: "\(metric)", metric: metric, comparison: comparison, bound: bound)
    }

    // MARK: Times

    @Test func `takes response time from the intended start and service time from the actual one`() {
        var batch = SampleBatch()
        batch.steps = [step(1, due: 100, from: 130, to: 180)]
        let token = summary(batch).steps[0]
        #expect(token.responseMs.max == 80)
        #expect(token.serviceMs.max == 50)
        #expect(token.failedMs == .empty)
    }

    @Test func `keeps the times of failures apart from those of successes`() {
        var batch = SampleBatch()
        batch.steps = [
            step(1, due: 100, from: 100, to: 110),
            step(2, due: 100, from: 100, to: 9100, Failure(kind: .timeout, detail: "30 s")),
        ]
        let token = summary(batch).steps[0]
        #expect(token.executions == 2)
        #expect(token.succeeded == 1)
        #expect(token.failed == 1)
        #expect(token.responseMs.max == 10)
        #expect(token.serviceMs.count == 1)
        #expect(token.failedMs.max == 9000)
    }

    @Test func `names the percentiles that rest on too few samples`() {
        var batch = SampleBatch()
        batch.steps = (1...100).map { step($0, due: 0, from: 0, to: Double($0)) }
        let response = summary(batch).steps[0].responseMs
        #expect(response.count == 100)
        #expect(response.thin == ["p95", "p99", "p999"])
    }

    @Test func `has every figure of an empty distribution null`() {
        let token = summary(SampleBatch()).steps[0]
        #expect(token.responseMs == .empty)
        #expect(token.phasesMs[.send] == nil)
        #expect(token.status.counts.isEmpty)
    }

    // MARK: The crowd

    @Test func `counts participants who entered, who failed, and of whom only a request was seen`() {
        var batch = SampleBatch()
        batch.participants = [participant(1, entered: 300), participant(2, entered: nil, ending: .failed)]
        batch.requests = [first(1, sent: 101), first(3, sent: 101)]
        let participants = summary(batch).participants
        #expect(participants.expected == 4)
        #expect(participants.started == 3)
        #expect(participants.entered == 1)
        #expect(participants.failed == 1)
        #expect(participants.turnout == 0.25)
        #expect(participants.turnoutInterval95?.count == 2)
    }

    @Test func `counts a completed journey without an entry as entered`() {
        var metadata = metadata
        metadata.crowds[0].hasEntry = false
        var batch = SampleBatch()
        batch.participants = [participant(1, entered: nil)]
        #expect(summary(batch, metadata: metadata).participants.entered == 1)
        #expect(summary(batch).participants.entered == 0)
    }

    @Test func `says when shares of the expected participants were in, from the first gate's opening`() {
        var batch = SampleBatch()
        batch.participants = [participant(1, entered: 300), participant(2, entered: 200), participant(3, entered: 500)]
        batch.gates = [GateSample(gate: 1, name: "token", opened: at(100), waiting: 4, stragglers: [])]
        let admission = summary(batch).admission
        #expect(admission == Summary.Admission(t50Ms: 200, t90Ms: nil, t99Ms: nil, lastMs: 400, never: 1))
        var metadata = metadata
        metadata.crowds[0].arrivalIsAtOnce = false
        #expect(summary(batch, metadata: metadata).admission?.t50Ms == 300)
    }

    @Test func `draws the admission curve from nobody to the last`() {
        let curve = AdmissionCurve(expected: 4, microseconds: [3000, 1000, 2000])
        let points = curve.points(4)
        #expect(points.map(\.milliseconds) == [0, 1, 2, 3])
        #expect(points.map(\.share) == [0, 0.25, 0.5, 0.75])
        #expect(AdmissionCurve(expected: 4, microseconds: []).points(10).isEmpty)
    }

    @Test func `finds the participant who completes a share, even if the share has no exact double`() {
        let curve = AdmissionCurve(expected: 100, microseconds: (1...100).map { $0 * 1000 })
        for percent in 1...100 {
            #expect(curve.milliseconds(atShare: Double(percent) / 100) == Double(percent), "\(percent) %")
        }
    }

    @Test func `counts seconds and admission from the start of the arrivals where there is no release`() {
        var metadata = metadata
        metadata.crowds[0].arrivalIsAtOnce = false
        var batch = SampleBatch()
        batch.gates = [.arrivals(at: at(150))]
        batch.participants = [participant(1, entered: 300), participant(2, entered: 200)]
        batch.steps = [step(3, due: 160, from: 160, to: 650, Failure(kind: .reset, detail: "reset"))]
        let summary = summary(batch, metadata: metadata)
        #expect(summary.admission?.t50Ms == 150)
        #expect(summary.failures[0].firstAtSeconds == 0.5)
        #expect(summary.releases.isEmpty)
    }

    // MARK: Releases

    @Test func `measures the spread from the earliest first bytes, and the delay from the release to them`() {
        var batch = SampleBatch()
        batch.gates = [GateSample(gate: 1, name: "token", opened: at(100), waiting: 3, stragglers: [4])]
        batch.requests = [
            first(1, sent: 112), first(2, sent: 102), first(3, sent: 107), first(4, sent: 190), first(5, sent: nil),
            first(1, sent: 150, gate: 0),
        ]
        let release = summary(batch).releases[0]
        #expect(release.gate == "token")
        #expect(release.at == "2026-11-24T03:00:00.100Z")
        #expect(release.waiting == 3)
        #expect(release.stragglers == ["participant 4"])
        #expect(release.delayMs == 2)
        #expect(release.spreadMs == Summary.Spread(p50: 5, p99: 10, max: 10))
        #expect(release.connectSpreadMs == nil)
    }

    @Test func `measures the spread of connection attempts if connections were opened`() {
        var batch = SampleBatch()
        batch.gates = [GateSample(gate: 1, name: "token", opened: at(100), waiting: 2, stragglers: [])]
        batch.requests = [
            first(1, sent: 112, begun: 103, resolve: 1000, connections: 1),
            first(2, sent: 102, begun: 101, resolve: nil, connections: 1),
            first(3, sent: 107, begun: 150, connections: 0),
        ]
        #expect(summary(batch).releases[0].connectSpreadMs == Summary.Spread(p50: 0, p99: 3, max: 3))
    }

    @Test func `counts failed attempts too`() {
        var batch = SampleBatch()
        batch.gates = [GateSample(gate: 1, name: "token", opened: at(100), waiting: 4, stragglers: [])]
        batch.requests = [
            first(1, sent: 112, begun: 101, connections: 1),
            // Its handshake was never answered: libcurl counts no connection.
            first(2, sent: nil, begun: 108, failure: .timeout),
            // It was on an open connection.
            first(3, sent: 107, begun: 150, failure: .timeout),
            first(4, sent: nil, begun: 160, failure: .resolve),
        ]
        #expect(summary(batch).releases[0].connectSpreadMs == Summary.Spread(p50: 0, p99: 7, max: 7))
    }

    @Test func `has no delay and no spread if nothing was sent`() {
        var batch = SampleBatch()
        batch.gates = [GateSample(gate: 1, name: "token", opened: at(100), waiting: 0, stragglers: [])]
        let release = summary(batch).releases[0]
        #expect(release.delayMs == nil)
        #expect(release.spreadMs == nil)
    }

    // MARK: Failures

    @Test func `groups failures by step, kind, status and diagnosis, and names the first ten`() {
        let refused = Failure(kind: .connect, detail: "Connection refused", curlCode: 7)
        let limited = Failure(
            kind: .status, status: 429, detail: "status 429",
            diagnosis: Diagnosis(code: "rate-limit", cause: "Too many.", remedy: "Spread them."))
        var batch = SampleBatch()
        batch.steps =
            (1...12).reversed().map { step($0, due: 0, from: 0, to: Double($0) * 1000, refused) }
            + [step(20, 1, due: 0, from: 0, to: 500, limited)]
        #expect(
            summary(batch).failures == [
                Summary.FailureGroup(
                    step: "token", kind: .connect, status: nil, count: 12,
                    cause:
                        "Connection refused. None of the 12 were served: the step may be out of service and not just short of capacity.",
                    remedy: "try with one participant (`--participants 1`) before you look for a limit",
                    firstAtSeconds: 1, lastAtSeconds: 12, participants: (1...10).map { "participant \($0)" }),
                Summary.FailureGroup(
                    step: "generate-access", kind: .status, status: 429, count: 1, cause: "Too many.",
                    remedy: "Spread them.", firstAtSeconds: 0.5, lastAtSeconds: 0.5,
                    participants: ["participant 20"]),
            ])
    }

    @Test func `leaves the host out of every figure`() {
        let failure = Failure(kind: .status, status: 403, detail: "status 403")
        var request = first(0, sent: 50)
        request.step = .setup
        request.failure = failure
        var batch = SampleBatch()
        batch.requests = [request]
        var builder = SummaryBuilder(metadata: metadata, thresholds: [])
        builder.add(batch)
        let summary = builder.results(outcome: ending).summary
        #expect(summary == self.summary(SampleBatch()))
    }

    // MARK: Thresholds and verdict

    @Test func `judges each metric in its unit`() {
        let token = Threshold.Subject.step(StepIndex(rawValue: 0), name: "token")
        var batch = SampleBatch()
        batch.steps =
            (1...100).map { step($0, due: 0, from: 0, to: Double($0) * 10) }
            + [step(101, due: 0, from: 0, to: 10, Failure(kind: .status, status: 429, detail: ""))]
        batch.participants = [participant(1, entered: 300), participant(2, entered: 200)]
        batch.gates = [GateSample(gate: 1, name: "token", opened: at(100), waiting: 2, stragglers: [])]
        batch.requests = [first(1, sent: 101), first(2, sent: 131)]
        let step0 = StepIndex(rawValue: 0)
        let expected: [(Threshold, Double, Bool)] = [
            (threshold(.turnout, .greaterOrEqual, 0.5), 0.5, true),
            (threshold(.percentile(50, token), .less, 400), 500, false),
            (threshold(.mean(token), .lessOrEqual, 505), 505, true),
            (threshold(.max(token), .equal, 1000), 1000, true),
            (threshold(.rate(token), .greater, 99), 100, true),
            (threshold(.failures(step0, kind: nil, status: 429, asShare: false), .equal, 0), 1, false),
            (threshold(.failures(nil, kind: .status, status: nil, asShare: true), .less, 0.01), 1.0 / 101, true),
            (threshold(.failures(step0, kind: .connect, status: nil, asShare: false), .equal, 0), 0, true),
            (threshold(.spread, .less, 250), 30, true),
            (threshold(.admission(0.5), .lessOrEqual, 200), 200, true),
        ]
        let summary = summary(batch, thresholds: expected.map(\.0))
        for (result, (_, actual, passed)) in zip(summary.thresholds, expected) {
            #expect(result.actual.map { abs($0 - actual) <= actual * 0.001 } == true, "\(result)")
            #expect(result.passed == passed, "\(result)")
        }
        #expect(summary.verdict == .failed)
    }

    @Test(arguments: [
        (50, 19, true), (50, 20, false), (95, 199, true), (95, 200, false), (99.5, 1999, true), (99.5, 2000, false),
    ])
    func `marks a threshold on a percentile with fewer than ten samples beyond it`(
        _ percentile: Double, _ count: Int32, _ isThin: Bool
    ) {
        let token = Threshold.Subject.step(StepIndex(rawValue: 0), name: "token")
        var batch = SampleBatch()
        batch.steps = (1...count).map { step($0, due: 0, from: 0, to: Double($0)) }
        let thresholds = [Threshold.Metric.percentile(percentile, token), .mean(token), .turnout].map {
            threshold($0, .less, 1)
        }
        #expect(summary(batch, thresholds: thresholds).thresholds.map(\.thin) == [isThin, false, false])
    }

    @Test(arguments: [
        Threshold.Metric.percentile(95, .journey), .mean(.step(StepIndex(rawValue: 2), name: "enter-room")),
        .max(.journey), .rate(.journey), .failures(nil, kind: nil, status: nil, asShare: false),
        .failures(StepIndex(rawValue: 9), kind: nil, status: nil, asShare: true), .spread, .admission(0.99),
    ])
    func `fails a threshold over no samples as not measured`(metric: Threshold.Metric) {
        let summary = summary(SampleBatch(), thresholds: [threshold(metric, .greaterOrEqual, 0)])
        #expect(summary.thresholds[0].actual == nil)
        #expect(!summary.thresholds[0].passed)
        #expect(summary.verdict == .failed)
    }

    @Test func `is invalid if the generator was overloaded, whatever the thresholds say`() {
        var ending = ending
        ending.generator?.verdict = .overloaded
        let passing = threshold(.turnout, .greaterOrEqual, 0)
        #expect(summary(SampleBatch(), thresholds: [passing], ending: ending).verdict == .invalid)
        ending.generator?.verdict = .strained
        #expect(summary(SampleBatch(), thresholds: [passing], ending: ending).verdict == .passed)
        #expect(summary(SampleBatch(), ending: ending).verdict == .none)
        ending.status = .aborted
        #expect(summary(SampleBatch(), thresholds: [passing], ending: ending).verdict == .failed)
    }

    // MARK: Invariants

    @Test(arguments: [UInt64(31), 32, 33, 34])
    func `is consistent, whatever happened`(seed: UInt64) {
        let run = ImaginedRun(participants: 300, seed: seed, failing: Double(seed % 4) / 3)
        var builder = SummaryBuilder(metadata: run.metadata, thresholds: [])
        for batch in run.batches { builder.add(batch) }
        let summary = builder.results(outcome: run.ending).summary
        for step in summary.steps {
            #expect(step.executions == step.succeeded + step.failed)
            #expect(step.responseMs.count == step.succeeded)
            #expect(step.serviceMs.count == step.succeeded)
            #expect(step.failedMs.count == step.failed)
            #expect(step.failed == summary.failures.filter { $0.step == step.name }.reduce(0) { $0 + $1.count })
            #expect(step.status.counts.values.reduce(0, +) <= step.requests)
            let response = step.responseMs
            let ladder = [
                response.min, response.p50, response.p75, response.p90, response.p95, response.p99, response.p999,
                response.max,
            ].compactMap { $0 }
            #expect(ladder == ladder.sorted())
        }
        #expect(summary.participants.entered + summary.participants.failed == 300)
        #expect(summary.participants.entered + (summary.admission?.never ?? 0) == 300)
        #expect(summary.journey.responseMs.count == summary.participants.entered)
    }

    @Test(arguments: [UInt64(41), 42])
    func `does not depend on the order of batches`(seed: UInt64) {
        let run = ImaginedRun(participants: 200, seed: seed, batchSize: 20)
        var random = SeededGenerator(seed: seed)
        var forwards = SummaryBuilder(metadata: run.metadata, thresholds: [])
        var shuffled = forwards
        for batch in run.batches { forwards.add(batch) }
        for batch in run.batches.shuffled(using: &random) { shuffled.add(batch) }
        #expect(forwards.results(outcome: run.ending).summary == shuffled.results(outcome: run.ending).summary)
    }
}
