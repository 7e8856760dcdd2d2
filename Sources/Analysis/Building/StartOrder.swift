// In which order a step's executions started, and which of them failed with signs of overload.
import Measuring

/// Counts the executions of one step by when they started.
///
/// A bucket holds the executions that started within 131 µs. Buckets double in width whenever there are more than 512,
/// so memory is bounded however long a run lasts. The counts do not depend on the order in which samples arrive.
struct StartOrder: Sendable {
    /// A part of the executions.
    struct Part: Hashable, Sendable {
        /// How many started.
        var started = 0
        /// How many of these failed in a way that an overloaded server can cause.
        var failed = 0

        /// Failed over started; 0 if none started.
        var share: Double { started > 0 ? Double(failed) / Double(started) : 0 }

        fileprivate mutating func add(_ other: Part) {
            started += other.started
            failed += other.failed
        }
    }

    private var buckets: [Int64: Part] = [:]
    /// A bucket is 2^shift nanoseconds wide.
    private var shift = 17
    private static let most = 512

    mutating func add(startedAt moment: Moment, failed: Bool) {
        buckets[moment.nanoseconds >> shift, default: Part()].add(Part(started: 1, failed: failed ? 1 : 0))
        while buckets.count > StartOrder.most {
            shift += 1
            var wider: [Int64: Part] = [:]
            for (place, part) in buckets { wider[place >> 1, default: Part()].add(part) }
            buckets = wider
        }
    }

    var total: Part { buckets.values.reduce(into: Part()) { $0.add($1) } }

    /// The first quarter of the executions by start, the second, and so on, as equal as the buckets allow. A quarter is
    /// empty if too many started at one moment to tell the order.
    var quarters: [Part] {
        let all = total.started
        var parts = [Part](repeating: Part(), count: 4)
        var before = 0
        for (_, part) in buckets.sorted(by: { $0.key < $1.key }) {
            parts[before * 4 / all].add(part)
            before += part.started
        }
        return parts
    }
}
