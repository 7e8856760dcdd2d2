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
        /// The same when a part of the body has come that is not the last one, and that has happened, if it is to be
        /// waited for.
        case answerEarly(after: BlockingEvent? = nil)
        /// Resets the stream with REFUSED_STREAM: the request was not processed.
        case refuseStream
        /// Closes the connection.
        case close
        /// Does several things, one after another. The connection stays open, unless the last of them ends it.
        case play([Reply])
    }

    /// A part of an answer, valid or not.
    package enum Reply: Sendable {
        /// Sends a header block, in HPACK's form.
        case headers([UInt8], isLast: Bool = false)
        /// Sends a part of a body.
        case data(String, isLast: Bool = false)
        /// Resets the stream with an error code of RFC 9113 section 7.
        case reset(UInt8)
        /// Says that the connection ends, with an error code and the last stream that is processed: this one, or none.
        case goAway(UInt8, processesThis: Bool)
        /// Sends a frame of any type, on this stream or on the connection's own.
        case frame(type: UInt8, flags: UInt8 = 0, payload: [UInt8], isOfStream: Bool = true)
        /// Sends bytes unchanged.
        case bytes([UInt8])
        /// Waits until the client has read everything so far.
        case awaitReader
        /// Closes the connection, in an orderly way or, without TLS, with a reset.
        case end(ConnectionEnd)
    }

    /// How a connection ends.
    package enum ConnectionEnd: Sendable {
        case close, reset
    }

    private enum Listener {
        case plain(ConnectionServer)
        case tls(TLSRelay)
    }

    private let listener: Listener
    private let count = Mutex(0)
    private let parts = Mutex<[Part]>([])

    /// A part of a request's body: a DATA frame.
    package struct Part: Hashable, Sendable {
        /// How many bytes.
        package var count: Int
        /// Whether it ends the request.
        package var isLast: Bool
        /// When it came, in nanoseconds on the monotonic clock.
        package var moment: Int64
    }

    /// The parts of bodies in the order in which they came.
    package var bodyParts: [Part] { parts.withLock { $0 } }

    /// Starts serving: the first script is for the first connection and so on, the last one for all further ones.
    package init(_ scripts: [Action]...) throws {
        let server = try ConnectionServer()
        listener = .plain(server)
        server.start { [self] descriptor, number in
            switch serve(descriptor, scripts.dropFirst(number).first ?? scripts.last ?? []) {
            case .close: .close
            case .reset: .reset
            }
        }
    }

    /// Starts serving one connection, over TLS.
    package init(overTLS script: [Action]) throws {
        let relay = try TLSRelay()
        listener = .tls(relay)
        relay.start { [self] descriptor in _ = serve(descriptor, script) }
    }

    /// The server's base URL.
    package var url: String {
        switch listener {
        case .plain(let server): server.url
        case .tls(let relay): relay.url
        }
    }
    /// Its port.
    package var port: Int {
        switch listener {
        case .plain(let server): server.port
        case .tls(let relay): relay.port
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
        static let goAway: UInt8 = 7, windowUpdate: UInt8 = 8
        static let endStream: UInt8 = 1, acknowledgement: UInt8 = 1, endHeaders: UInt8 = 4
    }

    private func serve(_ descriptor: Int32, _ script: [Action]) -> ConnectionEnd {
        guard read(24, from: descriptor) != nil, send(Frame.settings, to: descriptor) else { return .close }
        var served = 0
        while let head = read(9, from: descriptor) {
            let length = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
            let (type, flags) = (head[3], head[4])
            let stream = Array(head[5..<9])
            guard let payload = read(length, from: descriptor) else { return .close }
            switch type {
            case Frame.settings where flags & Frame.acknowledgement == 0:
                guard send(Frame.settings, flags: Frame.acknowledgement, to: descriptor) else { return .close }
            case Frame.ping where flags & Frame.acknowledgement == 0:
                guard send(Frame.ping, flags: Frame.acknowledgement, payload: payload, to: descriptor) else {
                    return .close
                }
            case Frame.headers, Frame.data:
                let action = script.dropFirst(served).first ?? script.last ?? .answer
                var isEarly = false
                if case .answerEarly = action { isEarly = true }
                if type == Frame.data { note(length, isLast: flags & Frame.endStream != 0) }
                // A request that was answered gets nothing more.
                if type == Frame.data, length > 0, !isEarly || flags & Frame.endStream == 0 {
                    let count = withUnsafeBytes(of: UInt32(length).bigEndian) { Array($0) }
                    guard send(Frame.windowUpdate, payload: count, to: descriptor) else { return .close }
                    let isLast = flags & Frame.endStream != 0
                    guard isLast || send(Frame.windowUpdate, stream: stream, payload: count, to: descriptor) else {
                        return .close
                    }
                }
                guard flags & Frame.endStream != 0 else {
                    if type == Frame.data, case .answerEarly(let event) = action {
                        event?.wait()
                        if let end = answer(stream, action, on: descriptor) { return end }
                    }
                    continue
                }
                count.withLock { $0 += 1 }
                defer { served += 1 }
                if isEarly { continue }
                if let end = answer(stream, action, on: descriptor) { return end }
            case Frame.goAway:
                return .close
            default:
                continue
            }
        }
        return .close
    }

    private func note(_ count: Int, isLast: Bool) {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        let moment = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
        parts.withLock { $0.append(Part(count: count, isLast: isLast, moment: moment)) }
    }

    /// Reads frames up to one of this type that acknowledges ours; false if there is none.
    private func skip(to wanted: UInt8, from descriptor: Int32) -> Bool {
        while let head = read(9, from: descriptor) {
            guard read(Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2]), from: descriptor) != nil else {
                return false
            }
            if head[3] == wanted, head[4] & Frame.acknowledgement != 0 { return true }
        }
        return false
    }

    /// A header line in HPACK's form, not compressed.
    package static func field(_ name: String, _ value: String) -> [UInt8] {
        [0, UInt8(name.utf8.count)] + Array(name.utf8) + [UInt8(value.utf8.count)] + Array(value.utf8)
    }

    /// `:status: 200`, which is entry 8 of HPACK's static table.
    package static let ok: [UInt8] = [0x88]

    /// Returns how the connection ends; nil if it stays open.
    private func answer(_ stream: [UInt8], _ action: Action, on descriptor: Int32) -> ConnectionEnd? {
        let replies: [Reply] =
            switch action {
            case .answer: [.headers(Self.ok, isLast: true)]
            case .answerEarly: [.headers(Self.ok), .data("early", isLast: true)]
            case .refuseStream: [.reset(7)]
            case .close: [.end(.close)]
            case .play(let replies): replies
            }
        for reply in replies {
            let isSent: Bool
            switch reply {
            case .headers(let block, let isLast):
                isSent = send(
                    Frame.headers, flags: Frame.endHeaders | (isLast ? Frame.endStream : 0), stream: stream,
                    payload: block, to: descriptor)
            case .data(let text, let isLast):
                isSent = send(
                    Frame.data, flags: isLast ? Frame.endStream : 0, stream: stream, payload: Array(text.utf8),
                    to: descriptor)
            case .reset(let code):
                isSent = send(Frame.resetStream, stream: stream, payload: [0, 0, 0, code], to: descriptor)
            case .goAway(let code, let processesThis):
                isSent = send(
                    Frame.goAway, payload: (processesThis ? stream : [0, 0, 0, 0]) + [0, 0, 0, code], to: descriptor)
            case .frame(let type, let flags, let payload, let isOfStream):
                isSent = send(
                    type, flags: flags, stream: isOfStream ? stream : [0, 0, 0, 0], payload: payload, to: descriptor)
            case .bytes(let bytes):
                isSent = LoopbackSocket.send(bytes, to: descriptor)
            case .awaitReader:
                isSent =
                    send(Frame.ping, payload: Array(repeating: 7, count: 8), to: descriptor)
                    && skip(to: Frame.ping, from: descriptor)
            case .end(let end):
                return end
            }
            guard isSent else { return .close }
        }
        return nil
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
