import Glibc
import Support
import Testing
import Transport

@Suite struct `A connection from a source address` {
    /// An IPv4 address and port, as the kernel tells them.
    private typealias Name = @Sendable (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32

    private static func address(_ descriptor: Int32, _ name: Name) -> (address: UInt32, port: UInt16)? {
        var address = unsafe sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isKnown = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe name(descriptor, $0, &length) == 0
            }
        }
        guard isKnown, unsafe address.sin_family == sa_family_t(AF_INET) else { return nil }
        return unsafe (UInt32(bigEndian: address.sin_addr.s_addr), UInt16(bigEndian: address.sin_port))
    }

    /// Of each socket of this process that is connected to the port: its own address, and whether it was bound without a
    /// port.
    private static func sockets(to port: Int) -> [(address: UInt32, isBoundLate: Bool)] {
        (Int32(0)..<4096).compactMap { descriptor in
            guard let peer = unsafe address(descriptor, { unsafe getpeername($0, $1, $2) }), Int(peer.port) == port,
                let own = unsafe address(descriptor, { unsafe getsockname($0, $1, $2) }), Int(own.port) != port
            else { return nil }
            var value: Int32 = 0
            var length = socklen_t(MemoryLayout<Int32>.size)
            _ = unsafe getsockopt(descriptor, Int32(IPPROTO_IP), IP_BIND_ADDRESS_NO_PORT, &value, &length)
            return (own.address, value != 0)
        }
    }

    @Test func `gets its port when it connects, so that the kernel needs one that is free for that target only`()
        async throws
    {
        let server = try CountingServer()
        defer { server.stop() }
        let (url, port) = (server.url, server.port)
        let found = try await onEngine(.loopback()) { engine in
            try await withSession(engine, 1, { $0.sourceAddress = "127.0.0.9" }) { session in
                let exchange = await session.perform(HTTPRequest(url: url))
                #expect(exchange.status == 200)
                return Self.sockets(to: port)
            }
        }
        #expect(found.count == 1)
        #expect(found.first?.address == 0x7f00_0009 && found.first?.isBoundLate == true)
    }
}
