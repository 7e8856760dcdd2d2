// The one hook by which something else takes part in a loop's turns. Transport drives libcurl through it; this module
// knows nothing of libcurl.
package import Measuring

/// What a loop drives in its turns besides jobs and timers: something that waits for descriptors and moments.
///
/// The driver registers its descriptors itself, in the loop's epoll set (`EventLoop.pollDescriptor`), with tokens of
/// its own choice below `EventLoop.reservedToken`. All functions are called on the loop's thread, between jobs and
/// never inside one, so a driver needs no lock. It may resume tasks: they run in a later part of the turn.
package protocol TurnDriver: AnyObject {
    /// When `startDue` is to be called at the latest; `Moment.never` if nothing is due. Asked in each turn.
    var nextDue: Moment { get }
    /// Starts what was handed in by the jobs of this turn and ends what has timed out. Called once a turn, after the
    /// jobs, if `nextDue` has come.
    func startDue()
    /// A descriptor is ready.
    /// - Parameters:
    ///   - token: what the driver registered it with.
    ///   - events: the bits of epoll(7).
    func ready(token: UInt64, events: UInt32)
    /// A ticket that was posted with `EventLoop.post(ticket:)`.
    func take(ticket: UInt64)
}

extension Moment {
    /// Later than every other moment.
    package static var never: Moment { Moment(nanoseconds: .max) }
}
