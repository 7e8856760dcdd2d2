import Foundation
import Measuring
import Testing

@testable import Analysis

/// Reference values from R 4.2: `pnorm`, `qnorm`, `pt`, `qt`, `fisher.test(alternative = "less")`, `p.adjust`.
@Suite struct `The statistics of comparisons` {
    @Test(arguments: [(1.959964, 0.05), (2.575829, 0.01), (0.0, 1.0), (3.290527, 0.001)])
    func `know the normal distribution`(distance: Double, share: Double) {
        #expect(abs(NormalDistribution.bothTails(beyond: -distance) - share) < 1e-6)
        #expect(abs(NormalDistribution.distance(withBothTails: share) - distance) < 1e-5)
    }

    @Test(arguments: [(2.0, 4.302653, 0.05), (4, 2.776445, 0.05), (2, 31.59905, 0.001), (9, 4.780913, 0.001)])
    func `know Student's distribution`(degrees: Double, distance: Double, share: Double) {
        let student = StudentDistribution(degrees: degrees)
        #expect(abs(student.bothTails(beyond: distance) - share) < 1e-6)
        #expect(abs(student.distance(withBothTails: share) - distance) < 1e-4)
    }

    /// Twice the smaller tail: 3 of 4 cups against 1 of 4 has 17/70 above (Fisher's lady tasting tea).
    @Test(arguments: [
        ((3, 4), (1, 4), 2 * 17.0 / 70), ((4, 4), (0, 4), 2.0 / 70), ((2, 4), (2, 4), 1.0), ((5, 5), (7, 7), 1.0),
        ((0, 9), (0, 3), 1.0),
    ])
    func `know Fisher's exact test`(first: (Int, Int), second: (Int, Int), probability: Double) {
        #expect(abs(FisherTest.probability(first, second) - probability) < 1e-12)
        #expect(abs(FisherTest.probability(second, first) - probability) < 1e-12)
    }

    @Test(
        arguments: [
            ([0.01, 0.04, 0.03, 0.005], [0, 3]), ([0.01, 0.02, 0.03, 0.04], [0]), ([0.02, 0.5], [0]),
            ([0.2, 0.06], []),
            ([], []), ([0.04, 0.024], [0, 1]),
        ] as [([Double], Set<Int>)])
    func `find with Holm's method what stands out of all`(probabilities: [Double], found: Set<Int>) {
        #expect(Holm.found(probabilities, level: 0.05) == found)
    }

    /// Ranks from R: `qbinom(c(0.025, 0.975), n, p)`, `binom.test` for the outermost.
    @Test(arguments: [(100, 50.0, 40, 61), (500, 95.0, 465, 485), (100, 90.0, 84, 96), (5, 50.0, 1, 5)])
    func `know between which ranks a percentile lies`(count: Int, percentile: Double, low: Int, high: Int) throws {
        var times = LatencyHistogram()
        for rank in 1...count { times.record(microseconds: Int64(rank) * 1000) }
        let interval = try #require(QuantileInterval.all(of: times, at: [Int(percentile)])[Int(percentile)])
        #expect(abs(interval.lower - Double(low)) < 0.6, "\(interval.lower)")
        #expect(abs(interval.upper - Double(high)) < 0.6, "\(interval.upper)")
        // It holds the true percentile in at least 95 of 100 storms, and not in many more.
        func below(_ rank: Int) -> Double {
            1 - BetaDistribution(Double(rank), Double(count - rank) + 1).share(below: percentile / 100)
        }
        if low > 1 { #expect(below(low) <= 0.025 && below(low + 1) > 0.025) }
        if high < count { #expect(1 - below(high) <= 0.025 && 1 - below(high - 1) > 0.025) }
    }
}
