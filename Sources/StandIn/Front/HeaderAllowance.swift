// How large the headers of a request over HTTP/2 may be.

import NIOCore
import NIOHTTP2
import NIOSSL
import NIOTLS

/// Allows a client of HTTP/2 as much header as one of HTTP/1.1, from its first request on, so that a path or a token that
/// is too long is refused in the contract's words.
///
/// The library reads 16 KB, and more only once the client has acknowledged the setting that allows it (RFC 9113 section
/// 6.5.3); but a client sends its first request before, and one that is too large for the library ends the connection. What
/// allows more may hold at once. So this handler, which sits between TLS and HTTP/2, acknowledges in the client's place and
/// keeps the client's own acknowledgements to itself.
final class HeaderAllowance: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// Bytes, as RFC 9113 section 6.5.2 counts them; the limit that the library has for HTTP/1.1.
    private static let bytes = 80 * 1024
    /// The library's own settings, and those that allow more.
    private static let settings = 2

    private var waiting = ByteBuffer()
    /// What of the client's beginning has not been seen yet: the preface, then the settings (RFC 9113 section 3.4).
    private var expected = Beginning.preface
    private var acknowledgements = HeaderAllowance.settings

    private enum Beginning { case preface, settings, nothing }

    /// Puts the handler above TLS in a channel that negotiates its protocol. On the channel's event loop only.
    static func add(to channel: any Channel) throws {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(HeaderAllowance(), position: .after(pipeline.handler(type: NIOSSLServerHandler.self)))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // What is behind sets up the protocol that was negotiated.
        context.fireUserInboundEventTriggered(event)
        guard case .handshakeCompleted = event as? TLSUserEvent else { return }
        guard (try? context.pipeline.syncOperations.handler(type: NIOHTTP2Handler.self)) != nil else {
            context.pipeline.syncOperations.removeHandler(self, promise: nil)
            return
        }
        let more = HTTP2Frame.FramePayload.settings(
            .settings([.init(parameter: .maxHeaderListSize, value: Self.bytes)]))
        context.channel.writeAndFlush(HTTP2Frame(streamID: .rootStream, payload: more), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        waiting.writeBuffer(&bytes)
        while acknowledgements > 0, let part = next() { pass(part, on: context) }
        guard acknowledgements == 0 else {
            waiting.discardReadBytes()
            return
        }
        let rest = waiting
        waiting = ByteBuffer()
        if rest.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(rest)) }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    private func pass(_ part: ByteBuffer, on context: ChannelHandlerContext) {
        let frame = Frame(part)
        switch expected {
        case .preface: expected = .settings
        case .settings where frame.isSettings:
            expected = .nothing
            context.fireChannelRead(wrapInboundOut(part))
            for _ in 0..<Self.settings { context.fireChannelRead(wrapInboundOut(Frame.acknowledgement)) }
            return
        // What is no HTTP/2 is for the library to refuse.
        case .settings: acknowledgements = 0
        case .nothing where frame.isAcknowledgement:
            acknowledgements -= 1
            return
        case .nothing: break
        }
        context.fireChannelRead(wrapInboundOut(part))
    }

    /// The preface, or one whole frame; nil: not all of it is there.
    private func next() -> ByteBuffer? {
        guard expected != .preface else { return waiting.readSlice(length: Frame.prefaceBytes) }
        guard let length = Frame.length(in: waiting) else { return nil }
        guard length <= Frame.longest else {
            // No client may send such a frame, and it is not waited for.
            acknowledgements = 0
            return nil
        }
        return waiting.readSlice(length: length)
    }
}

/// As much of HTTP/2's framing as the allowance needs (RFC 9113 section 4.1).
private struct Frame {
    static let prefaceBytes = 24
    static let headerBytes = 9
    /// The largest frame that may be sent to one that has not announced more, with its header.
    static let longest = headerBytes + 16_384
    static let acknowledgement = ByteBuffer(bytes: [0, 0, 0, settings, acknowledged, 0, 0, 0, 0])

    private static let settings: UInt8 = 4
    private static let acknowledged: UInt8 = 1

    private let kind: UInt8?
    private let flags: UInt8?

    init(_ bytes: ByteBuffer) {
        kind = bytes.getInteger(at: bytes.readerIndex + 3)
        flags = bytes.getInteger(at: bytes.readerIndex + 4)
    }

    var isSettings: Bool { kind == Self.settings }
    var isAcknowledgement: Bool { isSettings && (flags ?? 0) & Self.acknowledged != 0 }

    /// The length of the frame that the bytes begin with, its header included; nil: its header is not all there.
    static func length(in bytes: ByteBuffer) -> Int? {
        guard bytes.readableBytes >= headerBytes,
            let high = bytes.getInteger(at: bytes.readerIndex, as: UInt8.self),
            let low = bytes.getInteger(at: bytes.readerIndex + 1, as: UInt16.self)
        else { return nil }
        return headerBytes + Int(high) << 16 + Int(low)
    }
}
