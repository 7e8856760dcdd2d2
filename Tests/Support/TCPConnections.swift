// The kernel's own table of connections. It shows a test that a handshake has begun or that a close has arrived,
// neither of which is an event in the program under test.
import Glibc

/// Connections of this machine over IPv4, as `/proc/net/tcp` lists them (proc(5)).
package enum TCPConnections {
    /// The states that tests wait for, with the kernel's numbers.
    package enum State: Int32, Sendable {
        case established = 1
        case synSent = 2
        case closeWait = 8
    }

    /// How many client sockets are connected, or connecting, to a port of the loopback address.
    package static func count(to port: Int, in states: State...) throws -> Int {
        let peer = Array(" 0100007F:\(hexadecimal(port)) ".utf8CString.dropLast())
        var count = 0
        try forEachLine { line in
            guard let found = line.firstRange(of: peer), found.lowerBound > 10 else { return }
            let state = strtol(String(cString: Array(line[found.upperBound...])), nil, 16)
            if states.contains(where: { $0.rawValue == state }) { count += 1 }
        }
        return count
    }

    /// How many bytes wait to be read by client sockets that are connected to a port of the loopback address.
    package static func unread(from port: Int) throws -> Int {
        let peer = Array(" 0100007F:\(hexadecimal(port)) 01 ".utf8CString.dropLast())
        var bytes = 0
        try forEachLine { line in
            guard let found = line.firstRange(of: peer), found.lowerBound > 10 else { return }
            // "tx_queue:rx_queue".
            let queues = line[found.upperBound...].prefix(17)
            bytes += strtol(String(cString: Array(queues.suffix(8)) + [0]), nil, 16)
        }
        return bytes
    }

    /// How many times in a row client sockets that are connected to a port of the loopback address have sent something again.
    package static func repeats(to port: Int) throws -> Int {
        let peer = Array(" 0100007F:\(hexadecimal(port)) 01 ".utf8CString.dropLast())
        var repeats = 0
        try forEachLine { line in
            guard let found = line.firstRange(of: peer), found.lowerBound > 10 else { return }
            // "tx_queue:rx_queue tr:tm->when retrnsmt".
            let fields = line[found.upperBound...].prefix(38)
            repeats += strtol(String(cString: Array(fields.suffix(8)) + [0]), nil, 16)
        }
        return repeats
    }

    /// Whether a socket listens on a port of the loopback address.
    static func isListening(on port: Int) throws -> Bool {
        let listening = Array(" 0100007F:\(hexadecimal(port)) 00000000:0000 0A ".utf8CString.dropLast())
        var isListening = false
        try forEachLine { line in
            if line.firstRange(of: listening) != nil { isListening = true }
        }
        return isListening
    }

    private static func forEachLine(_ body: ([CChar]) -> Void) throws {
        guard let table = fopen("/proc/net/tcp", "re") else { throw SocketError(what: "/proc/net/tcp") }
        defer { fclose(table) }
        // Such a file is generated on each read and has no length, so it is read line by line to its end.
        var line = [CChar](repeating: 0, count: 512)
        while fgets(&line, Int32(line.count), table) != nil { body(line) }
    }

    private static func hexadecimal(_ port: Int) -> String {
        let digits = String(port, radix: 16, uppercase: true)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
