// A server that is too busy to accept connections, until it is told to.
import Foundation
import Synchronization

/// Listens with a short queue, accepts nothing until it is told to, and then answers each request with 204. While the queue
/// is full the kernel drops what connects (`SilentAddress`), and accepts it when it is repeated.
package final class BusyServer: Sendable {
    private let server: ConnectionServer
    private let moments = Mutex<[Int64]>([])
    private let accepted: BlockingEvent
    private let awaited: Int

    /// Listens. The queue has room for one more than the backlog. `waitForAcceptance` waits for the awaited connection, by
    /// its number from 1.
    package init(backlog: Int32, awaited: Int = 1) throws {
        server = try ConnectionServer(backlog: backlog)
        accepted = BlockingEvent()
        self.awaited = awaited
    }

    /// The base URL.
    package var url: String { server.url }
    /// Its port.
    package var port: Int { server.port }
    /// How many connections were accepted.
    package var connections: Int { server.connections }
    /// When each was, in nanoseconds on the monotonic clock.
    package var acceptances: [Int64] { moments.withLock { $0 } }

    /// How many connection requests the kernel has dropped, as it counts them for this socket: `ListenDrops` of the whole
    /// machine counts them, too.
    package func drops() throws -> Int { try server.drops() }

    /// Opens connections and leaves them, so that they fill the queue.
    package func fill(with count: Int) throws {
        for _ in 0..<count {
            guard let descriptor = LoopbackSocket.connected(to: server.port) else { throw SocketError(what: "connect") }
            close(descriptor)
        }
    }

    /// Accepts connections from now on. The queue is long from now on, so that none of those that come again at once is dropped
    /// once more, or half of it: its last packet alone.
    package func start() {
        server.lengthenQueue()
        server.start { [self] descriptor, number in
            var time = timespec()
            clock_gettime(CLOCK_MONOTONIC, &time)
            moments.withLock { $0.append(Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)) }
            if number + 1 == awaited { accepted.happen() }
            var received: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = recv(descriptor, &buffer, buffer.count, 0)
                guard count > 0 else { return .close }
                received += buffer[..<count]
                guard let length = HTTPText.requestLength(received), received.count >= length else { continue }
                received.removeFirst(length)
                guard LoopbackSocket.send(Array("HTTP/1.1 204 No Content\r\n\r\n".utf8), to: descriptor) else {
                    return .close
                }
            }
        }
    }

    /// Blocks the thread until the awaited connection was accepted; false if nobody has connected again for so long.
    package func waitForAcceptance(atMost seconds: Double) -> Bool { accepted.wait(atMost: seconds) }

    /// Ends all connections and waits for the threads.
    package func stop() { server.stop() }
}
