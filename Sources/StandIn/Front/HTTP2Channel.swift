// HTTP/2 (RFC 9113) within a connection.

import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP2

/// HTTP/2 connections. Each stream is served like an HTTP/1.1 connection with one request.
///
/// Replaces Hummingbird's channel, which on shutdown drops streams that it has not begun to serve (``OwnedChannel``),
/// closes the connection for a stream error, and allows no settings.
struct HTTP2Channel: ServerChildChannel {
    typealias Request = OwnedChannel<HTTP1Channel.Value>

    /// A connection with its streams.
    struct Value: ServerChildChannelValue {
        let streams: NIOHTTP2Handler.AsyncStreamMultiplexer<Request>
        let channel: any Channel
    }

    let http1: HTTP1Channel
    let timeout: TimeAmount

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            // A client that does not answer the GOAWAY either is disconnected.
            let manager = NIOHTTP2ServerConnectionManagementHandler(
                eventLoop: channel.eventLoop,
                configuration: .init(maxIdleTime: timeout, maxAge: nil, maxGraceTime: timeout, keepalive: nil))
            var configuration = NIOHTTP2Handler.Configuration()
            configuration.connection.initialSettings = HeaderAllowance.settings
            let end = HTTP2CloseHandler()
            try pipeline.addHandler(HeaderAllowance())
            let streams = try pipeline.configureAsyncHTTP2Pipeline(
                mode: .server, streamDelegate: manager.http2StreamDelegate, frameDelegate: end,
                configuration: configuration
            ) { stream in
                stream.eventLoop.makeCompletedFuture {
                    let pipeline = stream.pipeline.syncOperations
                    try pipeline.addHandler(HTTP2FramePayloadToHTTPServerCodec())
                    try pipeline.addHandler(RequestWatch(timeout: timeout))
                    return OwnedChannel(try HTTP1Channel.Value(wrappingChannelSynchronously: stream))
                }
            }
            try pipeline.addHandler(manager)
            try pipeline.addHandler(end)
            return Value(streams: streams, channel: channel)
        }
    }

    func handle(value: Value, logger: Logger) async {
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                do {
                    for try await request in value.streams.inbound {
                        group.addTask { await http1.handle(value: request.value, logger: logger) }
                    }
                } catch {
                    logger.debug("HTTP/2 connection: \(error)")
                }
            }
        } onCancel: {
            // A stream alone cannot end while the client does not read.
            value.channel.close(promise: nil)
        }
    }
}

/// Closes an HTTP/2 connection after a connection error, or when the client has closed its side. A stream error has ended only
/// its stream (RFC 9113 section 5.4.2).
private final class HTTP2CloseHandler: ChannelInboundHandler, NIOHTTP2FrameDelegate {
    typealias InboundIn = HTTP2Frame

    private var isInError = false

    /// For a connection error the library sends GOAWAY before it reports the error; that distinguishes it from a stream
    /// error.
    func wroteFrame(_ frame: HTTP2Frame) {
        if case .goAway(_, let code, _) = frame.payload, code != .noError { isInError = true }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if isInError { context.close(promise: nil) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }
}
