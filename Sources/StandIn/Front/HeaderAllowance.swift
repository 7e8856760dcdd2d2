// How large the headers of a request over HTTP/2 may be.

import NIOCore
import NIOHTTP2

/// Allows a client of HTTP/2 as much header as one of HTTP/1.1, from its first request on, so that a path or a token that
/// is too long is refused in the contract's words.
///
/// The library reads 16 KB, and more only once the client has acknowledged the setting that allows it (RFC 9113 section
/// 6.5.3); but a client sends its first request before, and one that is too large for the library ends the connection. What
/// allows more may hold at once. So this handler, which sits between TLS and HTTP/2, acknowledges in the client's place and
/// keeps the client's own acknowledgement to itself.
final class HeaderAllowance: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// The settings that are acknowledged early: the library's own, but for the size of headers, for which HTTP/1.1's
    /// limit stands.
    static let settings: HTTP2Settings =
        nioDefaultSettings.filter { $0.parameter != .maxHeaderListSize }
        + [HTTP2Setting(parameter: .maxHeaderListSize, value: 80 * 1024)]

    private var waiting = ByteBuffer()
    /// What of the client's beginning has not been seen yet: the preface, then the settings (RFC 9113 section 3.4).
    private var expected = Beginning.preface
    /// Whether the client's acknowledgement has not come yet.
    private var isNeeded = true

    /// Whether the headers of a request go on in the next frame, so that no other frame may come between.
    private var isWithinHeaders = false

    private enum Beginning { case preface, settings, nothing }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        waiting.writeBuffer(&bytes)
        while isNeeded, let part = next() { pass(part, on: context) }
        guard !isNeeded else {
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
            context.fireChannelRead(wrapInboundOut(ByteBuffer(bytes: Frame.acknowledgement)))
            return
        // What is no HTTP/2 is for the library to refuse.
        case .settings: isNeeded = false
        case .nothing where part.readableBytesView.elementsEqual(Frame.acknowledgement) && !isWithinHeaders:
            isNeeded = false
            return
        case .nothing:
            if let begins = frame.beginsHeaders { isWithinHeaders = begins }
        }
        context.fireChannelRead(wrapInboundOut(part))
    }

    /// The preface, or one whole frame; nil: not all of it is there.
    private func next() -> ByteBuffer? {
        guard expected != .preface else { return waiting.readSlice(length: Frame.prefaceBytes) }
        guard let length = Frame.length(in: waiting) else { return nil }
        guard length <= Frame.longest else {
            // No client may send such a frame, and it is not waited for.
            isNeeded = false
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
    /// As a client sends it: of the connection, and empty.
    static let acknowledgement: [UInt8] = [0, 0, 0, settings, 1, 0, 0, 0, 0]

    private static let headers: UInt8 = 1
    private static let settings: UInt8 = 4
    private static let continuation: UInt8 = 9
    private static let endsHeaders: UInt8 = 4

    private let kind: UInt8?
    private let flags: UInt8

    init(_ bytes: ByteBuffer) {
        kind = bytes.getInteger(at: bytes.readerIndex + 3)
        flags = bytes.getInteger(at: bytes.readerIndex + 4) ?? 0
    }

    var isSettings: Bool { kind == Self.settings }

    /// Whether headers go on behind the frame; nil: it is none of theirs.
    var beginsHeaders: Bool? {
        guard kind == Self.headers || kind == Self.continuation else { return nil }
        return flags & Self.endsHeaders == 0
    }

    /// The length of the frame that the bytes begin with, its header included; nil: its header is not all there.
    static func length(in bytes: ByteBuffer) -> Int? {
        guard bytes.readableBytes >= headerBytes,
            let high = bytes.getInteger(at: bytes.readerIndex, as: UInt8.self),
            let low = bytes.getInteger(at: bytes.readerIndex + 1, as: UInt16.self)
        else { return nil }
        return headerBytes + Int(high) << 16 + Int(low)
    }
}
