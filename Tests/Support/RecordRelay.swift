// A relay that ends, spoils or delays a TLS connection at a record of the server's.
import Foundation
import Synchronization

/// Passes one connection after another on to a port of 127.0.0.1, and the server's TLS records one by one, until one that
/// it ends the connection after, or spoils. Or it delays one.
package final class RecordRelay: Sendable {
    /// What happens at the record.
    package enum Fault: Sendable {
        /// It is the last one, and the connection is closed in an orderly way. TLS is not.
        case close
        /// One of its bits is another.
        case spoil
        /// It signals the test, waits for 50 ms, and passes it on.
        case delay(Event)
    }

    /// The types of records (RFC 8446 section 5.1).
    package enum RecordType: UInt8, Sendable {
        case handshake = 22
        case data = 23
    }

    private let server: ConnectionServer
    private let recordsPassed = Mutex<[UInt8]>([])

    /// Starts it. The fault is at the record with this number, from 1, among those of a type.
    package init(to port: Int, _ fault: Fault, at type: RecordType, number: Int) throws {
        server = try ConnectionServer()
        server.start { [self] descriptor, _ in
            guard let upstream = LoopbackSocket.connected(to: port) else { return .close }
            defer { Glibc.close(upstream) }
            var seen = 0
            var sockets = [descriptor, upstream].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            while poll(&sockets, 2, -1) > 0 {
                if sockets[0].revents != 0 {
                    var buffer = [UInt8](repeating: 0, count: 65536)
                    let count = recv(descriptor, &buffer, buffer.count, 0)
                    guard count > 0, LoopbackSocket.send(Array(buffer[..<count]), to: upstream) else { return .close }
                }
                guard sockets[1].revents != 0 else { continue }
                guard var record = Self.record(from: upstream) else { return .close }
                if record[0] == type.rawValue { seen += 1 }
                let isMet = record[0] == type.rawValue && seen == number
                if isMet, case .spoil = fault { record[record.count - 1] ^= 1 }
                if isMet, case .delay(let event) = fault {
                    event.happen()
                    usleep(50_000)
                }
                recordsPassed.withLock { $0.append(record[0]) }
                guard LoopbackSocket.send(record, to: descriptor) else { return .close }
                guard isMet else { continue }
                if case .close = fault { return .close }
            }
            return .close
        }
    }

    /// The base URL, by a name of the server's certificate.
    package var url: String { "https://localhost:\(server.port)" }
    /// Its port.
    package var port: Int { server.port }
    /// The types of the records that it passed on.
    package var records: [UInt8] { recordsPassed.withLock { $0 } }

    /// Ends all connections and waits for the threads.
    package func stop() { server.stop() }

    private static func record(from descriptor: Int32) -> [UInt8]? {
        guard let head = bytes(5, from: descriptor),
            let body = bytes(Int(head[3]) << 8 | Int(head[4]), from: descriptor)
        else { return nil }
        return head + body
    }

    private static func bytes(_ count: Int, from descriptor: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        guard recv(descriptor, &bytes, count, Int32(MSG_WAITALL)) == count else { return nil }
        return bytes
    }
}
