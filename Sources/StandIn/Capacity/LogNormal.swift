// Service times.

import Glibc
import Measuring

/// A log-normal distribution given by its median and 99th percentile.
struct LogNormal: Sendable {
    private let mu: Double
    private let sigma: Double

    /// The 99th percentile of the standard normal distribution.
    private static let z99 = 2.326_347_874_040_840_8

    /// Creates the distribution of a service time. A p99 at or below the median makes it constant.
    init(_ time: CapacityProfile.ServiceTime) {
        let median = max(time.medianMilliseconds, 0.000_001)
        mu = log(median)
        sigma = max(0, log(max(time.p99Milliseconds, median) / median) / Self.z99)
    }

    /// The longest time drawn: a day, in microseconds. A configuration can ask for spreads beyond the range of Int.
    private static let longest = 86_400_000_000.0

    /// Draws a time in microseconds, by the Box–Muller transform.
    func microseconds(_ random: inout SplitMix64) -> Int {
        let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &random))).squareRoot()
        let normal = radius * cos(2 * Double.pi * Double.random(in: 0..<1, using: &random))
        return Int(min(exp(mu + sigma * normal) * 1_000, Self.longest).rounded())
    }
}
