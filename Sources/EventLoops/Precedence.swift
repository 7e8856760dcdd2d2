// Going first: a loop that waits for a core is late with everybody whom it is to start, and takes answers for late that
// have long been there.
import Glibc

extension EventLoop {
    /// How far before an ordinary thread a loop goes, in steps of niceness. Three give it twice an ordinary thread's share
    /// of a core that both want, and about what libdispatch gives its own threads (two to four where it may). A server on
    /// the same machine keeps the third that it needs to answer; with four it falls behind, and a rehearsal measures that.
    static let precedence: Int32 = 3

    /// Lets the loop's thread, and threads that it starts from now on, go before ordinary ones, or takes that back.
    ///
    /// It is the niceness of setpriority(2), from what the thread was started with. The system permits it to root, or with
    /// CAP_SYS_NICE or a limit of `nice`; to others it does not, and nothing changes. To be called on the loop.
    public func goesFirst(_ isFirst: Bool) {
        precondition(isCurrent, "goesFirst(_:) is to be called on the loop itself")
        // On Linux a process of number 0 is the calling thread (setpriority(2), "C library/kernel differences").
        let thread = __priority_which_t(PRIO_PROCESS.rawValue)
        if isFirst, ordinaryNiceness == nil {
            let niceness = getpriority(thread, 0)
            if setpriority(thread, 0, niceness - Self.precedence) == 0 { ordinaryNiceness = niceness }
        } else if !isFirst, let niceness = ordinaryNiceness {
            // To go back among the others is permitted to everybody.
            _ = setpriority(thread, 0, niceness)
            ordinaryNiceness = nil
        }
    }
}
