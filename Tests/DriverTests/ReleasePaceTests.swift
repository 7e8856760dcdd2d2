import EventLoops
import Measuring
import Scenarios
import Support
import Testing
import Transport

@testable import Driver

@Suite struct `Loops in a release` {
    /// One loop's part of a release.
    struct Part: CustomTestStringConvertible {
        var released: Int
        var setOff: Int
        var testDescription: String { "\(setOff) of \(released)" }
    }

    private func pace(_ parts: [Part]) -> ReleasePace {
        let pace = ReleasePace(loops: parts.count)
        for (loop, part) in parts.enumerated() {
            pace.release(part.released, on: loop)
            for _ in 0..<part.setOff { pace.setOff(on: loop) }
        }
        return pace
    }

    @Test(arguments: [
        // None is ahead.
        ([Part(released: 1000, setOff: 0), Part(released: 1000, setOff: 0)], []),
        ([Part(released: 1000, setOff: 400), Part(released: 1000, setOff: 144)], []),
        // One more is too many.
        ([Part(released: 1000, setOff: 401), Part(released: 1000, setOff: 144)], [0]),
        ([Part(released: 1000, setOff: 10), Part(released: 1000, setOff: 267)], [1]),
        // One loop that lags is enough, whatever the others do.
        (
            [
                Part(released: 1000, setOff: 900), Part(released: 1000, setOff: 800), Part(released: 1000, setOff: 600),
            ], [0]
        ),
        // A loop without remaining participants delays no other, whether it had few or they have started.
        ([Part(released: 1000, setOff: 700), Part(released: 100, setOff: 100)], []),
        ([Part(released: 1000, setOff: 700), Part(released: 0, setOff: 0)], []),
        // A loop without remaining participants of its own need not wait.
        ([Part(released: 700, setOff: 700), Part(released: 1000, setOff: 100)], []),
        // A few are never too many.
        ([Part(released: 250, setOff: 249), Part(released: 250, setOff: 0)], []),
        // A single loop.
        ([Part(released: 1000, setOff: 900)], []),
    ])
    func `wait for one that lags behind`(parts: [Part], waiting: [Int]) {
        let pace = pace(parts)
        #expect(parts.indices.filter(pace.isAhead) == waiting)
    }

    /// When each of a loop's participants starts, while another loop has as many and starts none of them.
    private func departures(of count: Int, _ plan: ReleasePlan) async throws -> [Moment] {
        try await onLoop { loop in
            let worker = try LoopWorker(
                loop: loop, settings: TransportSettings(), sink: KeepingSink())
            defer { worker.close() }
            let crowd = CrowdProgress(name: "all")
            let barrier = ReleaseBarrier(number: 1, name: "gate", plan, expected: count, loops: 2)
            barrier.pace.release(count, on: 1)
            worker.gates.use([barrier])
            return await withTaskGroup(of: Moment?.self) { group in
                for participant in 1...Int32(count) {
                    group.addTask {
                        _ = await worker.gates.pass(1, participant: participant, of: crowd)
                        return Moment.now
                    }
                }
                group.addTask {
                    await worker.gates.keep(barrier)
                    return nil
                }
                return await group.reduce(into: []) { moments, moment in if let moment { moments.append(moment) } }
            }
        }
    }

    @Test func `continue after each wait even if the other loop makes no progress`() async throws {
        let moments = try await departures(of: 600, ReleasePlan()).sorted()
        try #require(moments.count == 600)
        // From the 257th on at most 32 start in a turn, and before each of these turns the loop waits the full 2 ms.
        let turns = Int64((600 - 257) / 32 - 1)
        #expect(moments[599].nanoseconds(since: moments[0]) >= turns * 2_000_000)
    }

    @Test(arguments: [
        ([Storms.gated(Storms.token), Storms.access], true),
        ([pause, Storms.gated(Storms.token)], true),
        ([Storms.gated(pause), Storms.token], true),
        ([Storms.token, Storms.gated(Storms.access)], false),
        ([Storms.token], false),
        ([Storms.gated(pause)], false),
    ])
    func `use handles created in advance if all wait before the first request`(journey: [StepPlan], areMade: Bool) {
        let metadata = RunMetadata(
            id: "r1", name: "test", scenario: "test.yaml", startedAt: "2026-01-01T00:00:00.000Z", seed: 1, version: "0",
            api: "http://a", http: "auto", crowds: [CrowdMetadata(expected: 1, steps: [], hasEntry: false)],
            origin: Moment.now)
        let settings = TransportSettings(
            Storms.plan(journey, count: 1), Origins(api: "http://a", web: "http://a"), metadata)
        #expect(settings.makesHandlesAhead == areMade)
    }

    private static let pause = StepPlan(name: "pause", action: .pause(.fixed(.seconds(1))))
}
