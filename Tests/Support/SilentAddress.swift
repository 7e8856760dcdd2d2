// An address that does not answer, like that of a machine that is switched off.
import Glibc

/// A port at which every further attempt to connect waits: its queue is full, and the kernel drops anything else.
package struct SilentAddress {
    private let socket: LoopbackSocket
    private let waiting: [Int32]

    /// Its port.
    package var port: Int { socket.port }

    /// Takes the port of the address, or a free one if that is 0.
    package init(address number: String, port: Int) throws {
        socket = try LoopbackSocket(address: number, port: port, backlog: 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr(number)
        address.sin_port = UInt16(socket.port).bigEndian
        waiting = (0..<4).map { _ in
            let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
            let descriptor = Glibc.socket(AF_INET, kind, 0)
            withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
                    _ = connect(descriptor, general, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            return descriptor
        }
    }

    /// Releases the port.
    package func stop() {
        for descriptor in waiting { Glibc.close(descriptor) }
        socket.close()
    }
}
