// Hundreds of thousands of times, stored as an HDR histogram: three significant digits at every length, a fixed cost
// per sample, and lossless merging, so that no percentile is ever averaged.
import Histogram

/// A histogram of times from 1 µs to 1 h with three significant digits, after Gil Tene's HdrHistogram.
///
/// Count, minimum, maximum, mean and standard deviation are exact to the microsecond. A percentile is at most 0.1 % too
/// high and never above the maximum. A time above one hour counts as one hour in percentiles and in full elsewhere; a
/// negative time counts as zero. Merging gives exactly the histogram that recording everything in one would have given.
package struct LatencyHistogram: Sendable {
    /// The longest time that percentiles distinguish: one hour, in microseconds.
    package static let longestMicroseconds: Int64 = 3_600_000_000

    /// How many samples must lie beyond a percentile for it to be reliable.
    package static let samplesBeyond = 10

    /// The initial storage, shared by all histograms until their first sample. Most histograms of a run (the phases of
    /// a pause, the failures of a step without any) never get one.
    ///
    /// It has room for two seconds, beyond which it grows. Growing takes the package 1 ms, since it appends zeros one
    /// by one through unspecialised generics, and a run has dozens of histograms.
    private static let blank = {
        var histogram = Histogram<UInt64>(
            highestTrackableValue: 2_000_000, numberOfSignificantValueDigits: .three)
        histogram.autoResize = true
        return histogram
    }()

    private var histogram = LatencyHistogram.blank
    private var sum: UInt64 = 0
    /// Wide enough for 2^64 samples of the largest value, so that the result does not depend on the order of adding.
    private var sumOfSquares: UInt128 = 0

    /// The number of samples.
    package private(set) var count = 0
    private var smallest = Int64.max
    private var largest: Int64 = 0

    /// The smallest sample in microseconds; nil without samples.
    package var minMicroseconds: Int64? { isEmpty ? nil : smallest }
    /// The largest sample in microseconds; nil without samples.
    package var maxMicroseconds: Int64? { isEmpty ? nil : largest }

    /// An empty histogram.
    package init() {}

    /// Whether it has no sample.
    package var isEmpty: Bool { count == 0 }

    /// Adds a time in microseconds, one or several times. Costs a few nanoseconds.
    package mutating func record(microseconds: Int64, count occurrences: Int = 1) {
        guard occurrences > 0 else { return }
        let value = Swift.max(0, microseconds)
        let times = UInt64(occurrences)
        // Recording fails only for values that do not fit, and this histogram grows as needed.
        histogram.record(UInt64(Swift.min(value, LatencyHistogram.longestMicroseconds)), count: times)
        count += occurrences
        let whole = UInt64(value)
        sum &+= whole &* times
        sumOfSquares &+= UInt128(whole) * UInt128(whole) * UInt128(times)
        smallest = Swift.min(smallest, value)
        largest = Swift.max(largest, value)
    }

    /// Adds the time between two moments, rounded down to whole microseconds.
    package mutating func record(from start: Moment, to end: Moment) {
        record(microseconds: end.microseconds(since: start))
    }

    /// Adds all samples of another histogram, without loss.
    package mutating func add(_ other: LatencyHistogram) {
        histogram.add(other.histogram)
        count += other.count
        sum &+= other.sum
        sumOfSquares &+= other.sumOfSquares
        smallest = Swift.min(smallest, other.smallest)
        largest = Swift.max(largest, other.largest)
    }

    /// The arithmetic mean in microseconds; nil without samples.
    package var meanMicroseconds: Double? {
        isEmpty ? nil : Double(sum) / Double(count)
    }

    /// The standard deviation of the samples in microseconds (divided by their count); nil without samples.
    package var standardDeviationMicroseconds: Double? {
        guard !isEmpty else { return nil }
        // n·Σx² − (Σx)² is exact in integers, without cancellation. Only times of years overflow.
        let (product, overflows) = UInt128(count).multipliedReportingOverflow(by: sumOfSquares)
        guard !overflows else {
            let mean = Double(sum) / Double(count)
            return max(Double(sumOfSquares) / Double(count) - mean * mean, 0).squareRoot()
        }
        return Double(product - UInt128(sum) * UInt128(sum)).squareRoot() / Double(count)
    }

    /// The time that a share of the samples does not exceed, by nearest rank: the ⌈count · percentile / 100⌉-th, for a
    /// percentile of 0 to 100; nil without samples.
    package func microseconds(atPercentile percentile: Double) -> Int64? {
        microseconds(atPercentiles: CollectionOfOne(percentile)).first
    }

    /// The times at several percentiles, each as from `microseconds(atPercentile:)`, found in one pass. The package's
    /// own lookup makes one pass per percentile through unspecialised generics, which added up to milliseconds for the
    /// summary of a run.
    /// - Parameter percentiles: 0 to 100, in ascending order.
    /// - Returns: one time per percentile; none without samples.
    package func microseconds(atPercentiles percentiles: some Collection<Double>) -> [Int64] {
        guard !isEmpty else { return [] }
        let percentiles = Array(percentiles)
        var times: [Int64] = []
        while times.count < percentiles.count, percentiles[times.count] <= 0 { times.append(smallest) }
        // The rank to find next; nil if all that remain are the maximum.
        func nextRank() -> UInt64? {
            times.count < percentiles.count && percentiles[times.count] < 100 ? rank(at: percentiles[times.count]) : nil
        }
        var next = nextRank()
        if next != nil {
            for bucket in histogram.recordedValues() {
                while let rank = next, rank <= bucket.totalCountToThisValue {
                    let value = Swift.min(Int64(bucket.value), LatencyHistogram.longestMicroseconds)
                    times.append(Swift.min(Swift.max(value, smallest), largest))
                    next = nextRank()
                }
                if next == nil { break }
            }
        }
        times.append(contentsOf: repeatElement(largest, count: percentiles.count - times.count))
        return times
    }

    /// The rank, counted from the shortest sample, for a percentile. Slightly less than the percentile, so that 99 % of
    /// a hundred is the 99th in floating point too.
    private func rank(at percentile: Double) -> UInt64 {
        Swift.max(1, UInt64((percentile.nextDown * Double(count) / 100).rounded(.up)))
    }

    /// Calls `body` with each time that it tells apart and has samples of, in ascending order, and with their number. The
    /// time is in microseconds and stands for all that share its three digits.
    package func forEachCount(_ body: (_ microseconds: Int64, _ count: Int) -> Void) {
        guard !isEmpty else { return }
        for bucket in histogram.recordedValues() {
            body(
                Swift.min(Int64(bucket.value), LatencyHistogram.longestMicroseconds),
                Int(bucket.countAddedInThisIterationStep))
        }
    }

    /// Whether fewer than ten samples lie beyond a percentile (0 to 100), so that it is unreliable. True for an empty
    /// histogram.
    package func isThin(atPercentile percentile: Double) -> Bool {
        LatencyHistogram.isThin(count: count, atPercentile: percentile)
    }

    /// The same of any number of samples.
    package static func isThin(count: Int, atPercentile percentile: Double) -> Bool {
        // In thousandths of a percent, so that 99.9 % of 10,000 leaves exactly ten.
        let share = UInt64((Swift.min(Swift.max(percentile, 0), 100) * 1000).rounded())
        let rank = (UInt64(count) * share + 99_999) / 100_000
        return UInt64(count) - rank < UInt64(samplesBeyond)
    }
}

extension LatencyHistogram: Equatable {
    /// Whether both contain the same samples, as far as a histogram can tell. Their allocated sizes do not matter.
    package static func == (left: LatencyHistogram, right: LatencyHistogram) -> Bool {
        guard
            left.count == right.count, left.sum == right.sum, left.sumOfSquares == right.sumOfSquares,
            left.smallest == right.smallest, left.largest == right.largest
        else { return false }
        return left.histogram == right.histogram
    }
}
