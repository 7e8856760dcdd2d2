// A thread that is stopped inside the system calls by which it sends and receives.
import CSupport
import Foundation
import Synchronization

/// The calling thread's calls of `sendto`, `poll` and `recvfrom`, each of which waits until another thread lets it go on. The
/// thread, and whichever it creates, makes no others once it has ended.
package enum StoppedCalls {
    /// Stops the calling thread in each of these calls from now on, until it ends.
    /// - Parameter body: called on a thread of its own, with whether the call is `sendto`; when it returns the call goes on.
    /// - Throws: `SocketError` if the kernel has no such notifications.
    package static func begin(_ body: @escaping @Sendable (_ sends: Bool) -> Void) throws {
        let found = Listener()
        let isKnown = BlockingEvent()
        // Before the calling thread is restricted, since a thread inherits that.
        Thread.detachNewThread {
            isKnown.wait()
            let listener = found.number.load(ordering: .acquiring)
            guard listener >= 0 else { return }
            var call = support_call()
            while support_next_call(listener, &call) {
                body(call.sends)
                _ = support_let_go(listener, &call)
            }
            close(listener)
        }
        defer { isKnown.happen() }
        let number = support_stop_calls()
        guard number >= 0 else { throw SocketError(what: "seccomp") }
        found.number.store(number, ordering: .releasing)
    }

    private final class Listener: Sendable {
        let number = Atomic<Int32>(-1)
    }
}
