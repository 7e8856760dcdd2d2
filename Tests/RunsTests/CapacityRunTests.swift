// A capacity search as it is carried out, against an imagined target: recovery, limits, interruption, resumption.
import Measuring
import Testing

@testable import Analysis
@testable import Runs

@Suite struct `A capacity search that is carried out` {
    @Test func `finds the size from which on storms fail, and keeps every storm`() async throws {
        let world = ImaginedWorld(holds: 60)
        let found = try await ImaginedWorld.carriedOut(.searching(), in: world)
        #expect(found.search.status == .completed)
        let (lower, upper) = (try #require(found.answer.lower), try #require(found.answer.upper))
        #expect(lower <= 61 && upper >= 60)
        #expect(try #require(found.answer.planWith) <= 60)
        #expect(world.state.withLock { $0.sizes } == found.storms.map(\.participants))
        // After each storm, so that nothing is lost if the process is killed.
        #expect(
            world.state.withLock { $0.kept.map(\.storms.count) } == Array(0...found.storms.count) + [found.storms.count]
        )
        #expect(found.recovery == CapacityDocument.Recovery(beforeMs: 100))
        #expect(found.recovery?.limitMs == 200)
    }

    @Test func `a storm waits until single journeys are as fast as before the first`() async throws {
        let world = ImaginedWorld(holds: 1000, journeys: [100, 200, 900, nil, 200])
        let found = try await ImaginedWorld.carriedOut(.searching(to: 20), in: world)
        // 200 ms is 1.5 times 100 ms and 50 ms.
        #expect(world.state.withLock { $0.waits } == [900, nil])
        #expect(found.storms[1].recoverySeconds == 0)
        #expect(found.storms[2].recoverySeconds == 2.5)
    }

    @Test func `three storms before which the target does not recover end the search, and none of them is run`()
        async throws
    {
        let world = ImaginedWorld(holds: 1000, journeys: [100] + Array(repeating: 900, count: 500))
        let found = try await ImaginedWorld.carriedOut(.searching(), in: world)
        #expect(found.storms.map(\.exclusion) == [nil, .notRecovered, .notRecovered, .notRecovered])
        #expect(found.storms.dropFirst().allSatisfy { $0.run == nil && $0.figures == nil })
        #expect(world.state.withLock { $0.sizes } == [10])
        #expect(found.answer.planWith == nil)
    }

    @Test func `nothing is stormed if a single journey fails`() async throws {
        let world = ImaginedWorld(holds: 1000, journeys: [nil])
        let problem = await #expect(throws: Problem.self) {
            try await ImaginedWorld.carriedOut(.searching(), in: world)
        }
        #expect(problem?.messages.first?.hasSuffix("so no storm was run: token: Connection refused") == true)
        #expect(world.state.withLock { $0.sizes } == [])
    }

    @Test func `the time for the search begins no storm after its end`() async throws {
        let world = ImaginedWorld(holds: 60)
        let found = try await ImaginedWorld.carriedOut(.searching(), in: world, limits: CapacityLimits(maxSeconds: 25))
        #expect(found.search.status == .stopped && found.search.reason?.contains("--max-duration") == true)
        #expect(found.storms.count == 3)
        #expect(!found.answer.isComplete && found.answer.sentence.hasPrefix("So far: "))
    }

    @Test(arguments: [1, 4, 9])
    func `an interrupted search goes on from its document as if nothing had happened`(count: Int) async throws {
        let whole = try await ImaginedWorld.carriedOut(.searching(), in: ImaginedWorld(holds: 60))
        let cut = try await ImaginedWorld.carriedOut(.searching(), in: ImaginedWorld(holds: 60, interruptsAfter: count))
        #expect(cut.search.status == .interrupted && cut.storms.count == count)
        var read = try cut.reread
        #expect(read == cut)
        read.search.status = .unfinished
        let resumed = try await ImaginedWorld.carriedOut(read, in: ImaginedWorld(holds: 60))
        #expect(resumed.storms.map(\.participants) == whole.storms.map(\.participants))
        #expect(resumed.answer == whole.answer)
    }

    @Test(arguments: [(40, CapacityAnswer.Requirement.met), (80, .notMet)])
    func `a required size is met or not`(required: Int, answer: CapacityAnswer.Requirement) async throws {
        let found = try await ImaginedWorld.carriedOut(.searching(require: required), in: ImaginedWorld(holds: 60))
        #expect(found.answer.requirement == answer)
    }

    @Test func `a storm that a condition cuts short ends the search, and the condition is named`() async throws {
        let world = ImaginedWorld(holds: 60, cutShort: "abort-when turnout < 50%: 40 %")
        let limits = CapacityLimits(endsWhenAborted: true)
        let found = try await ImaginedWorld.carriedOut(.searching(), in: world, limits: limits)
        let failed = try #require(found.storms.firstIndex { $0.outcome == .failed })
        #expect(found.search.status == .stopped && failed == found.storms.count - 1)
        #expect(found.search.reason == "storm \(failed + 1) was cut short: abort-when turnout < 50%: 40 %")
        #expect(found.storms.map { $0.figures?.endedBy != nil } == found.storms.map { $0.outcome == .failed })
        let others = try await ImaginedWorld.carriedOut(.searching(), in: world)
        #expect(others.search.status == .completed)
    }

    @Test func `the time for the search ends while the target recovers, too`() async throws {
        let world = ImaginedWorld(holds: 1000, journeys: [100, 100] + Array(repeating: 900, count: 500))
        let found = try await ImaginedWorld.carriedOut(.searching(), in: world, limits: CapacityLimits(maxSeconds: 25))
        #expect(found.search.status == .stopped && found.search.reason?.contains("--max-duration") == true)
        // The third storm would have begun after 25 s. It is not one before which the target did not recover.
        #expect(found.storms.map(\.outcome) == [.passed, .passed])
        #expect(world.state.withLock { $0.seconds } < 40)
    }
}
