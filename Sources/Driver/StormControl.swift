// How a storm is ended from outside: by a signal, by a limit, by a condition.

/// Why a storm was stopped before it ended by itself.
package enum StopReason: Hashable, Sendable {
    /// The user asked for it (Ctrl-C, SIGINT).
    case interrupted
    /// The process was asked to end (SIGTERM).
    case terminated
    /// The terminal went away (SIGHUP).
    case hungUp
    /// A limit or a condition of the scenario was reached; the reason in words.
    case aborted(String)
}

/// The handle by which a running storm is stopped. The first reason counts; everything measured is kept all the same.
package final class StormControl: Sendable {
    private let announcement = Announcement<StopReason>()

    /// A control that nobody has used yet.
    package init() {}

    /// Stops the storm: participants are cancelled, teardown runs, `Storm.run` returns. Idempotent, callable from any
    /// thread, before the storm as well as after it.
    package func stop(_ reason: StopReason) { announcement.make(reason) }

    /// The reason given, if any.
    package var reason: StopReason? { announcement.value }

    /// Waits for `stop`; nil if the wait itself was cancelled first. May be called any number of times.
    func stopped() async -> StopReason? { await announcement.wait() }
}
