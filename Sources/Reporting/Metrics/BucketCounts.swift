// Times counted in a few buckets, as Prometheus' histograms are.

/// The bounds of a histogram's buckets.
struct Buckets: Hashable, Sendable {
    /// A bucket's upper bound, which belongs to it.
    struct Bound: Hashable, Sendable {
        var nanoseconds: Int64
        /// In seconds, as in the label `le`.
        var text: String
    }

    /// In ascending order.
    let bounds: [Bound]

    private init(seconds: [Double]) {
        bounds = seconds.map {
            Bound(nanoseconds: Int64(($0 * 1e9).rounded()), text: ExpositionText.number($0))
        }
    }

    /// Those that OpenTelemetry prescribes for `http.client.request.duration`.
    static let openTelemetry = Buckets(
        seconds: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10])

    /// Six a decade from 1 ms to 60 s: a percentile that is estimated from them is at most half as long again as the true
    /// one.
    static let fine = Buckets(
        seconds: [
            0.001, 0.0015, 0.002, 0.003, 0.005, 0.007, 0.01, 0.015, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5,
            0.7, 1, 1.5, 2, 3, 5, 7, 10, 15, 20, 30, 50, 60,
        ])

    /// For the generator's own delays, which should be far below a millisecond.
    static let short = Buckets(
        seconds: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1])
}

/// Times in buckets.
struct BucketCounts: Hashable, Sendable {
    let buckets: Buckets
    /// How many times are in each bucket alone; those beyond the last bound are in none.
    private(set) var counts: [Int]
    /// How many there are.
    private(set) var count = 0
    private var nanoseconds: Int64 = 0

    init(_ buckets: Buckets) {
        self.buckets = buckets
        counts = Array(repeating: 0, count: buckets.bounds.count)
    }

    /// Their sum.
    var sumSeconds: Double { Double(nanoseconds) / 1e9 }

    /// Adds a time. A negative one counts as zero.
    mutating func record(nanoseconds time: Int64) {
        let time = max(0, time)
        count += 1
        nanoseconds &+= time
        if let place = buckets.bounds.firstIndex(where: { time <= $0.nanoseconds }) { counts[place] += 1 }
    }
}
