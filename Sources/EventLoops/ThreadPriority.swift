// The scheduling priority of a loop's thread. A loop that waits for a core starts participants late, and reads
// responses long after they arrived.
import Glibc

extension EventLoop {
    /// By how many steps of niceness a loop's thread is raised. Three steps give it twice an ordinary thread's share of
    /// a contended core, and put it above libdispatch's user-initiated threads, which get two. A server on the same
    /// machine keeps the third of the core that it needs to answer. With four steps it falls behind, and a run against
    /// it measures that instead.
    private static let raisedBy: Int32 = 3

    /// Raises the priority of the loop's thread, or restores it.
    ///
    /// The priority is the niceness of setpriority(2), relative to the thread's niceness at the call. Threads that the
    /// loop starts while raised inherit it. Raising needs CAP_SYS_NICE or a sufficient `nice` limit; without them
    /// nothing changes. Call it on the loop.
    package func raisePriority(_ isRaised: Bool) {
        precondition(isCurrent, "raisePriority(_:) must be called on the loop itself")
        if isRaised, ordinaryNiceness == nil {
            let niceness = Niceness.ofThisThread
            if Niceness.set(niceness - Self.raisedBy) { ordinaryNiceness = niceness }
        } else if !isRaised, let niceness = ordinaryNiceness {
            // Lowering a priority needs no permission.
            _ = Niceness.set(niceness)
            ordinaryNiceness = nil
        }
    }

    /// Whether the system permits `raisePriority`. Tries it on the calling thread, and restores that thread's priority.
    package static var mayRaisePriority: Bool {
        let niceness = Niceness.ofThisThread
        guard Niceness.set(niceness - raisedBy) else { return false }
        defer { _ = Niceness.set(niceness) }
        return Niceness.ofThisThread == niceness - raisedBy
    }
}

/// The calling thread's niceness. POSIX has one niceness for the process; Linux takes id 0 for the calling thread
/// (setpriority(2), BUGS).
private enum Niceness {
    private static let process = __priority_which_t(PRIO_PROCESS.rawValue)

    static var ofThisThread: Int32 { getpriority(process, 0) }

    /// Returns false if not permitted.
    static func set(_ niceness: Int32) -> Bool { setpriority(process, 0, niceness) == 0 }
}
