// HTTP/1.1 (RFC 9112), in plain text or within TLS.

import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// Hummingbird's HTTP/1.1 with a ``RequestWatch`` and with the rules of HTTP that the library does not enforce.
struct StrictHTTP1Channel: ServerChildChannel {
    let base: HTTP1Channel

    init(responder: @escaping HTTPChannelHandler.Responder, timeout: TimeAmount) {
        base = HTTP1Channel(
            responder: responder,
            configuration: .init(additionalChannelHandlers: [RequestWatch(timeout: timeout)]))
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        base.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(HeadRules(), position: .after(decoder))
            return value
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}

/// Rejects a request that does not name its host as required (RFC 9112 section 3.2), and tells the library when to
/// close a connection after a response (section 9.3), which is the default for HTTP/1.0.
private final class HeadRules: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private var hasRefused = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // The connection ends.
        if hasRefused { return }
        guard case .head(var head) = unwrapInboundIn(data) else {
            context.fireChannelRead(data)
            return
        }
        let hosts = head.headers["host"]
        guard hosts.count == 1 || hosts.isEmpty && head.version != .http1_1, hosts.allSatisfy(Self.canBeHost) else {
            hasRefused = true
            context.fireErrorCaught(RequestWatch.NoHTTP())
            return
        }
        if !head.isKeepAlive { head.headers.replaceOrAdd(name: "connection", value: "close") }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    /// Whether a text has only characters that a host and port may have (RFC 3986 section 3.2.2).
    private static func canBeHost(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: "-._~!$&'()*+,;=:[]%".utf8.contains(byte)
            }
        }
    }
}
