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

    /// The buckets that hold an execution, by their place in time. A bucket's place times its width is when it begins.
    private var buckets: [(place: Int64, part: Part)] = []
    /// A bucket is 2^shift nanoseconds wide.
    private var shift = 17
    private static let most = 512

    mutating func add(startedAt moment: Moment, failed: Bool) {
        let place = moment.nanoseconds >> shift
        let index = position(of: place)
        if index < buckets.count, buckets[index].place == place {
            buckets[index].part.add(Part(started: 1, failed: failed ? 1 : 0))
        } else {
            buckets.insert((place, Part(started: 1, failed: failed ? 1 : 0)), at: index)
            while buckets.count > StartOrder.most { widen() }
        }
    }

    /// The first bucket that is not before a place.
    private func position(of place: Int64) -> Int {
        var (low, high) = (0, buckets.count)
        while low < high {
            let middle = (low + high) / 2
            if buckets[middle].place < place { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func widen() {
        shift += 1
        var wider: [(place: Int64, part: Part)] = []
        wider.reserveCapacity(StartOrder.most + 1)
        for (place, part) in buckets {
            if let last = wider.last, last.place == place >> 1 {
                wider[wider.count - 1].part.add(part)
            } else {
                wider.append((place >> 1, part))
            }
        }
        buckets = wider
    }

    var total: Part { buckets.reduce(into: Part()) { $0.add($1.part) } }

    /// The first quarter of the executions by start, the second, and so on, as equal as the buckets allow. A quarter is
    /// empty if too many started at one moment to tell the order.
    var quarters: [Part] {
        let all = total.started
        var parts = [Part](repeating: Part(), count: 4)
        var before = 0
        for (_, part) in buckets {
            parts[before * 4 / all].add(part)
            before += part.started
        }
        return parts
    }
}
