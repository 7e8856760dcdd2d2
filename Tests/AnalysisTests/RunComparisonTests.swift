import Foundation
import Measuring
import Testing

@testable import Analysis

@Suite struct `A comparison with baselines` {
    typealias Comparison = Summary.BaselineComparison

    /// The verdicts on runs of their own, each compared with this many others.
    private func verdicts(
        _ storms: ImaginedStorms, baselines: Int, slower: Double = 1, rounds: Int
    ) -> [Comparison.Verdict] {
        let pool = (1...UInt64(rounds + baselines)).map { storms.run(seed: $0) }
        return (0..<rounds).map { round in
            let now = storms.run(seed: UInt64(1000 + round), slower: slower)
            return Comparison(now, Array(pool[round..<round + baselines])).verdict
        }
    }

    @Test(arguments: [1, 2, 3, 8], [0.02, 0.15])
    func `seldom calls storms that do not differ a regression, however much they vary`(
        baselines: Int, variation: Double
    ) {
        let storms = ImaginedStorms(participants: 200, betweenRuns: variation, failing: 0.03, failingBetweenRuns: 0.01)
        let verdicts = verdicts(storms, baselines: baselines, rounds: 40)
        #expect(verdicts.count { $0 == .regression } <= 1)
        #expect(verdicts.count { $0 == .improvement } <= 1)
    }

    @Test(arguments: [(1, 8.0), (2, 6.0), (3, 3.0), (5, 1.6), (10, 1.3)])
    func `finds a slowdown, a smaller one with more baselines`(baselines: Int, slower: Double) {
        let storms = ImaginedStorms(participants: 200, betweenRuns: 0.03)
        #expect(
            verdicts(storms, baselines: baselines, slower: slower, rounds: 10).allSatisfy { $0 == .regression })
        #expect(
            verdicts(storms, baselines: baselines, slower: 1 / slower, rounds: 10).allSatisfy { $0 == .improvement })
    }

    @Test func `says in which step and at which percentile`() throws {
        let storms = ImaginedStorms(betweenRuns: 0.02)
        let earlier = (1...6).map { storms.run(seed: $0) }
        let comparison = Comparison(storms.run(seed: 77, slower: 2, in: "enter-room"), earlier)
        #expect(comparison.verdict == .regression)
        let row = try #require(comparison.row("p95", "enter-room"))
        #expect(row.verdict == .regression && row.basis == .runs)
        let (before, now, difference) = (try #require(row.before), try #require(row.now), try #require(row.difference))
        #expect(now / before > 1.7 && difference == now - before)
        let interval = try #require(row.interval95)
        #expect(interval[0] > 0 && interval[0] < difference && difference < interval[1])
        #expect(try #require(row.smallestFound) < difference)
        #expect(comparison.row("p50", "token")?.verdict != .regression)
        #expect(comparison.sentence.hasPrefix("Worse than the 6 baselines: p"))
    }

    @Test(arguments: [1, 2])
    func `says too little data with fewer than three baselines unless the tolerance is exceeded`(baselines: Int) {
        let storms = ImaginedStorms(betweenRuns: 0)
        let earlier = (0..<UInt64(baselines)).map { storms.run(seed: $0) }
        let comparison = Comparison(storms.run(seed: 9, slower: 1.05), earlier)
        #expect(comparison.rows.allSatisfy { $0.verdict == .tooLittleData })
        #expect(comparison.rows.allSatisfy { $0.basis == .withinStorm || $0.interval95 == nil })
        #expect(comparison.sentence.contains("how much runs differ by themselves"))
    }

    /// All participants alike, so that the tolerance alone decides.
    private func alike(_ milliseconds: Int64) -> RunFigures {
        var times = LatencyHistogram()
        times.record(microseconds: milliseconds * 1000, count: 500)
        return RunFigures(parts: [.init(.init(step: "journey"), times: .init(times))])
    }

    @Test(
        arguments: [
            (1000, 1090, false), (1000, 1120, true), (20, 24, false), (20, 26, true), (1000, 880, true),
            (1000, 920, false),
        ] as [(Int64, Int64, Bool)])
    func `needs more than 10 % and 5 ms`(before: Int64, now: Int64, isFound: Bool) throws {
        let row = try #require(Comparison(alike(now), [alike(before)]).row("p50", "journey"))
        #expect(row.verdict == (isFound ? now > before ? .regression : .improvement : .tooLittleData))
    }

    @Test func `takes a tolerance of the user's`() {
        let tolerance = Comparison.Tolerance(share: 0.3, milliseconds: 5, turnoutPoints: 2)
        #expect(Comparison(alike(1200), [alike(1000)], tolerance: tolerance).verdict == .tooLittleData)
        #expect(Comparison(alike(1200), [alike(1000)]).verdict == .regression)
    }

    @Test(arguments: [(500, 500, 475), (500, 495, 440), (100, 100, 80)])
    func `finds a turnout that fell`(participants: Int, before: Int, now: Int) throws {
        func run(_ entered: Int) -> RunFigures {
            RunFigures(parts: [.init(.init(step: nil), turnout: .init(entered, of: participants))])
        }
        let comparison = Comparison(run(now), [run(before)])
        #expect(comparison.verdict == .regression)
        let row = comparison.rows[0]
        #expect(row.unit == .share && row.metric == "turnout" && row.step == nil)
        #expect(try #require(row.smallestFound) <= abs(try #require(row.difference)) + 1e-9)
        #expect(Comparison(run(before), [run(now)]).verdict == .improvement)
        #expect(Comparison(run(before), [run(before)]).verdict == .tooLittleData)
    }

    @Test func `finds more failures from three baselines on, and says no difference where it could have found one`() {
        let storms = ImaginedStorms(betweenRuns: 0.02, failing: 0.02)
        let earlier = (1...5).map { storms.run(seed: $0) }
        let worse = Comparison(storms.run(seed: 60, failing: 0.15), earlier)
        #expect(worse.verdict == .regression && worse.row("failures", "token")?.verdict == .regression)
        #expect(worse.sentence.contains("turnout fell from 98") || worse.sentence.contains("turnout fell from 97"))
        let same = Comparison(storms.run(seed: 61), earlier)
        #expect(same.verdict == .noDifference, "\(same.sentence)")
        #expect(same.row("p50", "journey")?.verdict == .noDifference)
        #expect(same.sentence.hasPrefix("No difference from the 5 baselines"))
    }

    /// 500 participants of whom some fail, all as fast as each other.
    private func run(failing count: Int, participants: Int = 500) -> RunFigures {
        var times = LatencyHistogram()
        times.record(microseconds: 100_000, count: 500)
        let steps = ["journey", "token", "generate-access", "enter-room"]
        return RunFigures(
            parts: [.init(.init(step: nil), turnout: .init(participants - count, of: participants))]
                + steps.enumerated().map { place, step in
                    .init(
                        .init(step: step), failures: .init(place < 2 ? count : 0, of: participants),
                        times: .init(times))
                })
    }

    @Test(arguments: [3, 5, 10, 20], [1, 2, 3])
    func `calls a few failures no regression where nobody failed before`(baselines: Int, failures: Int) throws {
        let comparison = Comparison(run(failing: failures), (0..<baselines).map { _ in run(failing: 0) })
        #expect(comparison.verdict != .regression, "\(comparison.sentence)")
        for (metric, step) in [("turnout", nil), ("failures", "journey")] as [(String, String?)] {
            let row = try #require(comparison.row(metric, step))
            #expect(try #require(row.smallestFound) > abs(try #require(row.difference)))
        }
    }

    @Test(arguments: [5, 10, 20])
    func `finds failures from the number on that it names, where nobody failed before`(baselines: Int) throws {
        // One figure alone: of several that stand out, Holm's method asks less of the later ones.
        func run(failing count: Int) -> RunFigures {
            RunFigures(parts: [.init(.init(step: "journey"), failures: .init(count, of: 500))])
        }
        let earlier = (0..<baselines).map { _ in run(failing: 0) }
        let same = try #require(Comparison(run(failing: 0), earlier).row("failures", "journey"))
        let enough = Int((try #require(same.smallestFound) * 500).rounded())
        #expect((3...8).contains(enough), "\(enough)")
        #expect(Comparison(run(failing: enough), earlier).verdict == .regression)
        #expect(Comparison(run(failing: enough - 1), earlier).verdict != .regression)
    }

    @Test(arguments: [(500, true), (25, false)])
    func `takes a new run with few measurements to vary more than the baselines`(count: Int, isFound: Bool) throws {
        func run(_ count: Int, _ milliseconds: Double) -> RunFigures {
            let percentiles = QuantileInterval.all(count: count, at: [50]) { ranks in
                ranks.map { milliseconds * exp(($0 - 50) / 50) }
            }
            return RunFigures(
                parts: [.init(.init(step: "token"), times: .init(percentiles: percentiles, relativeVariance: 0.3))])
        }
        let earlier = [198, 199, 200, 201, 202].map { run(500, $0) }
        let row = try #require(Comparison(run(count, 300), earlier).row("p50", "token"))
        #expect(row.verdict == (isFound ? .regression : .tooLittleData))
        #expect((try #require(row.smallestFound) > 80) == !isFound)
        let interval = try #require(row.interval95)
        #expect((interval[0] > 0) == isFound)
    }

    @Test func `names no smallest change where only one without bounds would be found`() throws {
        func run(_ milliseconds: Double, reaching upper: Double) -> RunFigures {
            let median = QuantileInterval(
                milliseconds: milliseconds, lower: milliseconds / upper, upper: milliseconds * upper, isThin: false)
            return RunFigures(
                parts: [.init(.init(step: "token"), times: .init(percentiles: [50: median], relativeVariance: 1))])
        }
        let earlier = [1, 1e120, 1e240].map { run($0, reaching: 1) }
        let comparison = Comparison(run(1e100, reaching: 1e100), earlier)
        let row = try #require(comparison.row("p50", "token"))
        #expect(row.smallestFound == nil && row.interval95 == nil)
        let new = Comparison.Baseline(id: "new", name: "storm", startedAt: "2026-11-24T03:00:00.000Z", expected: 500)
        #expect(try ComparisonDocument(run: new, comparison: comparison).json.contains("\"smallestFound\": null"))
    }

    @Test func `never judges a percentile that fewer than ten measurements lie beyond`() {
        let storms = ImaginedStorms(betweenRuns: 0.01)
        let earlier = (1...8).map { storms.run(seed: $0) }
        let comparison = Comparison(storms.run(seed: 90, slower: 5), earlier)
        for step in ["journey", "token"] {
            #expect(comparison.row("p99", step)?.verdict == .tooLittleData)
            #expect(comparison.row("p99", step)?.interval95 == nil && comparison.row("p99", step)?.now != nil)
            #expect(comparison.row("p95", step)?.verdict == .regression)
        }
    }

    @Test func `does not count what the generator itself took longer`() throws {
        func run(_ milliseconds: Int64, own: Int64) -> RunFigures {
            var (times, delay) = (LatencyHistogram(), LatencyHistogram())
            times.record(microseconds: milliseconds * 1000, count: 500)
            delay.record(microseconds: own * 1000, count: 500)
            return RunFigures(parts: [.init(.init(step: "journey"), times: .init(times, own: [delay]))])
        }
        #expect(Comparison(run(150, own: 1), [run(100, own: 1)]).verdict == .regression)
        let comparison = Comparison(run(150, own: 45), [run(100, own: 1)])
        #expect(comparison.verdict == .tooLittleData)
        #expect(try #require(comparison.row("p50", "journey")?.difference).rounded() == 50)
        #expect(Comparison(run(100, own: 1), [run(150, own: 45)]).verdict == .tooLittleData)
        #expect(Comparison(run(100, own: 1), [run(150, own: 1)]).verdict == .improvement)
    }

    @Test func `judges no times of a strained generator while there are fewer than three baselines`() {
        var strained = alike(2000)
        strained.isStrained = true
        #expect(Comparison(strained, [alike(1000)]).verdict == .tooLittleData)
        #expect(Comparison(alike(2000), [alike(1000)]).verdict == .regression)
        #expect(Comparison(strained, [alike(1000), alike(1001), alike(999)]).verdict == .regression)
    }

    @Test func `is the same each time`() {
        let storms = ImaginedStorms()
        let earlier = (1...3).map { storms.run(seed: $0) }
        #expect(Comparison(storms.run(seed: 5), earlier) == Comparison(storms.run(seed: 5), earlier))
    }
}
