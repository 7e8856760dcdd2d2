// A raw server that writes down when the last byte of each request came, and how many bytes had come before it.
import Foundation
import Synchronization

/// Reads one HTTP/1.1 request after another on each connection, and answers it when it is complete. It keeps its own log
/// of when requests came: of all but the last byte, and of that.
package final class LastByteServer: Sendable {
    /// The moments of one request, in nanoseconds on the monotonic clock.
    package struct Arrival: Hashable, Sendable {
        /// When all but its last byte had come; nil if that byte came together with others.
        package var allButOne: Int64?
        /// When its last byte came.
        package var last: Int64
    }

    /// What it does with a request before it has the last byte.
    package enum Early: Sendable {
        /// Answers with these bytes.
        case answer(String)
        /// Closes the connection.
        case close
    }

    private enum Listener {
        case plain(ConnectionServer)
        case tls(TLSRelay)
    }

    private struct State {
        var arrivals: [Arrival] = []
        var requests: [String] = []
        var primed = 0
        var waiters: [(count: Int, event: Event)] = []
    }

    private let listener: Listener
    private let state = Mutex(State())
    private let early: @Sendable (String) -> Early?

    /// Starts serving; over TLS for one connection. `early` is called with the header of each request, before its body is
    /// read, and what it returns is done.
    package init(overTLS: Bool = false, early: @escaping @Sendable (String) -> Early? = { _ in nil }) throws {
        self.early = early
        if overTLS {
            let relay = try TLSRelay(agreesOnHTTP2: false)
            listener = .tls(relay)
            relay.start { [self] in serve($0) }
        } else {
            let server = try ConnectionServer()
            listener = .plain(server)
            server.start { [self] descriptor, _ in
                serve(descriptor)
                return .close
            }
        }
    }

    /// The server's base URL.
    package var url: String {
        switch listener {
        case .plain(let server): server.url
        case .tls(let relay): relay.url
        }
    }

    /// Its port.
    package var port: Int {
        switch listener {
        case .plain(let server): server.port
        case .tls(let relay): relay.port
        }
    }

    /// The file of its certificate; nil without TLS.
    package var certificateFile: String? {
        switch listener {
        case .plain: nil
        case .tls(let relay): relay.certificate.file
        }
    }

    /// The requests that came whole, in the order of their last bytes.
    package var arrivals: [Arrival] { state.withLock { $0.arrivals } }
    /// The same as they came.
    package var requests: [String] { state.withLock { $0.requests } }

    /// Waits until all but the last byte of this many requests has come.
    package func hasAllButTheLastByte(of count: Int) async {
        let event = Event()
        let isThere = state.withLock { state in
            if state.primed < count { state.waiters.append((count, event)) }
            return state.primed >= count
        }
        if !isThere { await event.wait() }
    }

    /// Ends all connections and waits for the server's threads.
    package func stop() {
        switch listener {
        case .plain(let server): server.stop()
        case .tls(let relay): relay.stop()
        }
    }

    private func serve(_ descriptor: Int32) {
        var received: [UInt8] = []
        var allButOne: Int64?
        var length: Int?
        var isAnswered = false
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            received += buffer[..<count]
            if length == nil {
                guard let found = HTTPText.requestLength(received) else { continue }
                length = found
                switch early(String(decoding: received.prefix(HTTPText.headerEnd(received) ?? 0), as: UTF8.self)) {
                case .answer(let answer):
                    guard LoopbackSocket.send(Array(answer.utf8), to: descriptor) else { return }
                    isAnswered = true
                case .close: return
                case nil: break
                }
            }
            guard let whole = length else { continue }
            if received.count == whole - 1 {
                allButOne = Self.now
                let happened = state.withLock { state in
                    state.primed += 1
                    defer { state.waiters.removeAll { $0.count <= state.primed } }
                    return state.waiters.filter { $0.count <= state.primed }
                }
                for waiter in happened { waiter.event.happen() }
            } else if received.count >= whole {
                let arrival = Arrival(allButOne: allButOne, last: Self.now)
                let request = String(decoding: received[..<whole], as: UTF8.self)
                state.withLock { state in
                    state.arrivals.append(arrival)
                    state.requests.append(request)
                }
                received = []
                (length, allButOne) = (nil, nil)
                defer { isAnswered = false }
                if isAnswered { continue }
                let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
                guard LoopbackSocket.send(Array(answer.utf8), to: descriptor) else { return }
            }
        }
    }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
