// How long the host waits for the platform's report on a run, and how much of it is read.

/// The limits of reading attendance.
package struct AttendanceLimits: Hashable, Sendable {
    /// How long it waits for a call to end and its report to appear. The call ends when the last person has left, which is
    /// soon after teardown, unless somebody else is in the room.
    package var wait = Duration.seconds(15)
    /// The same after Ctrl-C: the user wants the results.
    package var ifInterrupted = Duration.seconds(3)
    /// How long it waits for more calls while those listed have fewer entries than participants got in.
    package var moreCalls = Duration.seconds(5)
    /// How long it waits for `call_finished` before it asks without it.
    package var event = Duration.seconds(5)
    /// How long requests that are under way at the end of the wait may take.
    package var grace = Duration.seconds(10)
    /// How long the platform may take for the list of polls, which is worth less than the report.
    package var pollsTimeoutMilliseconds = 5_000
    /// The first pause between two questions; each is twice as long as the one before, up to the last.
    package var firstPause = Duration.milliseconds(200)
    package var lastPause = Duration.seconds(2)
    /// How large the reports on all calls of a run may be together, in bytes. They are kept in the run file, and are in
    /// memory until it is written.
    package var bytes = 33_554_432

    /// The usual limits.
    package init() {}
}
