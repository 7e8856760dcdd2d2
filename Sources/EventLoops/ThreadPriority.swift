// Going first: a loop that waits for a core is late with everybody whom it is to start, and takes answers for late that
// have long been there.
import Glibc

extension EventLoop {
    /// How far before an ordinary thread a loop goes, in steps of niceness. Three give it twice an ordinary thread's share
    /// of a core that both want, and put it before libdispatch's threads of user-initiated work, which get two. A server on
    /// the same machine keeps the third that it needs to answer; with four it falls behind, and a rehearsal measures that.
    private static let precedence: Int32 = 3

    /// Lets the loop's thread go before ordinary ones, or among them again.
    ///
    /// It is the niceness of setpriority(2), counted from what the thread has at the call; threads that it starts in the
    /// meantime inherit it. The system permits it to root with CAP_SYS_NICE, or within a limit of `nice`; to others it does
    /// not, and nothing changes. To be called on the loop.
    public func raisePriority(_ isFirst: Bool) {
        precondition(isCurrent, "raisePriority(_:) is to be called on the loop itself")
        if isFirst, ordinaryNiceness == nil {
            let niceness = Niceness.ofThisThread
            if Niceness.set(niceness - Self.precedence) { ordinaryNiceness = niceness }
        } else if !isFirst, let niceness = ordinaryNiceness {
            // To go back among the others is permitted to everybody.
            _ = Niceness.set(niceness)
            ordinaryNiceness = nil
        }
    }

    /// Whether the system permits a loop to go first. Tried on the calling thread, which stays where it is.
    public static var mayRaisePriority: Bool {
        let niceness = Niceness.ofThisThread
        guard Niceness.set(niceness - precedence) else { return false }
        defer { _ = Niceness.set(niceness) }
        return Niceness.ofThisThread == niceness - precedence
    }
}

/// The calling thread's niceness. POSIX has one for the process; Linux takes number 0 for the calling thread
/// (setpriority(2), BUGS).
private enum Niceness {
    private static let process = __priority_which_t(PRIO_PROCESS.rawValue)

    static var ofThisThread: Int32 { getpriority(process, 0) }

    /// False: not permitted.
    static func set(_ niceness: Int32) -> Bool { setpriority(process, 0, niceness) == 0 }
}
