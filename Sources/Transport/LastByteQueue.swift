// The last bytes that a loop lets go, and the time limits that begin with them.
import EventLoops
import Measuring

/// The requests of releases whose last bytes have not gone yet.
struct LastByteQueue {
    /// How many go in one call of libcurl, which takes up to 20 µs for each: timers and cancellations wait for it. Within a call
    /// all are told to go on before the first is sent, so that nothing but libcurl's own work lies between the first last byte
    /// and the others; in portions of 64 the spread of 10,000 over TLS was a fifth wider. Loops do not wait for each other
    /// either: the core that one left was taken by the server for its answers, and all last bytes came later.
    static let portion = 8192

    private var waiting: [(transfer: Transfer, ticket: UInt64)] = []
    private var next = 0

    var isEmpty: Bool { waiting.isEmpty }

    mutating func add(_ held: [(transfer: Transfer, ticket: UInt64)]) { waiting += held }

    /// Takes out the next ones.
    mutating func take() -> ArraySlice<(transfer: Transfer, ticket: UInt64)> {
        let portion = waiting[next...].prefix(Self.portion)
        next = portion.endIndex
        if next == waiting.count { (waiting, next) = ([], 0) }
        return portion
    }
}

/// The time limits of requests whose last byte was released: libcurl's own limit would count from when they began to
/// connect.
struct ReleasedLimits {
    /// In ascending order; those before `head` are over.
    private var limits: [(deadline: Moment, ticket: UInt64)] = []
    private var head = 0

    /// The earliest deadline.
    var next: Moment { head < limits.count ? limits[head].deadline : .never }

    mutating func add(_ deadline: Moment, _ ticket: UInt64) {
        // Those of one release mostly have the same limit, and each then goes to the end.
        var low = head
        var high = limits.count
        while low < high {
            let middle = (low + high) / 2
            if limits[middle].deadline <= deadline { low = middle + 1 } else { high = middle }
        }
        limits.insert((deadline, ticket), at: low)
    }

    /// Takes out the ticket of a request whose time is over, and when that was; nil if there is none.
    mutating func takeOverdue(at now: Moment) -> (deadline: Moment, ticket: UInt64)? {
        guard head < limits.count, limits[head].deadline <= now else { return nil }
        let first = limits[head]
        head += 1
        if head == limits.count {
            limits.removeAll(keepingCapacity: true)
            head = 0
        }
        return first
    }
}
