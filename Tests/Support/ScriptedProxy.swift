// An HTTP proxy that notes what it is asked for, and behaves as it is told.
import Foundation
import Synchronization

/// A proxy on a free port of 127.0.0.1. Whatever host it is asked for, it connects to that port of 127.0.0.1, so that
/// names need not exist. Requests are passed on as they come, with the whole URL.
package final class ScriptedProxy: Sendable {
    /// What it does with each connection.
    package enum Behaviour: Sendable {
        /// What it is asked for, after a while.
        case serve(pauseMilliseconds: UInt32 = 0)
        /// The same for those who know the user name and password; others are asked for them.
        case serveIfKnown(_ userAndPassword: String)
        /// Answers with a status, and closes.
        case refuse(status: String)
        /// Closes when it has read what is asked for.
        case close
        /// Reads what is asked for and does nothing.
        case ignore
    }

    /// What it was asked for.
    package struct Asked: Hashable, Sendable {
        /// The request line: `CONNECT edu.test:443 HTTP/1.1`.
        package var line: String
        /// The names of the header lines, in order.
        package var headerNames: [String]
    }

    private let server: ConnectionServer?
    private let behaviour: Behaviour
    private let log = Mutex<[Asked]>([])

    /// Starts it.
    package init(_ behaviour: Behaviour = .serve()) throws {
        let server = try ConnectionServer()
        self.server = server
        self.behaviour = behaviour
        server.start { [self] descriptor, _ in
            serve(descriptor)
            return .close
        }
    }

    /// Starts one that speaks TLS, for one connection.
    package init(_ behaviour: Behaviour = .serve(), over relay: TLSRelay) {
        server = nil
        self.behaviour = behaviour
        relay.start { [self] descriptor in serve(descriptor) }
    }

    /// Its port; 0 over TLS.
    package var port: Int { server?.port ?? 0 }
    /// How many connections it accepted; 0 over TLS.
    package var connections: Int { server?.connections ?? 0 }
    /// What was asked for first on each connection.
    package var asked: [Asked] { log.withLock { $0 } }

    /// Ends all connections and waits for the threads.
    package func stop() { server?.stop() }

    private func serve(_ descriptor: Int32) {
        while let head = readHead(descriptor) {
            let text = String(decoding: head, as: UTF8.self)
            let lines = text.split(separator: "\r\n").map(String.init)
            let line = lines.first ?? ""
            log.withLock {
                $0.append(
                    Asked(
                        line: line,
                        headerNames: lines.dropFirst().map { String($0.prefix { $0 != ":" }) }))
            }
            switch behaviour {
            case .serve(let milliseconds):
                usleep(milliseconds * 1000)
                return pass(line, head, descriptor)
            case .serveIfKnown(let known):
                let credentials = "Basic " + Data(known.utf8).base64EncodedString()
                if HTTPText.header("proxy-authorization", in: head) == credentials {
                    return pass(line, head, descriptor)
                }
                let answer =
                    "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"p\"\r\n"
                    + "Content-Length: 0\r\n\r\n"
                guard LoopbackSocket.send(Array(answer.utf8), to: descriptor) else { return }
            case .refuse(let status):
                let answer = "HTTP/1.1 \(status)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                _ = LoopbackSocket.send(Array(answer.utf8), to: descriptor)
                return
            case .close:
                return
            case .ignore:
                var buffer = [UInt8](repeating: 0, count: 4096)
                while recv(descriptor, &buffer, buffer.count, 0) > 0 {}
                return
            }
        }
    }

    private func readHead(_ descriptor: Int32) -> [UInt8]? {
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while HTTPText.headerEnd(received) == nil {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            received += buffer[..<count]
        }
        return received
    }

    private func pass(_ line: String, _ head: [UInt8], _ descriptor: Int32) {
        let words = line.split(separator: " ")
        guard words.count == 3, let port = Self.port(String(words[1])) else { return }
        let upstream = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard upstream >= 0 else { return }
        defer { close(upstream) }
        var address = LoopbackSocket.address(port: port)
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(upstream, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard connected else {
            let answer = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"
            _ = LoopbackSocket.send(Array(answer.utf8), to: descriptor)
            return
        }
        if words[0] == "CONNECT" {
            guard LoopbackSocket.send(Array("HTTP/1.1 200 OK\r\nVia: 1.1 p\r\n\r\n".utf8), to: descriptor) else {
                return
            }
        } else {
            guard LoopbackSocket.send(head, to: upstream) else { return }
        }
        relay(descriptor, upstream)
    }

    /// `edu.test:443`, `http://edu.test:8080/a`.
    private static func port(_ target: String) -> Int? {
        let authority =
            target.hasPrefix("http://") ? target.dropFirst(7).prefix { $0 != "/" && $0 != "?" } : target[...]
        return authority.split(separator: ":").last.flatMap { Int($0) }
    }

    /// Copies both ways until one side ends.
    private func relay(_ one: Int32, _ other: Int32) {
        var buffer = [UInt8](repeating: 0, count: 65536)
        var waiting = [
            pollfd(fd: one, events: Int16(POLLIN), revents: 0), pollfd(fd: other, events: Int16(POLLIN), revents: 0),
        ]
        while poll(&waiting, 2, -1) > 0 {
            for place in 0..<2 where waiting[place].revents != 0 {
                let count = recv(waiting[place].fd, &buffer, buffer.count, 0)
                guard count > 0, LoopbackSocket.send(Array(buffer[..<count]), to: waiting[1 - place].fd) else { return }
            }
        }
    }
}
