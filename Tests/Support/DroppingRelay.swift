// A relay whose kernel can be made to drop what comes from the client.
import Foundation
import Synchronization

/// Passes connections on to a port of 127.0.0.1, both ways.
package final class DroppingRelay: Sendable {
    private let server: ConnectionServer
    private let clients = Mutex<[Int32]>([])

    /// Starts it.
    package init(to port: Int) throws {
        server = try ConnectionServer()
        server.start { [self] descriptor, _ in
            guard let upstream = LoopbackSocket.connected(to: port) else { return .close }
            clients.withLock { $0.append(descriptor) }
            defer {
                clients.withLock { $0.removeAll { $0 == descriptor } }
                Glibc.close(upstream)
            }
            var sockets = [descriptor, upstream].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            var buffer = [UInt8](repeating: 0, count: 65536)
            while poll(&sockets, 2, -1) > 0 {
                for (place, other) in [(0, upstream), (1, descriptor)] where sockets[place].revents != 0 {
                    let count = recv(sockets[place].fd, &buffer, buffer.count, 0)
                    guard count > 0, LoopbackSocket.send(Array(buffer[..<count]), to: other) else { return .close }
                }
            }
            return .close
        }
    }

    /// Its port.
    package var port: Int { server.port }

    /// Whether the kernel drops what comes from clients that are connected.
    package func drops(_ drops: Bool) {
        clients.withLock { for client in $0 { LoopbackSocket.dropIncoming(drops, on: client) } }
    }

    /// Ends all connections and waits for the threads.
    package func stop() { server.stop() }
}
