// A run as a function: from a plan and addresses to results, and what is kept of it.
import Addresses
import Analysis
import Driver
import EventLoops
import Measuring
import RunStore
import Runs
import Scenarios
import Support
import Synchronization
import Testing

struct CarryOutTests {
    /// Both crowds have a step `get`; these are about the second one's.
    private static let thresholds = [
        Threshold(
            expression: "mean(get) < 10s", metric: .mean(.step(StepIndex(rawValue: 1), name: "get")),
            comparison: .less, bound: 10_000),
        Threshold(
            expression: "turnout >= 50%", metric: .turnout, crowd: "second", comparison: .greaterOrEqual, bound: 0.5),
    ]

    /// A plan in which two crowds request one address.
    private func run(_ url: String, in directory: String) throws -> RunPlan {
        func crowd(_ name: String, _ count: Int, _ release: ReleasePlan?) -> CrowdPlan {
            CrowdPlan(
                name: name, participants: ParticipantsPlan(count: count), arrival: .atOnce,
                journey: [StepPlan(name: "get", action: .get(Template(literal: url + "/")), release: release)])
        }
        return RunPlan(
            plan: Plan(
                name: "test", source: "test.yaml", target: TargetPlan(api: .url(try BaseURL(url))), platform: nil,
                crowds: [crowd("first", 3, ReleasePlan()), crowd("second", 4, nil)],
                thresholds: CarryOutTests.thresholds),
            id: "r1", seed: 1, version: "0", startedAt: "2026-01-01T00:00:00.000Z", origin: Moment.now,
            directory: directory, environment: ["turnout": "0"])
    }

    @Test func `A plan becomes results, which the run directory stores`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let folder = try TemporaryFolder()
        let run = try run(server.url, in: folder.path + "/run")
        let observer = RunObserver()
        let finished = try await onLoops(2) { loops in
            try await carryOut(
                run, against: Origins(api: try BaseURL(server.url)), on: loops, watchedBy: observer)
        }
        #expect(finished.results.outcome.status == .completed)
        #expect(finished.unwritten == nil)
        #expect(finished.results.summary.participants.expected == 7)
        #expect(finished.results.summary.participants.entered == 7)
        #expect(observer.progress.snapshot.crowds.map(\.finished) == [3, 4])
        #expect(server.seen.requests == 7)

        let kept = try RunReader(directory: run.directory)
        #expect(kept.metadata.crowds.map(\.name) == ["first", "second"])
        #expect(kept.metadata.targetSharesMachine)
        #expect(
            kept.metadata.thresholdScopes == [
                ThresholdScope(crowd: nil, step: StepIndex(rawValue: 1)), ThresholdScope(crowd: "second", step: nil),
            ])
        #expect(try StoredRun(directory: run.directory).results.summary == finished.results.summary)
        #expect(kept.ending == finished.results.outcome)
        var participants: [Int32] = []
        try kept.forEachBatch { participants += $0.participants.map(\.participant) }
        #expect(participants.sorted() == Array(1...7))
    }

    @Test func `A run that cannot be carried out throws the reason, and stores it`() async throws {
        let socket = try LoopbackSocket()
        let url = "http://127.0.0.1:\(socket.port)"
        LoopbackSocket.reset(socket.descriptor)
        let folder = try TemporaryFolder()
        let run = try run(url, in: folder.path + "/run")
        let problem = await #expect(throws: Problem.self) {
            try await onLoops(1) { loops in
                try await carryOut(run, against: Origins(api: try BaseURL(url)), on: loops)
            }
        }
        #expect(problem?.messages.first?.contains("cannot be reached") == true)
        let kept = try RunReader(directory: run.directory)
        #expect(kept.ending?.status == .aborted)
        #expect(kept.ending?.reason == problem?.description)
    }
}
