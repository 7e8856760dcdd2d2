// How late a loop is, measured all the time and cheaply, so that a run can tell whether it was the bottleneck itself.

/// How late a loop was over a stretch of time.
///
/// Two things are counted alike: how late each sleep woke, and how long each turn took, since whatever becomes ready
/// during a turn waits for its end.
package struct LoopLag: Sendable, Hashable {
    /// The number of buckets: up to 2^40 µs, twelve days.
    package static let bucketCount = 16 * 37

    /// Turns and timers measured.
    package var count: Int
    /// Lateness in microseconds at worst.
    package var maxMicroseconds: Int64
    /// CPU time of the loop's thread over the stretch, in microseconds.
    package var cpuMicroseconds: Int64
    /// How many were how late: a bucket a microsecond below 16 µs, then sixteen buckets for each power of two, so that an
    /// edge is at most a sixteenth above what lies in its bucket.
    package var buckets: [Int64]

    /// Nothing measured yet.
    package init() {
        count = 0
        maxMicroseconds = 0
        cpuMicroseconds = 0
        buckets = Array(repeating: 0, count: Self.bucketCount)
    }

    /// Lateness in microseconds at the 99th percentile: the upper edge of its bucket, or the worst if that is less.
    package var p99Microseconds: Int64 {
        var beyond = count / 100
        for bucket in buckets.indices.reversed() {
            beyond -= Int(buckets[bucket])
            if beyond < 0 { return min(maxMicroseconds, Self.upperEdge(ofBucket: bucket)) }
        }
        return 0
    }

    /// Adds what was measured by another loop or over another stretch.
    package mutating func add(_ other: LoopLag) {
        count += other.count
        maxMicroseconds = max(maxMicroseconds, other.maxMicroseconds)
        cpuMicroseconds += other.cpuMicroseconds
        for bucket in buckets.indices { buckets[bucket] += other.buckets[bucket] }
    }

    mutating func record(nanoseconds: Int64) {
        let microseconds = max(nanoseconds, 0) / 1000
        count += 1
        maxMicroseconds = max(maxMicroseconds, microseconds)
        buckets[Self.bucket(of: microseconds)] += 1
    }

    /// The bucket of a lateness in whole microseconds.
    package static func bucket(of microseconds: Int64) -> Int {
        guard microseconds >= 16 else { return Int(max(microseconds, 0)) }
        let power = Int64.bitWidth - 1 - microseconds.leadingZeroBitCount
        return min(16 * (power - 3) + Int((microseconds >> Int64(power - 4)) & 15), bucketCount - 1)
    }

    /// The longest lateness of a bucket, in microseconds.
    package static func upperEdge(ofBucket bucket: Int) -> Int64 {
        guard bucket >= 16 else { return Int64(bucket) }
        let power = bucket / 16 + 3
        return (Int64(16 + bucket % 16 + 1) << Int64(power - 4)) - 1
    }
}
