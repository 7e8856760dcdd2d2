// The last bytes that a loop lets go, and the time limits that begin with them.
import EventLoops
import Measuring

/// What is left of a release on one loop.
struct LastByteQueue {
    /// How many last bytes go before libcurl is told to send them, and before the loop looks at the others' progress.
    static let portion = 64
    /// How long a turn may last meanwhile. Turns in between keep timers and cancellations working.
    static let turnNanoseconds: Int64 = 20_000_000

    private var queue: [(transfer: Transfer, ticket: UInt64)] = []
    private var next = 0
    private(set) var moment = Moment.never
    private(set) var pace = HeldRequests.Pace.alone

    var isEmpty: Bool { next == queue.count }

    mutating func add(_ held: [(transfer: Transfer, ticket: UInt64)], at moment: Moment, _ pace: HeldRequests.Pace) {
        queue = Array(queue[next...]) + held
        next = 0
        self.moment = moment
        self.pace = pace
    }

    /// The next ones.
    mutating func take() -> ArraySlice<(transfer: Transfer, ticket: UInt64)> {
        let portion = queue[next..<min(next + Self.portion, queue.count)]
        next = portion.endIndex
        if isEmpty { (queue, next) = ([], 0) }
        return portion
    }
}

/// The time limits of requests whose last byte was released: libcurl's own limit would count from when they began to
/// connect.
struct ReleasedLimits {
    private var limits: [(deadline: Moment, ticket: UInt64)] = []

    /// The earliest deadline.
    var next: Moment { limits.last?.deadline ?? .never }

    mutating func add(_ deadline: Moment, _ ticket: UInt64) {
        // In descending order. Those of one release are mostly the same, and each then goes to the end.
        var low = 0
        var high = limits.count
        while low < high {
            let middle = (low + high) / 2
            if limits[middle].deadline >= deadline { low = middle + 1 } else { high = middle }
        }
        limits.insert((deadline, ticket), at: low)
    }

    /// Takes out the ticket of a request whose time is over; nil if there is none.
    mutating func takeOverdue(at now: Moment) -> UInt64? {
        guard let last = limits.last, last.deadline <= now else { return nil }
        limits.removeLast()
        return last.ticket
    }
}
