import Testing

@testable import Analysis

@Suite struct `A search for the shortest arrival window` {
    /// Storms pass from a window on, in milliseconds.
    private func run(_ settings: WindowSearch.Settings, passingFrom shortest: Int) -> (WindowSearch, tried: [Int]) {
        var search = WindowSearch(settings)
        var tried: [Int] = []
        while case .storm(let milliseconds) = search.next {
            tried.append(milliseconds)
            search.record(milliseconds: milliseconds, milliseconds >= shortest ? .passed : .failed)
        }
        return (search, tried)
    }

    @Test(arguments: [1200, 7700, 40_000, 110_000]) func `begins with the longest and finds the shortest that holds`(
        shortest: Int
    ) throws {
        let (search, tried) = run(.init(shortest: 1000, longest: 120_000), passingFrom: shortest)
        #expect(tried.first == 120_000 && tried.allSatisfy { (1000...120_000).contains($0) })
        #expect(search.next == .finished(.narrowed) && search.answer.isComplete)
        guard case .between(let lower, let estimate, let upper) = search.answer.window else {
            Issue.record("\(search.answer)")
            return
        }
        #expect(lower <= shortest && shortest <= upper && lower <= estimate && estimate <= upper)
        #expect(Double(upper) <= 1.3 * Double(lower))
        #expect(try #require(tried.min()) <= lower && upper <= 120_000)
        let plan = try #require(search.answer.planWith)
        #expect(plan >= shortest && Double(plan) < 1.2 * Double(shortest))
    }

    @Test func `never names a window beyond what was tried`() {
        let (always, _) = run(.init(shortest: 1000, longest: 60_000), passingFrom: 1)
        #expect(always.answer.window == .shorterThan(1000) && always.answer.planWith == 1000)
        let (never, tried) = run(.init(shortest: 1000, longest: 60_000), passingFrom: 100_000)
        #expect(never.answer.window == .longerThan(60_000) && never.answer.planWith == nil)
        #expect(tried.allSatisfy { $0 == 60_000 })
    }
}
