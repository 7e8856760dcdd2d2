// A sender of deliveries that does as it is told, byte by byte.
import Foundation
import Glibc
import Support
import Testing
import WebhookReceiving

/// A connection to a receiver.
struct Sender {
    struct Unconnected: Error { var errorNumber = errno }

    let descriptor: Int32

    init(_ receiver: WebhookReceiver) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = LoopbackSocket.address(port: try #require(URL(string: receiver.origin)?.port))
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Unconnected() }
    }

    @discardableResult
    func send(_ bytes: some Sequence<UInt8>) -> Bool { LoopbackSocket.send(Array(bytes), to: descriptor) }

    @discardableResult
    func send(_ text: String) -> Bool { send(text.utf8) }

    /// Everything until the receiver closes its side.
    func rest() -> String {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return String(decoding: text, as: UTF8.self) }
            text += buffer[..<count]
        }
    }

    func close() { Glibc.close(descriptor) }

    /// A delivery as the platform sends it.
    static func post(_ body: String, to path: String = "/turnout/r1") -> String {
        "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    /// One request and its answer, on a connection of its own.
    @discardableResult
    static func ask(_ receiver: WebhookReceiver, _ request: String) throws -> String {
        let sender = try Sender(receiver)
        defer { sender.close() }
        sender.send(request)
        return sender.rest()
    }
}
