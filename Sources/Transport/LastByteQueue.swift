// The last bytes that a loop lets go, and the time limits that begin with them.
import EventLoops
import Measuring

/// What is left of a release on one loop.
struct LastByteQueue {
    /// How many last bytes go before libcurl is told to send them, and before the loop looks at the others' progress.
    static let portion = 64
    /// How long a turn may last meanwhile. Turns in between keep timers and cancellations working.
    static let turnNanoseconds: Int64 = 20_000_000

    /// One gate's, which keep step with those of the same gate on other loops.
    struct Release {
        var requests: [(transfer: Transfer, ticket: UInt64)]
        let pace: HeldRequests.Pace
    }

    private var releases: [Release] = []
    private var next = 0

    var isEmpty: Bool { releases.isEmpty }
    /// Whose last bytes go next.
    var pace: HeldRequests.Pace { releases.first?.pace ?? .alone }

    mutating func add(_ held: [(transfer: Transfer, ticket: UInt64)], _ pace: HeldRequests.Pace) {
        if !held.isEmpty { releases.append(Release(requests: held, pace: pace)) }
    }

    /// The next ones, all of one release; nil if none is left.
    mutating func take() -> Release? {
        guard var portion = releases.first else { return nil }
        let end = min(next + Self.portion, portion.requests.count)
        let isLast = end == portion.requests.count
        portion.requests = Array(portion.requests[next..<end])
        next = isLast ? 0 : end
        if isLast { releases.removeFirst() }
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
