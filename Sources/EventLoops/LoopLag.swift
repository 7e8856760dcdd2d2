// How late a loop is, measured all the time and cheaply, so that a run can tell whether it was the bottleneck itself.

/// How late a loop was over a stretch of time.
///
/// Two things are counted alike: how late each sleep woke, and how long each turn took, since whatever becomes ready
/// during a turn waits for its end.
public struct LoopLag: Sendable, Hashable {
    /// The number of buckets.
    public static let bucketCount = 40

    /// Turns and timers measured.
    public var count: Int
    /// Lateness in microseconds at worst.
    public var maxMicroseconds: Int64
    /// CPU time of the loop's thread over the stretch, in microseconds.
    public var cpuMicroseconds: Int64
    /// How many were how late: bucket 0 holds those below 1 µs, bucket n those from 2^(n-1) to below 2^n µs.
    public var buckets: [Int64]

    /// Nothing measured yet.
    public init() {
        count = 0
        maxMicroseconds = 0
        cpuMicroseconds = 0
        buckets = Array(repeating: 0, count: Self.bucketCount)
    }

    /// Lateness in microseconds at the 99th percentile: the upper edge of its bucket, or the worst if that is less.
    public var p99Microseconds: Int64 {
        var beyond = count / 100
        for bucket in buckets.indices.reversed() {
            beyond -= Int(buckets[bucket])
            if beyond < 0 { return min(maxMicroseconds, Int64(1) << Int64(bucket)) }
        }
        return 0
    }

    /// Adds what was measured by another loop or over another stretch.
    public mutating func add(_ other: LoopLag) {
        count += other.count
        maxMicroseconds = max(maxMicroseconds, other.maxMicroseconds)
        cpuMicroseconds += other.cpuMicroseconds
        for bucket in buckets.indices { buckets[bucket] += other.buckets[bucket] }
    }

    mutating func record(nanoseconds: Int64) {
        let microseconds = max(nanoseconds, 0) / 1000
        count += 1
        maxMicroseconds = max(maxMicroseconds, microseconds)
        buckets[min(Int64.bitWidth - microseconds.leadingZeroBitCount, Self.bucketCount - 1)] += 1
    }
}
