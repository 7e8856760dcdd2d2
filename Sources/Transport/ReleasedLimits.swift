// The time limits that begin with last bytes.
import EventLoops
import Measuring

/// The time limits of requests whose last byte was released: libcurl's own limit would count from when they began to
/// connect.
struct ReleasedLimits {
    /// In ascending order; those before `head` are over.
    private var limits: [(deadline: Moment, ticket: UInt64)] = []
    private var head = 0

    /// The earliest deadline.
    var next: Moment { head < limits.count ? limits[head].deadline : .never }

    mutating func add(_ further: [(deadline: Moment, ticket: UInt64)]) {
        limits.removeFirst(head)
        head = 0
        limits += further
        limits.sort { $0.deadline < $1.deadline }
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
