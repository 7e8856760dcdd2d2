// When participants entered, in bounded memory.
import Measuring

/// The times at which the participants of a crowd entered.
///
/// Up to a million they are exact: as many as a crowd of a given size can have. Open models may go on for as long as
/// they like; beyond that, times are counted in buckets, which double in width whenever there are too many. Neither
/// depends on the order in which the times come.
struct EntryTimes: Sendable {
    /// How many are kept one by one.
    static let exactLimit = 1_000_000
    private static let mostBuckets = 8192

    private var exact: [Moment] = []
    /// Counts by place in time. A bucket's place times its width is when it begins.
    private var buckets: [Int64: Int] = [:]
    /// A bucket is 2^shift nanoseconds wide: at first a millisecond.
    private var shift: Int64 = 20
    private(set) var count = 0

    private let exactLimit: Int

    init(exactLimit: Int = EntryTimes.exactLimit) { self.exactLimit = exactLimit }

    mutating func add(_ moment: Moment) {
        count += 1
        guard count > exactLimit else { return exact.append(moment) }
        if !exact.isEmpty {
            for earlier in exact { buckets[earlier.nanoseconds >> shift, default: 0] += 1 }
            exact = []
        }
        buckets[moment.nanoseconds >> shift, default: 0] += 1
        while buckets.count > EntryTimes.mostBuckets { widen() }
    }

    private mutating func widen() {
        shift += 1
        buckets = buckets.reduce(into: [:]) { wider, bucket in wider[bucket.key >> 1, default: 0] += bucket.value }
    }

    /// The times since a moment, in microseconds. Those in a bucket count from its end, so that nobody counts as having
    /// entered earlier than they did.
    func entries(since start: Moment) -> [AdmissionCurve.Entry] {
        exact.map { AdmissionCurve.Entry(microseconds: $0.microseconds(since: start), count: 1) }
            + buckets.map { place, count in
                AdmissionCurve.Entry(
                    microseconds: Moment(nanoseconds: (place + 1) << shift).microseconds(since: start), count: count)
            }
    }
}
