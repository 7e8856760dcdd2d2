// The advice to an expected crowd, found by storms over windows against an imagined target.
import Measuring
import Testing

@testable import Analysis
@testable import Runs

@Suite struct `A search for an expected crowd` {
    private func expecting(_ participants: Int, ownWindow: Int? = nil, maxStorms: Int = 80) -> CapacityDocument {
        .searching(
            windowMs: ownWindow, maxStorms: maxStorms,
            expected: CapacityDocument.Expected(
                participants: participants, shortestWindowMs: 1000, longestWindowMs: 60_000))
    }

    /// The search for 120 of a target that holds 60 at once.
    private func advised(
        _ windows: ImaginedWorld.Windows, limits: CapacityLimits = CapacityLimits()
    ) async throws(Problem) -> CapacityDocument {
        try await ImaginedWorld.carriedOut(
            expecting(120), in: ImaginedWorld(holds: 60, windows: windows), limits: limits)
    }

    @Test(arguments: [1000, 2500, 7000, 41_000]) func `says the shortest window that holds`(shortest: Int) async throws
    {
        let found = try await advised(.init(holdFrom: shortest))
        let advice = try #require(found.advice)
        let window = try #require(advice.windowMs)
        #expect(advice.isComplete && advice.atOnce == .doesNotHold)
        #expect(window >= shortest && Double(window) <= 1.3 * Double(shortest))
        #expect(advice.sentence == "120 at once do not hold; 120 over \(WindowWords.text(window)) do.")
        #expect(advice.grounds.contains("Over \(WindowWords.text(window)) each of "))
        let storms = try #require(found.windowStorms)
        #expect(storms.count { $0.windowMs == window && $0.outcome == .passed } >= 3)
        #expect(storms.allSatisfy { $0.participants == 120 && (1000...60_000).contains($0.windowMs ?? 0) })
        // They are no evidence about storms at once, and are numbered on.
        let alone = try await ImaginedWorld.carriedOut(.searching(maxStorms: 80), in: ImaginedWorld(holds: 60))
        #expect(found.storms == alone.storms && found.answer == alone.answer)
        #expect(found.allStorms.map(\.number) == Array(1...found.allStorms.count))
    }

    @Test(arguments: [5, 30, 50]) func `runs nothing more if as many hold at once`(size: Int) async throws {
        let found = try await ImaginedWorld.carriedOut(expecting(size), in: ImaginedWorld(holds: 60))
        #expect(found.advice?.sentence == "\(size) at once hold." && found.advice?.atOnce == .holds)
        #expect(found.windowStorms == nil && found.advice?.windowMs == nil && found.advice?.isComplete == true)
    }

    @Test func `tries at once what the search has left open, but not beyond its sizes`() async throws {
        let within = try await ImaginedWorld.carriedOut(expecting(200), in: ImaginedWorld(holds: 1000))
        #expect(within.advice?.sentence == "200 at once hold." && within.storms.count { $0.participants == 200 } >= 3)
        let beyond = try await ImaginedWorld.carriedOut(
            expecting(400), in: ImaginedWorld(holds: 1000, windows: .init(holdFrom: 5000)))
        let advice = try #require(beyond.advice)
        #expect(beyond.storms.allSatisfy { $0.participants <= 200 })
        #expect(advice.atOnce == .open && advice.sentence.hasPrefix("Whether 400 at once hold is open; 400 over "))
        #expect(advice.grounds.hasPrefix("400 exceed the largest storm that the search may run, 200 (--to)."))
    }

    @Test func `names the longest window that was tried if none holds`() async throws {
        let found = try await advised(.init())
        let advice = try #require(found.advice)
        #expect(advice.sentence == "120 at once do not hold, nor over 1 min, the longest that was tried.")
        #expect(advice.isComplete && advice.windowMs == nil && advice.longestTriedMs == 60_000)
        #expect(found.search.status == .completed)
    }

    @Test func `says what the scenario's own window is`() async throws {
        let found = try await ImaginedWorld.carriedOut(
            expecting(120, ownWindow: 900), in: ImaginedWorld(holds: 60, windows: .init(holdFrom: 7000)))
        #expect(found.advice?.sentence.hasPrefix("120 over 0.9 s, as in the scenario, do not hold; 120 over ") == true)
        // As many a second as of the crowd that held.
        let first = try #require(found.windowStorms?.first)
        #expect(first.windowMs == 1850 && first.why == "about as fast as the largest storms that held were served")
    }

    @Test func `does not count windows in which the generator was the bottleneck`() async throws {
        let found = try await advised(.init(holdFrom: 2000, generatorUpTo: 9000))
        #expect(try #require(found.advice?.windowMs) > 9000 && found.advice?.failsMs == nil)
        #expect(found.windowStorms?.contains { $0.exclusion == .generator } == true)
        let none = try await advised(.init(generatorUpTo: .max))
        #expect(none.advice?.sentence == "So far: 120 at once do not hold; no longer window was tried.")
        #expect(none.advice?.longestTriedMs == nil && none.windowStorms?.isEmpty == false)
    }

    @Test(arguments: [1, 2, 5]) func `goes on after an interruption as if nothing had happened`(
        count: Int
    ) async throws {
        let windows = ImaginedWorld.Windows(holdFrom: 7000)
        let whole = try await advised(windows)
        let cut = try await ImaginedWorld.carriedOut(
            expecting(120), in: ImaginedWorld(holds: 60, windows: windows, interruptsAfterWindows: count))
        #expect(cut.search.status == .interrupted && cut.windowStorms?.count == count)
        #expect(cut.advice?.sentence.hasPrefix("So far: 120 at once do not hold; ") == true)
        var read = try cut.reread
        #expect(read == cut)
        read.search.status = .unfinished
        let resumed = try await ImaginedWorld.carriedOut(read, in: ImaginedWorld(holds: 60, windows: windows))
        #expect(resumed.windowStorms?.map(\.windowMs) == whole.windowStorms?.map(\.windowMs))
        #expect(resumed.advice == whole.advice && resumed.answer == whole.answer)
    }

    @Test func `keeps to the limits of the search`() async throws {
        let windows = ImaginedWorld.Windows(holdFrom: 7000)
        let whole = try await advised(windows)
        let most = whole.storms.count + 2
        let few = try await ImaginedWorld.carriedOut(
            expecting(120, maxStorms: most), in: ImaginedWorld(holds: 60, windows: windows))
        #expect(few.allStorms.count == most && few.windowStorms?.count == 2)
        #expect(few.search.status == .stopped && few.search.reason?.contains("--max-storms") == true)
        #expect(few.answer.isComplete && few.advice?.isComplete == false)
        let short = try await advised(
            windows, limits: CapacityLimits(maxSeconds: Double(whole.storms.count) * 10 + 15))
        #expect(short.search.reason?.contains("--max-duration") == true && short.windowStorms?.count == 2)
    }

    @Test func `waits before each window until the target has recovered, and ends if it does not`() async throws {
        let windows = ImaginedWorld.Windows(holdFrom: 7000)
        let storms = try await advised(windows).storms.count
        let journeys = Array(repeating: 100.0, count: storms) + Array(repeating: 900, count: 500)
        let world = ImaginedWorld(holds: 60, windows: windows, journeys: journeys)
        let found = try await ImaginedWorld.carriedOut(expecting(120), in: world)
        #expect(found.windowStorms?.map(\.exclusion) == [.notRecovered, .notRecovered, .notRecovered])
        #expect(world.state.withLock { $0.windows.isEmpty })
        #expect(found.advice?.sentence == "So far: 120 at once do not hold; no longer window was tried.")
    }

    @Test func `leaves what is known if a storm cannot be carried out`() async throws {
        let world = ImaginedWorld(holds: 60, windows: .init(holdFrom: 7000, brokenAt: 3))
        await #expect(throws: Problem.self) { try await ImaginedWorld.carriedOut(expecting(120), in: world) }
        let kept = try #require(world.state.withLock { $0.kept.last })
        #expect(kept.search.status == .failed && kept.windowStorms?.count == 2)
        #expect(kept.advice?.sentence.hasPrefix("So far: ") == true)
    }

    @Test func `can be added to a search that has ended`() async throws {
        var found = try await ImaginedWorld.carriedOut(.searching(), in: ImaginedWorld(holds: 60))
        #expect(found.advice == nil)
        found.settings.expected = expecting(120).settings.expected
        found.settings.maxStorms = 80
        let world = ImaginedWorld(holds: 60, windows: .init(holdFrom: 7000))
        let advised = try await ImaginedWorld.carriedOut(found, in: world)
        #expect(advised.storms == found.storms && world.state.withLock { $0.sizes.isEmpty })
        #expect(advised.advice?.windowMs != nil)
    }
}
