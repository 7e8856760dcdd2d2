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
        let url = try #require(URL(string: receiver.origin))
        let port = try #require(url.port)
        let isVersion6 = receiver.origin.contains("[::1]")
        descriptor = socket(
            isVersion6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        let result =
            if isVersion6 {
                Sender.connect(descriptor, to: sockaddr_in6(loopback: port))
            } else {
                Sender.connect(descriptor, to: LoopbackSocket.address(port: port))
            }
        guard result == 0 else { throw Unconnected() }
    }

    private static func connect<Address>(_ descriptor: Int32, to address: Address) -> Int32 {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
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

extension sockaddr_in6 {
    /// A port of ::1.
    init(loopback port: Int) {
        self.init()
        sin6_family = sa_family_t(AF_INET6)
        sin6_port = UInt16(port).bigEndian
        sin6_addr = in6addr_loopback
    }
}
