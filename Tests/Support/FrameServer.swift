// An HTTP/2 server that treats streams and connections as no real server can be configured to.
import Foundation
import Synchronization

/// Speaks HTTP/2, without TLS (prior knowledge) or behind `openssl s_server`, and treats each connection's requests, one
/// after another, as its script says. The script's last action applies to all further requests; an empty script answers them all. It counts each
/// request that it has read completely.
package final class FrameServer: Sendable {
    /// What happens to a request.
    package enum Action: Sendable {
        /// Answers 200 without a body.
        case answer
        /// Resets the stream with REFUSED_STREAM: the request was not processed.
        case refuseStream
        /// Closes the connection.
        case close
    }

    private enum Listener {
        case plain(ConnectionServer)
        case tls(TLSRelay)
    }

    private let listener: Listener
    private let count = Mutex(0)

    /// Starts serving: the first script is for the first connection and so on, the last one for all further ones.
    package init(_ scripts: [Action]...) throws {
        let server = try ConnectionServer()
        listener = .plain(server)
        server.start { [self] descriptor, number in
            serve(descriptor, scripts.dropFirst(number).first ?? scripts.last ?? [])
            return .close
        }
    }

    /// Starts serving one connection, over TLS.
    package init(overTLS script: [Action]) throws {
        let relay = try TLSRelay()
        listener = .tls(relay)
        relay.start { [self] descriptor in serve(descriptor, script) }
    }

    /// The server's base URL.
    package var url: String {
        switch listener {
        case .plain(let server): server.url
        case .tls(let relay): relay.url
        }
    }
    /// The file of the certificate that it uses over TLS; nil without TLS.
    package var certificateFile: String? {
        switch listener {
        case .plain: nil
        case .tls(let relay): relay.certificate.file
        }
    }
    /// How many requests it read.
    package var requests: Int { count.withLock { $0 } }

    /// Ends all connections and waits for the server's threads.
    package func stop() {
        switch listener {
        case .plain(let server): server.stop()
        case .tls(let relay): relay.stop()
        }
    }

    /// Frame types and flags of RFC 9113 section 6.
    private enum Frame {
        static let data: UInt8 = 0, headers: UInt8 = 1, resetStream: UInt8 = 3, settings: UInt8 = 4, ping: UInt8 = 6
        static let windowUpdate: UInt8 = 8
        static let endStream: UInt8 = 1, acknowledgement: UInt8 = 1, endHeaders: UInt8 = 4
    }

    private func serve(_ descriptor: Int32, _ script: [Action]) {
        guard read(24, from: descriptor) != nil, send(Frame.settings, to: descriptor) else { return }
        var served = 0
        while let head = read(9, from: descriptor) {
            let length = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
            let (type, flags) = (head[3], head[4])
            let stream = Array(head[5..<9])
            guard let payload = read(length, from: descriptor) else { return }
            switch type {
            case Frame.settings where flags & Frame.acknowledgement == 0:
                guard send(Frame.settings, flags: Frame.acknowledgement, to: descriptor) else { return }
            case Frame.ping where flags & Frame.acknowledgement == 0:
                guard send(Frame.ping, flags: Frame.acknowledgement, payload: payload, to: descriptor) else { return }
            case Frame.headers, Frame.data:
                if type == Frame.data, length > 0 {
                    let count = withUnsafeBytes(of: UInt32(length).bigEndian) { Array($0) }
                    guard send(Frame.windowUpdate, payload: count, to: descriptor) else { return }
                    let isLast = flags & Frame.endStream != 0
                    guard isLast || send(Frame.windowUpdate, stream: stream, payload: count, to: descriptor) else {
                        return
                    }
                }
                guard flags & Frame.endStream != 0 else { continue }
                count.withLock { $0 += 1 }
                defer { served += 1 }
                let action = script.dropFirst(served).first ?? script.last ?? .answer
                guard answer(stream, action, on: descriptor) else { return }
            default:
                continue
            }
        }
    }

    /// Returns whether the connection stays open.
    private func answer(_ stream: [UInt8], _ action: Action, on descriptor: Int32) -> Bool {
        switch action {
        case .answer:
            // `:status: 200` is entry 8 of HPACK's static table.
            return send(
                Frame.headers, flags: Frame.endHeaders | Frame.endStream, stream: stream, payload: [0x88],
                to: descriptor)
        case .refuseStream:
            return send(Frame.resetStream, stream: stream, payload: [0, 0, 0, 7], to: descriptor)
        case .close:
            return false
        }
    }

    private func send(
        _ type: UInt8, flags: UInt8 = 0, stream: [UInt8] = [0, 0, 0, 0], payload: [UInt8] = [], to descriptor: Int32
    ) -> Bool {
        let length = [UInt8(payload.count >> 16 & 0xff), UInt8(payload.count >> 8 & 0xff), UInt8(payload.count & 0xff)]
        return LoopbackSocket.send(length + [type, flags] + stream + payload, to: descriptor)
    }

    private func read(_ count: Int, from descriptor: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var received = 0
        while received < count {
            let part = bytes.withUnsafeMutableBytes { buffer in
                let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[received...])
                return recv(descriptor, rest.baseAddress, rest.count, 0)
            }
            guard part > 0 else { return nil }
            received += part
        }
        return bytes
    }
}
