// A distribution of times as its figures. It is always made from one histogram: percentiles are never averaged.

extension Summary {
    /// A distribution of times in milliseconds. Minimum, mean, standard deviation and maximum are exact; percentiles
    /// come from a histogram with three significant digits (at most 0.1 % too high, never above the maximum). Without a
    /// sample `count` is 0, every figure nil and `thin` empty.
    package struct Distribution: Codable, Equatable, Sendable {
        /// How many samples it is made of.
        package var count: Int
        /// The smallest.
        package var min: Double?
        /// The arithmetic mean.
        package var mean: Double?
        /// The standard deviation of these very samples (divided by their count).
        package var stddev: Double?
        /// The median.
        package var p50: Double?
        /// Three quarters are no longer than this.
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
        /// The percentiles beyond which fewer than ten samples lie: too few to rely on.
        package var thin: [String]

        /// A distribution of nothing.
        package static let empty = Distribution(
            count: 0, min: nil, mean: nil, stddev: nil, p50: nil, p75: nil, p90: nil, p95: nil, p99: nil, p999: nil,
            max: nil, thin: [])

        /// A distribution from its figures.
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
