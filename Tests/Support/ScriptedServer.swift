// A raw TCP server that plays bytes, for answers that no real server gives.
import Foundation
import Synchronization

/// Plays a script on each connection: the first script on the first connection, and so on, the last one on all others.
public final class ScriptedServer: Sendable {
    /// One thing that the server does on a connection.
    public enum Action: Sendable {
        /// Reads a request to the end of its header, and of its body if it has a Content-Length.
        case receive
        /// Reads the first bytes that come, whatever they are.
        case receiveAnything
        /// Sends bytes as they are.
        case send(String)
        /// Sends bytes as they are.
        case sendBytes([UInt8])
        /// Takes its time.
        case pause(milliseconds: UInt32)
        /// Tells the test.
        case tell(Event)
        /// Reads until the client closes the connection.
        case awaitClose
        /// Closes with a reset.
        case reset
        /// Closes in an orderly way, at the end of the script too.
        case close
    }

    private struct State {
        var requests: [[UInt8]] = []
        var connections = 0
        var open: Set<Int32> = []
        var isStopped = false
    }

    private let socket: LoopbackSocket
    private let scripts: [[Action]]
    private let state = Mutex(State())
    private let threads = DispatchGroup()

    /// Starts to serve.
    public convenience init(_ scripts: [Action]...) throws { try self.init(scripts: scripts) }

    /// Starts to serve one connection after the other.
    public init(scripts: [[Action]]) throws {
        socket = try LoopbackSocket()
        self.scripts = scripts
        threads.enter()
        Thread.detachNewThread { [self] in
            accept()
            threads.leave()
        }
    }

    /// The server's base URL.
    public var url: String { "http://127.0.0.1:\(socket.port)" }
    /// Its port.
    public var port: Int { socket.port }
    /// How many connections came.
    public var connections: Int { state.withLock { $0.connections } }
    /// The requests as they came, over all connections.
    public var requests: [String] { state.withLock { $0.requests.map { String(decoding: $0, as: UTF8.self) } } }

    /// Ends all connections and waits for the server's threads.
    public func stop() {
        let open = state.withLock { state in
            state.isStopped = true
            return state.open
        }
        for descriptor in open { shutdown(descriptor, Int32(SHUT_RDWR)) }
        shutdown(socket.descriptor, Int32(SHUT_RDWR))
        threads.wait()
        close(socket.descriptor)
    }

    private func accept() {
        while true {
            let descriptor = Glibc.accept(socket.descriptor, nil, nil)
            guard descriptor >= 0 else { return }
            let script = state.withLock { state -> [Action]? in
                guard !state.isStopped else { return nil }
                state.open.insert(descriptor)
                defer { state.connections += 1 }
                return scripts[min(state.connections, scripts.count - 1)]
            }
            guard let script else {
                close(descriptor)
                return
            }
            threads.enter()
            Thread.detachNewThread { [self] in
                play(script, on: descriptor)
                threads.leave()
            }
        }
    }

    private func play(_ script: [Action], on descriptor: Int32) {
        var isReset = false
        defer {
            // Taken out of the set before it is closed, so that `stop` never meets a number that was given out again.
            _ = state.withLock { $0.open.remove(descriptor) }
            if isReset { LoopbackSocket.reset(descriptor) } else { close(descriptor) }
        }
        for action in script {
            switch action {
            case .receive:
                guard let request = receive(from: descriptor) else { return }
                state.withLock { $0.requests.append(request) }
            case .receiveAnything:
                var buffer = [UInt8](repeating: 0, count: 4096)
                _ = recv(descriptor, &buffer, buffer.count, 0)
            case .send(let text):
                _ = LoopbackSocket.send(Array(text.utf8), to: descriptor)
            case .sendBytes(let bytes):
                _ = LoopbackSocket.send(bytes, to: descriptor)
            case .pause(let milliseconds):
                usleep(milliseconds * 1000)
            case .tell(let event):
                event.happen()
            case .awaitClose:
                var buffer = [UInt8](repeating: 0, count: 4096)
                while recv(descriptor, &buffer, buffer.count, 0) > 0 {}
            case .reset:
                isReset = true
                return
            case .close:
                return
            }
        }
    }

    private func receive(from descriptor: Int32) -> [UInt8]? {
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            if let length = HTTPText.requestLength(received), received.count >= length { return received }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            received += buffer[..<count]
        }
    }
}
