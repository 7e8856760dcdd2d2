import Glibc
import Measuring
import Support
import Testing

@Suite struct `A latency histogram` {
    /// Times as storms have them: most of them short, a few very long, from 1 µs to the hour.
    private func times(seed: UInt64, count: Int) -> [Int64] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            let magnitude = Double.random(in: 0...9.55, using: &random)
            return min(Int64(pow(10, magnitude)), LatencyHistogram.longestMicroseconds)
        }
    }

    private func histogram(of times: some Sequence<Int64>) -> LatencyHistogram {
        var histogram = LatencyHistogram()
        for time in times { histogram.record(microseconds: time) }
        return histogram
    }

    @Test(arguments: [(UInt64(1), 1), (2, 2), (3, 10), (4, 99), (5, 1000), (6, 5000)])
    func `gives each percentile of a sorted array, at most a tenth of a per cent too high`(
        seed: UInt64, count: Int
    ) throws {
        let times = times(seed: seed, count: count)
        let sorted = times.sorted()
        let histogram = histogram(of: times)
        // All in one walk: one for each of them takes most of a minute without optimisation.
        let percentiles = (1...1000).map { Double($0) / 10 }
        let values = histogram.microseconds(atPercentiles: percentiles)
        try #require(values.count == 1000)
        for (tenths, value) in zip(1...1000, values) {
            let rank = max(1, (count * tenths + 999) / 1000)
            let exact = sorted[rank - 1]
            #expect(value >= exact, "p\(tenths) of seed \(seed)")
            #expect(Double(value - exact) <= Double(exact) * 0.001, "p\(tenths) of seed \(seed)")
        }
        for place in stride(from: 0, to: 1000, by: 111) {
            #expect(histogram.microseconds(atPercentile: percentiles[place]) == values[place])
        }
    }

    @Test(arguments: [1, 2, 100, 5000])
    func `gives several percentiles in one pass`(count: Int) {
        let sorted = times(seed: 8, count: count).sorted()
        let percentiles = [-1, 0, 0.001, 50, 50, 99, 99.9, 100, 101]
        let values = histogram(of: sorted).microseconds(atPercentiles: percentiles)
        #expect(values.count == percentiles.count)
        for (percentile, value) in zip(percentiles, values) {
            let rank = min(max(Int((percentile * Double(count) / 100).rounded(.up)), 1), count)
            let exact = sorted[rank - 1]
            #expect(value >= exact && Double(value - exact) <= Double(exact) * 0.001, "p\(percentile)")
        }
        #expect(LatencyHistogram().microseconds(atPercentiles: percentiles).isEmpty)
    }

    @Test(arguments: [UInt64(11), 12, 13])
    func `keeps count, extremes, mean and standard deviation exactly`(seed: UInt64) throws {
        let times = times(seed: seed, count: 3000)
        let histogram = histogram(of: times)
        let mean = times.reduce(0.0) { $0 + Double($1) } / 3000
        let variance = times.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / 3000
        #expect(histogram.count == 3000)
        #expect(histogram.minMicroseconds == times.min())
        #expect(histogram.maxMicroseconds == times.max())
        #expect(abs(try #require(histogram.meanMicroseconds) - mean) <= mean * 1e-12)
        let deviation = try #require(histogram.standardDeviationMicroseconds)
        #expect(abs(deviation - variance.squareRoot()) <= deviation * 1e-9)
    }

    @Test func `has no deviation if all times are the same, however long`() {
        let histogram = histogram(of: repeatElement(3_599_999_999, count: 1000))
        #expect(histogram.standardDeviationMicroseconds == 0)
        #expect(histogram.meanMicroseconds == 3_599_999_999)
    }

    @Test(arguments: [UInt64(21), 22, 23, 24, 25])
    func `merged is the histogram of all samples, however they were divided`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let times = times(seed: seed, count: 2000)
        var parts = Array(repeating: LatencyHistogram(), count: 4)
        for time in times { parts[Int.random(in: 0..<4, using: &random)].record(microseconds: time) }
        var merged = LatencyHistogram()
        for part in parts.shuffled(using: &random) { merged.add(part) }
        #expect(merged == histogram(of: times))
        #expect(merged != histogram(of: times.dropLast()))
    }

    @Test func `merged with an empty one stays as it was, on either side`() {
        let full = histogram(of: [5, 70, 900])
        var left = full
        left.add(LatencyHistogram())
        var right = LatencyHistogram()
        right.add(full)
        #expect(left == full)
        #expect(right == full)
    }

    @Test func `records a time that occurred several times as if it had come one by one`() {
        var atOnce = LatencyHistogram()
        atOnce.record(microseconds: 12_345, count: 7)
        atOnce.record(microseconds: 9, count: 0)
        #expect(atOnce == histogram(of: repeatElement(12_345, count: 7)))
    }

    @Test func `without a sample has no figures`() {
        let empty = LatencyHistogram()
        #expect(empty.isEmpty)
        #expect(empty.microseconds(atPercentile: 50) == nil)
        #expect(empty.meanMicroseconds == nil)
        #expect(empty.standardDeviationMicroseconds == nil)
        #expect(empty.minMicroseconds == nil)
        #expect(empty.maxMicroseconds == nil)
        #expect(empty.isThin(atPercentile: 50))
    }

    @Test func `counts a time above one hour as one hour in percentiles and in full elsewhere`() {
        let twoHours = 2 * LatencyHistogram.longestMicroseconds
        let histogram = histogram(of: [1, twoHours, twoHours])
        #expect(histogram.maxMicroseconds == twoHours)
        #expect(histogram.microseconds(atPercentile: 100) == twoHours)
        #expect(histogram.microseconds(atPercentile: 50) == LatencyHistogram.longestMicroseconds)
    }

    @Test func `counts a negative time as zero`() {
        let histogram = histogram(of: [-5])
        #expect(histogram.minMicroseconds == 0)
        #expect(histogram.maxMicroseconds == 0)
        #expect(histogram.count == 1)
    }

    @Test(arguments: [
        (19, 50.0, true), (20, 50, false), (39, 75, true), (40, 75, false), (99, 90, true), (100, 90, false),
        (999, 99, true), (1000, 99, false), (9999, 99.9, true), (10_000, 99.9, false), (0, 50, true),
        (1_000_000, 100, true),
    ])
    func `marks a percentile as thin if fewer than ten samples lie beyond it`(
        count: Int, percentile: Double, isThin: Bool
    ) {
        var histogram = LatencyHistogram()
        histogram.record(microseconds: 1, count: count)
        #expect(histogram.isThin(atPercentile: percentile) == isThin)
    }
}
