// The size limit of request headers over HTTP/2.

import NIOCore
import NIOHTTP2

/// Allows HTTP/2 clients as many header bytes as HTTP/1.1 clients, from their first request on, so that a path or token
/// that is too long gets the contract's error.
///
/// The library accepts 16 KB, and more only once the client has acknowledged the setting that allows it (RFC 9113
/// section 6.5.3). But a client sends its first request before that, and a request that is too large for the library
/// ends the connection. A setting that allows more may take effect at once. So this handler, between TLS and HTTP/2,
/// acknowledges on the client's behalf and swallows the client's own acknowledgement.
final class HeaderAllowance: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// The settings that are acknowledged early: the library's own, except for the header size, which is HTTP/1.1's
    /// limit.
    static let settings: HTTP2Settings =
        nioDefaultSettings.filter { $0.parameter != .maxHeaderListSize }
        + [HTTP2Setting(parameter: .maxHeaderListSize, value: 80 * 1024)]

    private var waiting = ByteBuffer()
    /// The part of the client's connection preface that is still expected: the preface, then the settings (RFC 9113
    /// section 3.4).
    private var expected = Beginning.preface
    /// Whether the client's acknowledgement is still to come.
    private var isNeeded = true

    /// Whether the next frame continues a request's headers, so that no other frame may come between.
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
        // Anything that is not HTTP/2 is left for the library to reject.
        case .settings: isNeeded = false
        case .nothing where part.readableBytesView.elementsEqual(Frame.acknowledgement) && !isWithinHeaders:
            isNeeded = false
            return
        case .nothing:
            if let begins = frame.beginsHeaders { isWithinHeaders = begins }
        }
        context.fireChannelRead(wrapInboundOut(part))
    }

    /// The preface or one whole frame; nil if it is incomplete.
    private func next() -> ByteBuffer? {
        guard expected != .preface else { return waiting.readSlice(length: Frame.prefaceBytes) }
        guard let length = Frame.length(in: waiting) else { return nil }
        guard length <= Frame.longest else {
            // No client may send such a frame, so do not wait for it.
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
    /// The largest frame that may be sent to a peer that has not announced more, including its header.
    static let longest = headerBytes + 16_384
    /// As a client sends it: for the connection, and empty.
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

    /// Whether headers continue after the frame; nil if it is not a headers frame.
    var beginsHeaders: Bool? {
        guard kind == Self.headers || kind == Self.continuation else { return nil }
        return flags & Self.endsHeaders == 0
    }

    /// The length of the frame at the start of the bytes, including its header; nil if the header is incomplete.
    static func length(in bytes: ByteBuffer) -> Int? {
        guard bytes.readableBytes >= headerBytes,
            let high = bytes.getInteger(at: bytes.readerIndex, as: UInt8.self),
            let low = bytes.getInteger(at: bytes.readerIndex + 1, as: UInt16.self)
        else { return nil }
        return headerBytes + Int(high) << 16 + Int(low)
    }
}
