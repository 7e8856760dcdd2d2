// Watches over the requests of one connection, or over HTTP/2 of one stream.

import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import PlatformContract

/// Drops a client that keeps the server waiting: with a request that does not end, however busily it is sent, with an
/// answer that is not taken, or without a next request. Answers what is no HTTP in the contract's words, and passes over
/// what is still sent of a request that has been answered.
final class RequestWatch: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// What the parser takes, and is no HTTP all the same.
    struct NoHTTP: Error {}

    private let patience: TimeAmount
    /// The watch over the connection; nil: nothing watches over it.
    private var connection: ConnectionWatch?
    private var isStream = false
    private var isFirst = true

    /// Whether a request has begun and not ended.
    private var isReading = false
    /// Whether the rest of that request is wanted by nobody any more.
    private var isAnswered = false
    private var unanswered = 0
    /// Whether an answer has begun and not ended.
    private var isAnswering = false
    /// Answers that have ended and are not all with the client.
    private var unsent = 0
    private var idleSince = NIODeadline.uptimeNanoseconds(0)

    /// Ends a request that does not end by itself.
    private var reading: Scheduled<Void>?
    /// Looks after an answer that is not taken.
    private var sending: Scheduled<Void>?
    /// Looks after a connection without a request.
    private var idling: Scheduled<Void>?

    init(patience: TimeAmount) { self.patience = patience }

    func handlerAdded(context: ChannelHandlerContext) {
        connection = ConnectionWatch.over(context.channel)
        isStream =
            (try? context.pipeline.syncOperations.handler(type: ConnectionWatch.self)) == nil && connection != nil
        if isStream { connection?.streamBegan() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        for deadline in [reading, sending, idling] { deadline?.cancel() }
        (reading, sending, idling) = (nil, nil, nil)
        if isStream { connection?.streamEnded() }
        connection = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            isReading = true
            isAnswered = false
            unanswered += 1
            if isFirst { connection?.asked(for: head.path) }
            isFirst = false
        case .body:
            if isAnswered { return }
        case .end:
            isReading = false
            reading?.cancel()
            reading = nil
            // It may have been answered before it was over.
            idle(context)
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Most requests are there at once, and need no deadline.
        if isReading, reading == nil { expectEnd(context) }
        context.fireChannelReadComplete()
        // Who answers has stopped to read, and some clients read only when they have sent everything.
        if isReading, isAnswered { context.read() }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head:
            isAnswering = true
            context.write(data, promise: promise)
        case .body: context.write(data, promise: promise)
        case .end:
            isAnswering = false
            unanswered -= 1
            unsent += 1
            let sent = promise ?? context.eventLoop.makePromise()
            sent.futureResult.assumeIsolated().whenComplete { _ in self.sent(context) }
            context.write(data, promise: sent)
            if unanswered == 0, isReading {
                isAnswered = true
                context.read()
            }
        }
    }

    func flush(context: ChannelHandlerContext) {
        context.flush()
        if unsent > 0, sending == nil { expectProgress(context, since: connection?.taken) }
    }

    private func sent(_ context: ChannelHandlerContext) {
        unsent -= 1
        guard unsent == 0 else { return }
        sending?.cancel()
        sending = nil
        idle(context)
    }

    /// Drops a client whose request does not end; but while earlier ones are worked on, what is not read waits for the
    /// server.
    private func expectEnd(_ context: ChannelHandlerContext) {
        reading = context.eventLoop.assumeIsolated().scheduleTask(in: patience) { [self] in
            guard unanswered > 1 else { return context.close(promise: nil) }
            expectEnd(context)
        }
    }

    /// Begins to wait for a next request, if nothing is under way.
    private func idle(_ context: ChannelHandlerContext) {
        guard unanswered == 0, unsent == 0, !isReading, !isStream, connection != nil else { return }
        idleSince = context.eventLoop.now
        if idling == nil { expectRequest(context, within: patience) }
    }

    /// Drops a client that takes nothing of an answer for as long as patience lasts.
    private func expectProgress(_ context: ChannelHandlerContext, since before: UInt64?) {
        sending = context.eventLoop.assumeIsolated().scheduleTask(in: patience) { [self] in
            let now = connection?.taken
            guard now != before else { return context.close(promise: nil) }
            expectProgress(context, since: now)
        }
    }

    /// Drops a client that asks no more. The deadline is looked at when it is over, and not moved at each request.
    private func expectRequest(_ context: ChannelHandlerContext, within time: TimeAmount) {
        idling = context.eventLoop.assumeIsolated().scheduleTask(in: time) { [self] in
            idling = nil
            guard unanswered == 0, !isReading, unsent == 0 else { return }
            let rest = idleSince + patience - context.eventLoop.now
            guard rest > .zero else { return context.close(promise: nil) }
            expectRequest(context, within: rest)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // In the middle of an answer, or while earlier ones are owed, nothing can be said.
        guard error is HTTPParserError || error is NoHTTP, !isAnswering, unanswered == (isReading ? 1 : 0) else {
            context.fireErrorCaught(error)
            return
        }
        let answer = ErrorResponse.api(.badRequest, "This is no HTTP that can be read").answer
        let fields: HTTPFields = [
            .contentType: "application/json; charset=utf-8", .contentLength: answer.body.count.description,
            .connection: "close",
        ]
        context.write(wrapOutboundOut(.head(HTTPResponse(status: .badRequest, headerFields: fields))), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: answer.body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(promise: nil)
        // Whoever waits for the rest of the request has to know.
        if isReading { context.fireErrorCaught(error) }
    }
}
