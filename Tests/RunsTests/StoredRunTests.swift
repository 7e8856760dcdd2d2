import Analysis
import Foundation
import Measuring
import PlatformContract
import Runs
import Scenarios
import Support
import Testing

@testable import RunStore

@Suite struct `A stored run` {
    private func results(of run: ImaginedRun) -> RunResults {
        var builder = SummaryBuilder(metadata: run.metadata, thresholds: [])
        for batch in run.batches { builder.add(batch) }
        return builder.results(outcome: run.ending)
    }

    @Test func `has the results that the live run had`() async throws {
        try await withTemporaryDirectory { directory in
            let run = ImaginedRun(participants: 300, seed: 4)
            let writer = try RunWriter(
                directory: directory + "/run", metadata: run.metadata, scenario: "", environment: [:])
            writer.take(run.batches)
            try await writer.finish(run.ending)
            let stored = try StoredRun(directory: directory + "/run").results
            let live = results(of: run)
            #expect(stored.summary == live.summary)
            #expect(stored.curves == live.curves)
            #expect(stored.timeline == live.timeline)
        }
    }

    @Test func `has the details that its samples have, and those of nobody else`() async throws {
        try await withTemporaryDirectory { directory in
            let run = StormSamples(participants: 300, failing: .collapse)
            let writer = try RunWriter(
                directory: directory + "/run", metadata: run.metadata, scenario: "turnout: 1", environment: ["os": "x"])
            writer.take(run.batches)
            try await writer.finish(run.ending)
            let detail = try StoredRun(directory: directory + "/run").material().detail

            var builder = SummaryBuilder(metadata: run.metadata, thresholds: [])
            for batch in run.batches { builder.add(batch) }
            let expected = RunDetail(builder.frame) { _, body in run.batches.forEach(body) }
            #expect(detail.scenario == "turnout: 1" && detail.environment == ["os": "x"])
            #expect(detail.crowds.map(\.whereabouts) == expected.crowds.map(\.whereabouts))
            #expect(detail.steps == expected.steps && detail.failures == expected.failures)
            #expect(detail.releases == expected.releases && detail.journeys == expected.journeys)
            #expect(detail.journeys.count == 4 && detail.journeys.allSatisfy { !$0.requests.isEmpty })
        }
    }

    @Test func `is judged as the live run was, even if crowds have steps of the same name`() async throws {
        let crowds = ["hosts", "learners"].map {
            CrowdMetadata(name: $0, expected: 50, steps: ["token", "enter-room"], hasEntry: true)
        }
        let learners = (token: StepIndex(rawValue: 2), entry: StepIndex(rawValue: 3))
        let scopes: [(String, ThresholdScope)] = [
            ("turnout >= 99%", ThresholdScope(crowd: "learners", step: nil)),
            ("turnout >= 99%", ThresholdScope(crowd: nil, step: nil)),
            ("p95(token) < 2s", ThresholdScope(crowd: nil, step: learners.token)),
            ("mean(token) < 2s", ThresholdScope(crowd: nil, step: learners.token)),
            ("max(enter-room) < 2s", ThresholdScope(crowd: nil, step: learners.entry)),
            ("rate(enter-room) > 1", ThresholdScope(crowd: "learners", step: learners.entry)),
            ("failures(token) < 1%", ThresholdScope(crowd: "learners", step: learners.token)),
            ("p99(journey) < 2s", ThresholdScope(crowd: "learners", step: nil)),
        ]
        var run = ImaginedRun(participants: 100, seed: 4, failing: 0.2, crowds: crowds)
        let steps = run.metadata.steps
        let thresholds = try scopes.map { try Thresholds.parse($0, steps: steps).scoped(to: $1) }
        var builder = SummaryBuilder(metadata: run.metadata, thresholds: thresholds)
        for batch in run.batches { builder.add(batch) }
        let live = builder.results(outcome: run.ending).summary

        run.metadata.thresholds = thresholds.map(\.expression)
        #expect(try await stored(run).thresholds != live.thresholds)
        run.metadata.thresholdScopes = thresholds.map(\.scope)
        #expect(run.metadata.thresholdScopes == scopes.map(\.1))
        let stored = try await stored(run)
        #expect(stored.thresholds == live.thresholds && stored.verdict == live.verdict)
    }

    /// The summary of a run that was written and read back.
    private func stored(_ run: ImaginedRun) async throws -> Summary {
        try await withTemporaryDirectory { directory in
            let writer = try RunWriter(
                directory: directory + "/run", metadata: run.metadata, scenario: "", environment: [:])
            writer.take(run.batches)
            try await writer.finish(run.ending)
            return try StoredRun(directory: directory + "/run").results.summary
        }
    }

    @Test func `counts active participants if the run has no ending, and lasts until its last sign of life`()
        async throws
    {
        try await withTemporaryDirectory { directory in
            var run = ImaginedRun(participants: 30, seed: 4)
            run.metadata.crowds[0].expected = 40
            run.metadata.thresholds = ["turnout >= 1%"]
            let arrivals = try #require(run.batches.lazy.flatMap(\.gates).first { $0.gate == GateSample.arrivals })
            let written = Event()
            let writer = try RunWriter(
                directory: directory + "/run", metadata: run.metadata, scenario: "", environment: [:],
                then: { _ in written.happen() })
            writer.beat(
                Heartbeat(
                    at: arrivals.opened.advanced(byNanoseconds: 4_000_000_000),
                    crowds: [.init(started: 40, ended: 30)]))
            writer.take([SampleBatch.joined(run.batches)])
            await written.wait()
            let summary = try StoredRun(directory: directory + "/run").results.summary
            #expect(summary.run.status == .unfinished && summary.verdict == .none)
            #expect(summary.run.durationSeconds == 4)
            #expect(summary.participants.started == 40 && summary.participants.underWay == 10)
            #expect(
                summary.warnings == [
                    "The run has no ending and is not judged: 10 participants were still active."
                ])
            withExtendedLifetime(writer) {}
        }
    }

    /// What one participant's journey left behind that nobody ended: a token, and the answer to its `join`.
    private func journey(of participant: Int32, _ metadata: RunMetadata, joined failure: Failure?) -> SampleBatch {
        func at(_ milliseconds: Int64) -> Moment { metadata.origin.advanced(byNanoseconds: milliseconds * 1_000_000) }
        func request(_ endpoint: Endpoint, _ step: Int16, _ failure: Failure?) -> RequestSample {
            RequestSample(
                participant: participant, step: StepIndex(rawValue: step), endpoint: endpoint.rawValue, attempt: 1,
                intended: at(500),
                figures: ExchangeFigures(started: at(500), finished: at(600 + 100 * Int64(step)), status: 200),
                failure: failure)
        }
        var batch = SampleBatch()
        // The last of them comes first: loops hand on what they have in any order.
        batch.requests = [request(.join, 2, failure), request(.token, 0, nil)]
        return batch
    }

    @Test func `has whoever was in the room by then, though nobody wrote how the journey went on`() async throws {
        try await withTemporaryDirectory { directory in
            let metadata = ImaginedRun.metadata(expected: 3)
            var batch = SampleBatch()
            for part in [
                journey(of: 1, metadata, joined: nil), journey(of: 2, metadata, joined: nil),
                journey(of: 3, metadata, joined: Failure(kind: .check, detail: "room_full")),
            ] {
                batch.requests += part.requests
            }
            let written = Event()
            let writer = try RunWriter(
                directory: directory + "/run", metadata: metadata, scenario: "", environment: [:],
                then: { _ in written.happen() })
            writer.take([batch])
            await written.wait()
            let results = try StoredRun(directory: directory + "/run").results
            let people = results.summary.participants
            #expect(people.started == 3 && people.underWay == 3 && people.entered == 2 && people.failed == 0)
            #expect(results.curves[0].microseconds == [800_000, 800_000])
            let detail = try StoredRun(directory: directory + "/run").material().detail
            let whereabouts = detail.crowds[0].whereabouts
            let last = zip(whereabouts.states, whereabouts.counts.last ?? [])
            #expect(last.first { $0.0 == .entered }?.1 == 2 && last.reduce(0) { $0 + $1.1 } == 3)
            #expect(detail.journeys.map(\.ending) == [.cancelled, .cancelled, .cancelled])
            #expect(detail.journeys.map(\.requests.count) == [2, 2, 2])
            withExtendedLifetime(writer) {}
        }
    }

    @Test func `with an ending but without some of its samples counts those as under way whose end is missing`()
        async throws
    {
        try await withTemporaryDirectory { directory in
            let tooLarge = ImaginedRun(participants: 3000, seed: 1)
            let small = ImaginedRun(participants: 10, seed: 1, failing: 0)
            var kept = SampleBatch.joined(small.batches)
            kept.participants.removeLast(4)
            kept.requests += journey(of: 11, small.metadata, joined: nil).requests
            let written = Event()
            let writer = try RunWriter(
                directory: directory + "/run", metadata: small.metadata, scenario: "", environment: [:], pageLimit: 20,
                then: { _ in written.happen() })
            // One transaction, which is rolled back.
            writer.take(tooLarge.batches)
            await written.wait()
            writer.take([kept])
            await #expect(throws: RunStoreError.self) { try await writer.finish(small.ending) }
            let results = try StoredRun(directory: directory + "/run").results
            #expect(results.lostSamples > 0)
            #expect(results.outcome.status == .unfinished)
            #expect(results.outcome.reason == "the disk was full, or the file could not be written")
            let people = results.summary.participants
            #expect(people.started == 11 && people.underWay == 5 && people.entered == 7)
        }
    }

    @Test func `is not judged if samples were lost, and says what is missing`() async throws {
        try await withTemporaryDirectory { directory in
            var run = ImaginedRun(participants: 3000, seed: 1)
            run.metadata.thresholds = ["turnout >= 1%"]
            let writer = try RunWriter(
                directory: directory + "/run", metadata: run.metadata, scenario: "", environment: [:], pageLimit: 20,
                then: nil)
            for batch in run.batches { writer.take([batch]) }
            let error = await #expect(throws: RunStoreError.self) { try await writer.finish(run.ending) }
            let lost = try #require(error?.lostSamples)
            let results = try StoredRun(directory: directory + "/run").results
            #expect(results.summary.run.status == .unfinished && results.summary.verdict == .none)
            // Samples need further pages; their number goes into one that the file has.
            #expect(lost > 0 && results.lostSamples == lost)
            #expect(
                results.warnings.first
                    == "\(lost) measurements could not be written to the run file, so every figure here lacks them.")
        }
    }

    @Test(arguments: [("/nowhere", Problem.Kind.usage), ("", .usage), ("/other", .execution)])
    func `says why it cannot be read`(path: String, kind: Problem.Kind) async throws {
        try await withTemporaryDirectory { directory in
            try FileManager.default.createDirectory(
                atPath: directory + "/other", withIntermediateDirectories: false)
            try Data("no run file".utf8).write(to: URL(fileURLWithPath: directory + "/other/run.sqlite"))
            let problem = #expect(throws: Problem.self) { try StoredRun(directory: directory + path) }
            #expect(problem?.kind == kind)
        }
    }
}

extension SampleBatch {
    fileprivate static func joined(_ batches: [SampleBatch]) -> SampleBatch {
        batches.reduce(into: SampleBatch()) { all, batch in
            all.requests += batch.requests
            all.steps += batch.steps
            all.participants += batch.participants
            all.gates += batch.gates
            all.lookups += batch.lookups
        }
    }
}
