// A distribution of times, as figures. Always made from one histogram: percentiles are never averaged.

extension Summary {
    /// A distribution of times in milliseconds. Minimum, mean, standard deviation and maximum are exact. Percentiles
    /// come from a histogram with three significant digits (at most 0.1 % too high, never above the maximum). Without
    /// samples `count` is 0, every figure is nil and `thin` is empty.
    package struct Distribution: Codable, Equatable, Sendable {
        /// The number of samples.
        package var count: Int
        /// The smallest.
        package var min: Double?
        /// The arithmetic mean.
        package var mean: Double?
        /// The standard deviation of the samples (divided by their count).
        package var stddev: Double?
        /// The median.
        package var p50: Double?
        /// The 75th percentile.
        package var p75: Double?
        /// The 90th percentile.
        package var p90: Double?
        /// The 95th percentile.
        package var p95: Double?
        /// The 99th percentile.
        package var p99: Double?
        /// The 99.9th percentile.
        package var p999: Double?
        /// The largest.
        package var max: Double?
        /// The percentiles with fewer than ten samples beyond them: too few to rely on.
        package var thin: [String]

        /// The distribution without samples.
        package static let empty = Distribution(
            count: 0, min: nil, mean: nil, stddev: nil, p50: nil, p75: nil, p90: nil, p95: nil, p99: nil, p999: nil,
            max: nil, thin: [])

        /// Creates a distribution from its figures.
        package init(
            count: Int, min: Double?, mean: Double?, stddev: Double?, p50: Double?, p75: Double?, p90: Double?,
            p95: Double?, p99: Double?, p999: Double?, max: Double?, thin: [String]
        ) {
            self.count = count
            self.min = min
            self.mean = mean
            self.stddev = stddev
            self.p50 = p50
            self.p75 = p75
            self.p90 = p90
            self.p95 = p95
            self.p99 = p99
            self.p999 = p999
            self.max = max
            self.thin = thin
        }
    }
}
