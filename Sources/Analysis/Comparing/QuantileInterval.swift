// How much a percentile of one storm would vary if its participants were independent.
import Measuring

/// The interval of a percentile by order statistics: the ranks between which the true percentile lies follow from the
/// binomial distribution, whatever the distribution of the times. It is what a bootstrap over the participants
/// approximates, exact and without random numbers.
package struct QuantileInterval: Hashable, Sendable {
    /// The percentile, in milliseconds.
    package let milliseconds: Double
    /// The lowest value that the samples do not rule out, in milliseconds.
    package let lower: Double
    /// The highest.
    package let upper: Double
    /// Whether fewer than ten samples lie beyond it.
    package let isThin: Bool

    /// The percentiles of a distribution with their 95 % intervals; none without samples.
    static func all(of times: LatencyHistogram, at percentiles: [Int]) -> [Int: QuantileInterval] {
        all(count: times.count, at: percentiles) { percents in
            times.microseconds(atPercentiles: percents).map(Milliseconds.from(microseconds:))
        }
    }

    /// The same of any samples.
    /// - Parameters:
    ///   - count: how many there are.
    ///   - percentiles: from 0 to 100.
    ///   - milliseconds: the samples at percentiles in ascending order, each by nearest rank.
    /// - Returns: the intervals by percentile; none without samples.
    static func all(
        count: Int, at percentiles: [Int], milliseconds: ([Double]) -> [Double]
    ) -> [Int: QuantileInterval] {
        guard count > 0 else { return [:] }
        // All at once: finding a percentile passes through the whole histogram.
        let ranks = percentiles.flatMap { percentile -> [Double] in
            let share = Double(percentile) / 100
            let low = rank(below: share, of: count, tail: 0.025)
            let high = count - rank(below: 1 - share, of: count, tail: 0.025) + 1
            return [Double(max(1, low)), share * Double(count), Double(min(count, high))]
        }
        let order = ranks.indices.sorted { ranks[$0] < ranks[$1] }
        let found = milliseconds(order.map { min(100, ranks[$0] / Double(count) * 100) })
        guard found.count == order.count else { return [:] }
        var times = ranks
        // A time of nothing has no logarithm; the clock's own unit is a microsecond.
        for (place, time) in zip(order, found) { times[place] = max(0.001, time) }
        return Dictionary(
            percentiles.enumerated().map { place, percentile in
                (
                    percentile,
                    QuantileInterval(
                        milliseconds: times[3 * place + 1], lower: times[3 * place], upper: times[3 * place + 2],
                        isThin: LatencyHistogram.isThin(count: count, atPercentile: Double(percentile)))
                )
            }, uniquingKeysWith: { first, _ in first })
    }

    /// The highest rank that is below the true percentile with a probability of all but `tail`: the number of samples
    /// below the percentile is binomial. 0 if there is none.
    private static func rank(below share: Double, of count: Int, tail: Double) -> Int {
        guard share > 0 else { return 0 }
        guard share < 1 else { return count }
        // P(fewer than `rank` samples lie below) = 1 − I(share; rank, count − rank + 1), which grows with the rank.
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high + 1) / 2
            let fewer = 1 - BetaDistribution(Double(middle), Double(count - middle) + 1).share(below: share)
            if fewer <= tail { low = middle } else { high = middle - 1 }
        }
        return low
    }
}
