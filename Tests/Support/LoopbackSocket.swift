// Sockets on the loopback interface, on ports that the system chooses.
import Glibc

/// A socket could not be created.
package struct SocketError: Error {
    /// What was attempted.
    package var what: String
    /// The system's error number.
    package var errorNumber = errno
}

/// A socket on 127.0.0.1, or another address of the loopback network, that listens, or only reserves its port.
package struct LoopbackSocket: Sendable {
    /// Its descriptor, which the owner must close.
    package let descriptor: Int32
    /// The port that the system chose.
    package let port: Int

    /// Takes a free port, or the given one, and listens on it. Without a backlog it only takes the port, and
    /// connections are refused.
    package init(address number: String = "127.0.0.1", port wanted: Int = 0, backlog: Int32? = 4096) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SocketError(what: "socket") }
        var address = Self.address(port: wanted)
        address.sin_addr.s_addr = inet_addr(number)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = self.descriptor
        let port: UInt16? = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
                guard bind(descriptor, general, length) == 0, backlog.map({ listen(descriptor, $0) == 0 }) ?? true,
                    getsockname(descriptor, general, &length) == 0
                else { return nil }
                return pointer.pointee.sin_port.bigEndian
            }
        }
        guard let port else {
            let error = SocketError(what: "bind and listen")
            Glibc.close(descriptor)
            throw error
        }
        self.port = Int(port)
    }

    /// A port of 127.0.0.1, for the system's calls.
    package static func address(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }

    /// Lets a program take the port over that binds with `SO_REUSEADDR`, while nobody else can: a port that was closed
    /// before may be given to another test.
    package func lend() {
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Closes it: nothing listens any more.
    package func close() { Glibc.close(descriptor) }

    /// Connects to a port of 127.0.0.1, and returns the descriptor, which the caller must close; nil if nobody listens.
    package static func connected(to port: Int) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = address(port: port)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        if isConnected { return descriptor }
        Glibc.close(descriptor)
        return nil
    }

    /// Sends all bytes; false if the other side is gone.
    package static func send(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                let rest = buffer[sent...]
                return Glibc.send(
                    descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Makes the kernel drop every segment that comes to a socket, by a filter that accepts no byte of it (socket(7),
    /// `SO_ATTACH_FILTER`), or takes the filter away.
    package static func dropIncoming(_ drops: Bool, on descriptor: Int32) {
        guard drops else {
            var unused: Int32 = 0
            setsockopt(descriptor, SOL_SOCKET, SO_DETACH_FILTER, &unused, socklen_t(MemoryLayout<Int32>.size))
            return
        }
        // struct sock_filter: BPF_RET | BPF_K, and how many bytes are accepted. struct sock_fprog: how many of them, where.
        var instruction: (code: UInt16, jt: UInt8, jf: UInt8, k: UInt32) = (6, 0, 0, 0)
        withUnsafeMutablePointer(to: &instruction) { pointer in
            var program: (count: UInt16, filter: UnsafeMutableRawPointer) = (1, UnsafeMutableRawPointer(pointer))
            setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program, 16)
        }
    }

    /// Closes with a reset instead of an orderly end.
    package static func reset(_ descriptor: Int32) {
        var hard = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &hard, socklen_t(MemoryLayout<linger>.size))
        Glibc.close(descriptor)
    }
}
