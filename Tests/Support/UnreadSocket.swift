// A socket that takes the numbers of those that are closed.
import Foundation
import Glibc
import Synchronization

/// A TCP connection with something to read, of which the kernel has stamped when it came. A thread gives it each
/// descriptor's number that becomes free, and gives it up again.
package final class UnreadSocket: Sendable {
    private let receiver: Int32
    private let isStopped = Atomic(false)
    private let ended = BlockingEvent()

    /// Sends itself a byte, and begins to take numbers.
    package init() throws {
        let listener = try LoopbackSocket(backlog: 1)
        defer { listener.close() }
        guard let sender = LoopbackSocket.connected(to: listener.port) else { throw SocketError(what: "connect") }
        defer { close(sender) }
        receiver = accept(listener.descriptor, nil, nil)
        // SOF_TIMESTAMPING_RX_SOFTWARE and SOF_TIMESTAMPING_SOFTWARE.
        var stamping: Int32 = 1 << 3 | 1 << 4
        guard receiver >= 0, setsockopt(receiver, SOL_SOCKET, SO_TIMESTAMPING, &stamping, 4) == 0,
            send(sender, "x", 1, 0) == 1
        else {
            let error = SocketError(what: "a connection")
            close(receiver)
            throw error
        }
        Thread.detachNewThread { [self] in
            while !isStopped.load(ordering: .acquiring) {
                let numbers = (0..<128).map { _ in fcntl(receiver, F_DUPFD_CLOEXEC, 0) }
                sched_yield()
                for number in numbers where number >= 0 { close(number) }
            }
            ended.happen()
        }
    }

    /// Ends the thread and closes the socket.
    package func stop() {
        isStopped.store(true, ordering: .releasing)
        _ = ended.wait(atMost: 60)
        close(receiver)
    }
}
