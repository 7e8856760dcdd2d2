// A raw TCP server that plays scripted bytes, for responses that no real server gives.
import Foundation
import Synchronization

/// Plays a script on each connection: the first script on the first connection, and so on, the last one on all others.
package final class ScriptedServer: Sendable {
    /// One thing that the server does on a connection.
    package enum Action: Sendable {
        /// Reads a request to the end of its header, and of its body if it has a Content-Length.
        case receive
        /// Reads the first bytes that arrive, whatever they are.
        case receiveAnything
        /// Sends bytes unchanged.
        case send(String)
        /// Sends bytes unchanged.
        case sendBytes([UInt8])
        /// Waits.
        case pause(milliseconds: UInt32)
        /// From now on its kernel drops whatever comes on the connection, or no longer.
        case drop(Bool)
        /// Writes down the moment, on the monotonic clock.
        case log
        /// Signals the test.
        case tell(Event)
        /// Signals a thread of the test.
        case release(BlockingEvent)
        /// Waits until the test continues it.
        case hold(BlockingEvent)
        /// Reads until the client closes the connection.
        case awaitClose
        /// Closes with a reset.
        case reset
        /// Closes in an orderly way, which also happens at the end of the script.
        case close
    }

    private let server: ConnectionServer
    private let received = Mutex<[[UInt8]]>([])
    private let moments = Mutex<[Int64]>([])

    /// Starts serving.
    package convenience init(_ scripts: [Action]...) throws { try self.init(scripts: scripts) }

    /// Starts serving.
    package init(scripts: [[Action]]) throws {
        server = try ConnectionServer()
        server.start { [self] descriptor, number in
            play(scripts.dropFirst(number).first ?? scripts.last ?? [], on: descriptor)
        }
    }

    /// The server's base URL.
    package var url: String { server.url }
    /// Its port.
    package var port: Int { server.port }
    /// How many connections were accepted.
    package var connections: Int { server.connections }
    /// The requests as received, over all connections.
    package var requests: [String] { received.withLock { $0.map { String(decoding: $0, as: UTF8.self) } } }

    /// What was written down by `log`, in nanoseconds on the monotonic clock.
    package var log: [Int64] { moments.withLock { $0 } }

    /// Ends all connections and waits for the server's threads.
    package func stop() { server.stop() }

    private func play(_ script: [Action], on descriptor: Int32) -> ConnectionServer.End {
        for action in script {
            switch action {
            case .receive:
                guard let request = receive(from: descriptor) else { return .close }
                received.withLock { $0.append(request) }
            case .receiveAnything:
                var buffer = [UInt8](repeating: 0, count: 4096)
                _ = recv(descriptor, &buffer, buffer.count, 0)
            case .send(let text):
                _ = LoopbackSocket.send(Array(text.utf8), to: descriptor)
            case .sendBytes(let bytes):
                _ = LoopbackSocket.send(bytes, to: descriptor)
            case .pause(let milliseconds):
                usleep(milliseconds * 1000)
            case .drop(let drops):
                LoopbackSocket.dropIncoming(drops, on: descriptor)
            case .log:
                var time = timespec()
                clock_gettime(CLOCK_MONOTONIC, &time)
                let moment = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
                moments.withLock { $0.append(moment) }
            case .tell(let event):
                event.happen()
            case .release(let event):
                event.happen()
            case .hold(let event):
                event.wait()
            case .awaitClose:
                var buffer = [UInt8](repeating: 0, count: 4096)
                while recv(descriptor, &buffer, buffer.count, 0) > 0 {}
            case .reset:
                return .reset
            case .close:
                return .close
            }
        }
        return .close
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
