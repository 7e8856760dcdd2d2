import Measuring
import Scenarios
import Support
import Testing

@testable import Analysis

@Suite struct `A summary of several crowds` {
    private static let hosts = CrowdMetadata(
        name: "hosts", expected: 20, steps: ["token", "enter-room"], hasEntry: true, firstGate: 1)
    private static let learners = CrowdMetadata(
        name: "learners", expected: 180, steps: ["token", "generate-access", "enter-room"], hasEntry: true,
        firstGate: 1)
    private static let background = CrowdMetadata(
        name: "background", expected: nil, steps: ["token"], hasEntry: false, arrivalIsAtOnce: false, isLooping: true)

    private func results(
        _ crowds: [CrowdMetadata], participants: Int, thresholds: [Threshold] = []
    ) -> RunResults {
        let run = ImaginedRun(participants: participants, seed: 3, failing: 0.2, crowds: crowds)
        var builder = SummaryBuilder(metadata: run.metadata, thresholds: thresholds)
        for batch in run.batches { builder.add(batch) }
        return builder.results(outcome: run.ending)
    }

    @Test func `has an entry for each, whose counts add up to the headline`() {
        let summary = results([Self.hosts, Self.learners], participants: 200).summary
        #expect(summary.crowds.map(\.name) == ["hosts", "learners"])
        #expect(summary.crowds.map(\.participants.expected) == [20, 180])
        #expect(summary.participants.expected == 200)
        #expect(summary.crowds.reduce(0) { $0 + $1.participants.entered } == summary.participants.entered)
        #expect(summary.crowds.reduce(0) { $0 + $1.participants.failed } == summary.participants.failed)
        #expect(
            summary.crowds.reduce(0) { $0 + $1.journey.responseMs.count } == summary.journey.responseMs.count)
        #expect(summary.crowds.allSatisfy { $0.participants.turnoutInterval95 != nil })
    }

    @Test func `has no admission for all of them together, and one for each`() {
        let summary = results([Self.hosts, Self.learners], participants: 200).summary
        #expect(summary.admission == nil)
        for crowd in summary.crowds {
            #expect(crowd.admission.never == crowd.participants.expected - crowd.participants.entered)
        }
        #expect(results([Self.learners], participants: 180).summary.admission != nil)
    }

    @Test func `names the crowd of each step, though steps share a name`() {
        let steps = results([Self.hosts, Self.learners], participants: 200).summary.steps
        #expect(
            steps.map { "\($0.crowd): \($0.name)" } == [
                "hosts: token", "hosts: enter-room", "learners: token", "learners: generate-access",
                "learners: enter-room",
            ])
        #expect(steps[0].executions == 20 && steps[2].executions == 180)
    }

    @Test(
        arguments: [
            ([1, 2], [3], ["hosts", "hosts", "learners"]), ([1, 2], [2], ["hosts", nil]), ([1], nil, [nil]),
        ] as [([Int16], [Int16]?, [String?])])
    func `names the crowd of each release, unless several share its gate or the run file does not tell`(
        _ ofHosts: [Int16], _ ofLearners: [Int16]?, _ names: [String?]
    ) {
        var (hosts, learners) = (Self.hosts, Self.learners)
        hosts.gates = ofHosts
        learners.gates = ofLearners
        var builder = SummaryBuilder(
            metadata: ImaginedRun(participants: 1, seed: 1, crowds: [hosts, learners]).metadata, thresholds: [])
        var batch = SampleBatch()
        batch.gates = names.indices.map { place in
            GateSample(
                gate: Int16(place + 1), name: "token", opened: Moment(nanoseconds: 5), waiting: 9, stragglers: [])
        }
        builder.add(batch)
        let outcome = RunOutcome(status: .completed, reason: nil, durationSeconds: 1, generator: nil)
        #expect(builder.results(outcome: outcome).summary.releases.map(\.crowd) == names)
    }

    @Test func `leaves a looping crowd out of the headline, and expects as many of it as started`() {
        let summary = results([Self.hosts, Self.background], participants: 70).summary
        #expect(summary.participants.expected == 20)
        #expect(summary.crowds[1].participants.expected == 50)
        #expect(summary.crowds[1].participants.started == 50)
        #expect(summary.crowds[1].admission.since == .arrivals)
    }

    /// The warnings but for those of the release, which was primed and not for all.
    private func ofFailures(_ summary: Summary) -> [String] {
        summary.warnings.filter { !$0.contains("not primed at the release") }
    }

    @Test func `warns of the failures in a crowd that another crowd's threshold does not judge`() {
        let turnout = Threshold(
            expression: "turnout", metric: .turnout, crowd: "hosts", comparison: .greaterOrEqual, bound: 0)
        let summary = results([Self.hosts, Self.learners], participants: 200, thresholds: [turnout]).summary
        let count =
            summary.steps.reduce(0) { $0 + ($1.crowd == "learners" ? $1.failed : 0) }
            + summary.crowds[0].participants.failedAfterEntering
        #expect(count > 1)
        #expect(
            ofFailures(summary) == [
                "\(count) failures are judged by no threshold: add `failures == 0` or `turnout >= 99%`."
            ])
    }

    @Test func `judges failures of all crowds, looping ones too, unless a crowd is named`() {
        func failures(_ crowd: String?) -> Threshold {
            Threshold(
                expression: "failures", metric: .failures(nil, kind: nil, status: nil, asShare: false), crowd: crowd,
                comparison: .lessOrEqual, bound: 0)
        }
        let turnout = Threshold(
            expression: "turnout", metric: .turnout, crowd: nil, comparison: .greaterOrEqual, bound: 0)
        let crowds = [Self.hosts, Self.background]
        let summary = results(
            crowds, participants: 200, thresholds: [failures(nil), failures("hosts"), failures("background")]
        ).summary
        let failed = { (crowd: String) in summary.steps.reduce(0) { $0 + ($1.crowd == crowd ? $1.failed : 0) } }
        #expect(failed("background") > 0)
        #expect(
            summary.thresholds.map(\.actual)
                == [failed("hosts") + failed("background"), failed("hosts"), failed("background")].map(Double.init))
        #expect(ofFailures(summary).isEmpty)
        // The turnout is that of the crowd with a schedule: it says nothing of the other's failures.
        let unjudged = failed("background") + summary.crowds[0].participants.failedAfterEntering
        #expect(
            ofFailures(results(crowds, participants: 200, thresholds: [turnout]).summary) == [
                "\(unjudged) failures are judged by no threshold: add `failures == 0` or `turnout >= 99%`."
            ])
    }

    @Test func `judges a threshold of one crowd by that crowd`() {
        func turnout(_ crowd: String?) -> Threshold {
            Threshold(expression: "turnout", metric: .turnout, crowd: crowd, comparison: .greaterOrEqual, bound: 0)
        }
        let summary = results(
            [Self.hosts, Self.learners], participants: 200,
            thresholds: [turnout(nil), turnout("hosts"), turnout("learners"), turnout("nobody")]
        ).summary
        #expect(summary.thresholds[0].actual == summary.participants.turnout)
        #expect(summary.thresholds[1].actual == summary.crowds[0].participants.turnout)
        #expect(summary.thresholds[2].actual == summary.crowds[1].participants.turnout)
        #expect(summary.thresholds[3].actual == nil)
    }

    @Test func `tells what a threshold compares, of which crowd and step`() {
        let second = StepIndex(rawValue: 2)
        func threshold(_ metric: Threshold.Metric, _ crowd: String? = nil) -> Threshold {
            Threshold(expression: "", metric: metric, crowd: crowd, comparison: .less, bound: 9)
        }
        let summary = results(
            [Self.hosts, Self.learners], participants: 200,
            thresholds: [
                threshold(.percentile(95, .step(second, name: "token"))), threshold(.percentile(99.9, .journey)),
                threshold(.failures(second, kind: nil, status: nil, asShare: false)), threshold(.turnout, "hosts"),
                threshold(.max(.step(StepIndex(rawValue: 99), name: "gone"))),
            ]
        ).summary
        #expect(summary.thresholds.map(\.metric) == ["p95", "p99.9", "failures", "turnout", "max"])
        #expect(summary.thresholds.map(\.crowd) == ["learners", nil, "learners", "hosts", nil])
        #expect(summary.thresholds.map(\.step) == ["token", nil, "token", nil, nil])
    }

    @Test func `counts seconds from the first crowd's arrivals and admission from each crowd's own`() {
        var first = Self.background
        first.isLooping = false
        first.expected = 1
        var second = first
        second.name = "later"
        let metadata = {
            var metadata = ImaginedRun.metadata(expected: 0)
            metadata.crowds = [first, second]
            return metadata
        }()
        func at(_ milliseconds: Int64) -> Moment { metadata.origin.advanced(byNanoseconds: milliseconds * 1_000_000) }
        var batch = SampleBatch()
        batch.gates = [.arrivals(at: at(100)), .arrivals(at: at(5100), crowd: 1)]
        batch.participants = [Int16(0), 1].map { crowd in
            ParticipantSample(
                participant: Int32(crowd) + 1, crowd: crowd, intended: at(100), started: at(100),
                finished: at(5300), entered: nil, journeyNanoseconds: nil, ending: .completed, endedAt: nil)
        }
        var builder = SummaryBuilder(metadata: metadata, thresholds: [])
        builder.add(batch)
        let summary = builder.results(outcome: ImaginedRun(participants: 1, seed: 1).ending).summary
        #expect(summary.crowds.map(\.admission.lastMs) == [5200, 200])
    }
}
