// A keep-alive HTTP server that remembers which participant used which connection, so that mix-ups are detected.
import Foundation
import Synchronization

/// Serves HTTP/1.1 on many connections from one thread, and counts.
///
/// Each connection remembers its first participant, by the header `X-Turnout-Participant`. Each response sets the
/// cookie `owner` to the participant. A later request with another participant's cookie is a mix-up, and one without a
/// cookie is counted. The response to `GET` is the number of the connection, and to anything else the request's own
/// body.
package final class CountingServer: Sendable {
    /// What the server saw.
    package struct Account: Sendable, Equatable {
        /// Connections that were opened.
        package var connections = 0
        /// Requests that were answered.
        package var requests = 0
        /// Requests on a connection that belongs to another participant.
        package var foreignConnections = 0
        /// Requests with another participant's cookie.
        package var foreignCookies = 0
        /// Requests with the right cookie.
        package var ownCookies = 0

        /// Nothing seen yet.
        package init() {}
    }

    private final class Connection {
        let number: Int
        var owner: String?
        var buffer: [UInt8] = []
        /// Of the request at the start of the buffer, once its header is complete.
        var requestLength: Int?

        init(number: Int) { self.number = number }
    }

    private let socket: LoopbackSocket
    private let account = Mutex(Account())
    private let stopPipe: [Int32]
    private let thread = DispatchGroup()

    /// Starts serving.
    package init(address: String = "127.0.0.1", port: Int = 0) throws {
        socket = try LoopbackSocket(address: address, port: port)
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw SocketError(what: "pipe") }
        stopPipe = ends
        thread.enter()
        Thread.detachNewThread { [self] in
            serve()
            thread.leave()
        }
    }

    /// The server's base URL.
    package var url: String { "http://127.0.0.1:\(socket.port)" }
    /// Its port.
    package var port: Int { socket.port }
    /// What it saw so far.
    package var seen: Account { account.withLock { $0 } }

    /// Ends all connections and waits for the server's thread.
    package func stop() {
        close(stopPipe[1])
        thread.wait()
        close(stopPipe[0])
        close(socket.descriptor)
    }

    private func serve() {
        var connections: [Int32: Connection] = [:]
        var waiting = [
            pollfd(fd: stopPipe[0], events: Int16(POLLIN), revents: 0),
            pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        defer { for descriptor in connections.keys { close(descriptor) } }
        while poll(&waiting, nfds_t(waiting.count), -1) >= 0 {
            if waiting[0].revents != 0 { return }
            if waiting[1].revents != 0 {
                let descriptor = Glibc.accept(socket.descriptor, nil, nil)
                if descriptor >= 0 {
                    let number = account.withLock { account in
                        account.connections += 1
                        return account.connections
                    }
                    connections[descriptor] = Connection(number: number)
                    waiting.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
                }
            }
            for place in waiting.indices.dropFirst(2).reversed() where waiting[place].revents != 0 {
                let descriptor = waiting[place].fd
                if let connection = connections[descriptor], !advance(connection, on: descriptor) {
                    connections[descriptor] = nil
                    close(descriptor)
                    waiting.remove(at: place)
                }
            }
        }
    }

    /// Reads what has arrived and answers complete requests; false when the client has closed the connection.
    private func advance(_ connection: Connection, on descriptor: Int32) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return false }
        connection.buffer += bytes[..<count]
        while true {
            if connection.requestLength == nil { connection.requestLength = HTTPText.requestLength(connection.buffer) }
            guard let length = connection.requestLength, connection.buffer.count >= length else { return true }
            connection.requestLength = nil
            let request = Array(connection.buffer[..<length])
            connection.buffer.removeFirst(length)
            guard LoopbackSocket.send(answer(to: request, on: connection), to: descriptor) else { return false }
        }
    }

    private func answer(to request: [UInt8], on connection: Connection) -> [UInt8] {
        let participant = HTTPText.header("x-turnout-participant", in: request) ?? "nobody"
        let cookie = HTTPText.header("cookie", in: request)
        if connection.owner == nil { connection.owner = participant }
        account.withLock { account in
            account.requests += 1
            if connection.owner != participant { account.foreignConnections += 1 }
            if cookie == "owner=\(participant)" {
                account.ownCookies += 1
            } else if cookie != nil {
                account.foreignCookies += 1
            }
        }
        let isGet = request.starts(with: Array("GET ".utf8))
        let body =
            isGet
            ? Array("\(connection.number)".utf8) : Array(request[(HTTPText.headerEnd(request) ?? request.count)...])
        let head = """
            HTTP/1.1 200 OK\r
            Set-Cookie: owner=\(participant); Path=/\r
            Content-Length: \(body.count)\r
            \r

            """
        return Array(head.utf8) + body
    }
}
