// The one hook through which another module takes part in a loop's turns. Transport drives libcurl through it; this
// module knows nothing of libcurl.
package import Measuring

/// What a loop drives in its turns besides jobs and timers: something that waits for descriptors and deadlines.
///
/// The driver registers its own descriptors in the loop's epoll set (`EventLoop.pollDescriptor`), with tokens of its
/// choice below `EventLoop.reservedToken`. The loop calls all functions on its own thread, between jobs and never
/// inside one, so a driver needs no lock. A driver may resume tasks; they run later in the turn.
package protocol TurnDriver: AnyObject {
    /// The latest moment at which to call `startDue`; `Moment.never` if nothing is due. Read in each turn.
    var nextDue: Moment { get }
    /// Whether it lets a crowd go, and the loop is not to look at descriptors meanwhile. Something is due then.
    var isReleasing: Bool { get }
    /// Starts what this turn's jobs handed to the driver and ends what has timed out. Called once a turn, after the
    /// jobs, if `nextDue` has passed.
    func startDue()
    /// A descriptor is ready.
    /// - Parameters:
    ///   - token: the token with which the driver registered it.
    ///   - events: event bits as in epoll(7).
    func ready(token: UInt64, events: UInt32)
    /// The loop has looked at its descriptors, and all that were ready are handled.
    /// - Parameter atAll: false if more may be ready.
    func looked(atAll: Bool)
    /// Receives a ticket posted with `EventLoop.post(ticket:)`.
    func take(ticket: UInt64)
}

extension Moment {
    /// Later than every other moment.
    package static var never: Moment { Moment(nanoseconds: .max) }
}
