// Watches over the requests of one connection, or over HTTP/2 of one stream.

import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import PlatformContract

/// Drops a client that does not finish its request in time, however busily it sends, and answers what is no HTTP in the
/// contract's words.
final class RequestWatch: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let patience: TimeAmount
    private var isFirst = true
    /// The connection that this is a stream of; nil: it is a connection itself.
    private var connection: ConnectionWatch?
    private var isReading = false
    private var unanswered = 0
    private var deadline: Scheduled<Void>?

    init(patience: TimeAmount) { self.patience = patience }

    func handlerAdded(context: ChannelHandlerContext) {
        guard (try? context.pipeline.syncOperations.handler(type: ConnectionWatch.self)) == nil else { return }
        connection = ConnectionWatch.over(context.channel)
        connection?.streamBegan()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            isReading = true
            unanswered += 1
            if isFirst { ConnectionWatch.over(context.channel)?.asked(for: head.path) }
            isFirst = false
        case .body: break
        case .end:
            isReading = false
            deadline?.cancel()
            deadline = nil
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Most requests are there at once, and need no deadline.
        if isReading, deadline == nil {
            deadline = context.eventLoop.assumeIsolated().scheduleTask(in: patience) { context.close(promise: nil) }
        }
        context.fireChannelReadComplete()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { unanswered -= 1 }
        context.write(data, promise: promise)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // In the middle of another answer nothing can be said.
        guard error is HTTPParserError, unanswered == 0 else {
            context.fireErrorCaught(error)
            return
        }
        let answer = Refusal.api(.badRequest, "This is no HTTP that can be read").answer
        let fields: HTTPFields = [
            .contentType: "application/json; charset=utf-8", .contentLength: answer.body.count.description,
            .connection: "close",
        ]
        context.write(wrapOutboundOut(.head(HTTPResponse(status: .badRequest, headerFields: fields))), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: answer.body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(promise: nil)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
        deadline = nil
        connection?.streamEnded()
        connection = nil
    }
}
