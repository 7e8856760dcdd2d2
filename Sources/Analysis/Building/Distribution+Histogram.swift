// From a histogram to the figures of a distribution.
package import Measuring

extension Summary.Distribution {
    /// The percentiles of every distribution, by their keys, in ascending order.
    private static let percentiles: [(key: String, percentile: Double)] = [
        ("p50", 50), ("p75", 75), ("p90", 90), ("p95", 95), ("p99", 99), ("p999", 99.9),
    ]

    /// The figures of a histogram, in milliseconds.
    package init(_ histogram: LatencyHistogram) {
        guard !histogram.isEmpty else {
            self = .empty
            return
        }
        let times = histogram.microseconds(atPercentiles: Self.percentiles.map(\.percentile))
            .map(Milliseconds.from(microseconds:))
        self.init(
            count: histogram.count,
            min: histogram.minMicroseconds.map(Milliseconds.from(microseconds:)),
            mean: histogram.meanMicroseconds.map(Milliseconds.from(microseconds:)),
            stddev: histogram.standardDeviationMicroseconds.map(Milliseconds.from(microseconds:)),
            p50: times[0], p75: times[1], p90: times[2], p95: times[3], p99: times[4], p999: times[5],
            max: histogram.maxMicroseconds.map(Milliseconds.from(microseconds:)),
            thin: Self.percentiles.filter { histogram.isThin(atPercentile: $0.percentile) }.map(\.key))
    }
}

/// Conversions into a summary's unit.
enum Milliseconds {
    static func from(microseconds: Int64) -> Double { Double(microseconds) / 1000 }

    /// Rounded to a nanosecond; further digits would be meaningless.
    static func from(microseconds: Double) -> Double { microseconds.rounded(toPlaces: 1000) / 1000 }

    /// Rounded down to a microsecond, like all times of a summary.
    static func from(nanoseconds: Int64) -> Double { from(microseconds: nanoseconds / 1000) }
}

extension Double {
    fileprivate func rounded(toPlaces scale: Double) -> Double { (self * scale).rounded() / scale }
}
