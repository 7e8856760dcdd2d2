// By how much the clocks of a run's shards can differ, and by how much they did where that is known.
import Measuring

/// The clocks by which the shards of a run agreed on T0.
///
/// Shards that share a monotonic clock, as those on one machine do, can be compared by it exactly. Of others only how far each
/// can be from UTC is known.
struct ClockAgreement {
    /// The shards, by number.
    private let shards: [ShardMetadata]

    init(of shards: [ShardMetadata]) {
        self.shards = shards.sorted { $0.number < $1.number }
    }

    /// By how many microseconds the T0s of any two shards can differ; nil if that is unknown.
    var errorMicroseconds: Int64? {
        let machines = Dictionary(grouping: shards, by: Machine.init)
        var largest: Int64 = 0
        for shards in machines.values where shards.count > 1 {
            let zeros = shards.map(\.zero)
            guard let first = zeros.min(), let last = zeros.max() else { continue }
            largest = max(largest, (last.nanoseconds(since: first) + 999) / 1000)
        }
        guard machines.count > 1 else { return largest }
        // Between two machines as far as both can be from UTC, and the worst of each counts.
        var errors: [Int64] = []
        for shards in machines.values {
            let known = shards.compactMap(\.clockErrorMicroseconds)
            guard known.count == shards.count, let worst = known.max() else { return nil }
            errors.append(worst)
        }
        return max(largest, errors.sorted().suffix(2).reduce(0, +))
    }

    /// By how many microseconds a shard's T0 was later than that of the first one that shares its monotonic clock, or earlier
    /// (negative); nil if it shares it with none.
    func offsetMicroseconds(of shard: ShardMetadata) -> Int64? {
        guard shard.monotonicClock != nil else { return nil }
        let sharing = shards.filter { $0.monotonicClock == shard.monotonicClock }
        guard sharing.count > 1, let first = sharing.first else { return nil }
        return shard.zero.nanoseconds(since: first.zero) / 1000
    }

    /// Shards with the same monotonic clock, or one alone.
    private enum Machine: Hashable {
        case shared(String)
        case alone(Int)

        init(_ shard: ShardMetadata) {
            self = shard.monotonicClock.map(Machine.shared) ?? .alone(shard.number)
        }
    }
}
