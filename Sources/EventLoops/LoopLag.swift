// How late a loop is. Measured all the time and cheaply, so that a run can tell whether it was the bottleneck itself.

/// How late a loop was over a period of time.
///
/// Two things count: how late each sleep woke, and how long each turn took, because whatever becomes ready during a
/// turn waits until the turn ends.
package struct LoopLag: Sendable, Hashable {
    /// The number of buckets: up to 2^40 µs, twelve days.
    package static let bucketCount = 16 * 37

    /// Number of turns and timers measured.
    package var count: Int
    /// The worst lateness, in microseconds.
    package var maxMicroseconds: Int64
    /// Counts by lateness: one bucket per microsecond below 16 µs, then sixteen buckets per power of two, so that a
    /// bucket's edge is at most one sixteenth above any value in it.
    package var buckets: [Int64]

    /// Nothing measured yet.
    package init() {
        count = 0
        maxMicroseconds = 0
        buckets = Array(repeating: 0, count: Self.bucketCount)
    }

    mutating func record(nanoseconds: Int64) {
        let microseconds = max(nanoseconds, 0) / 1000
        count += 1
        maxMicroseconds = max(maxMicroseconds, microseconds)
        buckets[Self.bucket(of: microseconds)] += 1
    }

    /// The bucket for a lateness in whole microseconds.
    package static func bucket(of microseconds: Int64) -> Int {
        guard microseconds >= 16 else { return Int(max(microseconds, 0)) }
        let power = Int64.bitWidth - 1 - microseconds.leadingZeroBitCount
        return min(16 * (power - 3) + Int((microseconds >> Int64(power - 4)) & 15), bucketCount - 1)
    }

    /// The greatest lateness that falls into a bucket, in microseconds.
    package static func upperEdge(ofBucket bucket: Int) -> Int64 {
        guard bucket >= 16 else { return Int64(bucket) }
        let power = bucket / 16 + 3
        return (Int64(16 + bucket % 16 + 1) << Int64(power - 4)) - 1
    }
}
