import Foundation
import Measuring
import Testing

@testable import Analysis

@Suite struct `A search for the shortest arrival window` {
    /// Storms pass from a window on, in milliseconds.
    private func run(_ settings: WindowSearch.Settings, passingFrom shortest: Int) -> (WindowSearch, tried: [Int]) {
        var search = WindowSearch(settings)
        var tried: [Int] = []
        while case .storm(let milliseconds, _) = search.next {
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

    @Test(arguments: [1200, 7700, 40_000, 110_000]) func `takes fewer storms if it begins near the answer`(
        shortest: Int
    ) throws {
        let first = 30_000
        let (search, tried) = run(
            .init(shortest: 1000, longest: 600_000, first: first, closeness: 1.3), passingFrom: shortest)
        #expect(tried.first == first && search.answer.isComplete && tried.count <= 12)
        let plan = try #require(search.answer.planWith)
        #expect(plan >= shortest && Double(plan) < 1.3 * Double(shortest))
    }

    @Test func `gives a window that the generator cannot make up, and tries the longest`() {
        var search = WindowSearch(.init(shortest: 1000, longest: 60_000, first: 5000))
        for _ in 0..<2 { search.record(milliseconds: 5000, .notCounted(.generator)) }
        #expect(search.next == .storm(milliseconds: 60_000, reason: .first))
    }

    @Test(arguments: [
        (1000, "1 s"), (1050, "1.05 s"), (2100, "2.1 s"), (40_000, "40 s"), (60_000, "1 min"),
        (150_000, "2 min 30 s"), (600_000, "10 min"), (61_500, "1 min 1.5 s"),
    ]) func `says windows as people do`(milliseconds: Int, words: String) {
        #expect(WindowWords.text(milliseconds) == words)
    }

    @Test func `never names a window beyond what was tried`() {
        let (always, _) = run(.init(shortest: 1000, longest: 60_000), passingFrom: 1)
        #expect(always.answer.window == .shorterThan(1000) && always.answer.planWith == 1000)
        let (never, tried) = run(.init(shortest: 1000, longest: 60_000), passingFrom: 100_000)
        #expect(never.next == .finished(.noneHeld) && never.answer.isComplete)
        #expect(never.answer.window != .shorterThan(60_000) && never.answer.planWith == nil)
        #expect(tried == [60_000, 60_000, 60_000])
    }

    /// 300 imagined targets, as noisy as those of the search for the capacity, each with a first window up to three times
    /// too long or too short.
    @Test func `names windows over which most storms pass`() {
        var (storms, found, good, likely, ratio) = (0, 0, 0, 0, 0.0)
        for seed in 0..<300 {
            var random = SplitMix64(seed: SplitMix64.mixed(UInt64(seed)))
            func between(_ low: Double, _ high: Double) -> Double {
                exp(.random(in: log(low)...log(high), using: &random))
            }
            let shortest = between(2000, 300_000)
            let (scale, lapse) = (between(0.006, 0.19), Double.random(in: 0...0.03, using: &random))
            func passing(_ window: Int) -> Double {
                lapse + (1 - 2 * lapse) / (1 + exp((log(shortest) - log(Double(window))) / scale))
            }
            var search = WindowSearch(
                .init(shortest: 1000, longest: 600_000, first: Int(shortest * between(0.33, 3)), closeness: 1.3))
            while case .storm(let window, _) = search.next {
                search.record(
                    milliseconds: window, Double.random(in: 0..<1, using: &random) < passing(window) ? .passed : .failed
                )
                storms += 1
            }
            guard let window = search.answer.planWith else { continue }
            found += 1
            good += passing(window) >= 0.5 ? 1 : 0
            likely += passing(window) >= 0.75 ? 1 : 0
            ratio += Double(window) / shortest
        }
        func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }
        print(
            "windows: \(tenths(Double(storms) / 300)) storms each; of \(found) named, half of the storms pass over \(good),",
            "three quarters over \(likely); on average \(tenths(ratio / Double(max(1, found)) * 10) / 10) times the window of half"
        )
        #expect(found >= 270 && Double(good) >= 0.93 * Double(found) && storms < 11 * 300)
    }

    @Test func `windows are doubled as long as none has passed`() {
        var search = WindowSearch(WindowSearch.Settings(shortest: 1000, longest: 60_000, first: 3000, closeness: 1.3))
        var tried: [Int] = []
        while case .storm(let window, _) = search.next, tried.count < 4 {
            tried.append(window)
            search.record(milliseconds: window, window < 20_000 ? .failed : .passed)
        }
        #expect(tried == [3000, 6000, 12_000, 24_000])
    }
}
