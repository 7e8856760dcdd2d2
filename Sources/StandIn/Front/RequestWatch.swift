// Times out slow clients: one handler per connection, or per HTTP/2 stream.

import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import PlatformContract

/// Closes the connection of a client that sends a request too slowly, does not read its response, or sends no further
/// request. Answers invalid HTTP with an error of the contract, and discards the rest of a request that was already
/// answered.
final class RequestWatch: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Input that the parser accepts although it is not valid HTTP.
    struct NoHTTP: Error {}

    private let timeout: TimeAmount
    /// The watch of the connection; nil if there is none.
    private var connection: ConnectionWatch?
    private var isStream = false
    private var isFirst = true

    /// Whether a request has begun and not ended.
    private var isReading = false
    /// Whether the rest of that request is discarded.
    private var isAnswered = false
    private var unanswered = 0
    /// Whether a response has begun and not ended.
    private var isAnswering = false
    /// Responses that have ended but have not all reached the client.
    private var unsent = 0
    private var idleSince = NIODeadline.uptimeNanoseconds(0)

    /// Closes the connection when a request stays incomplete.
    private var reading: Scheduled<Void>?
    /// Closes the connection when a response is not read.
    private var sending: Scheduled<Void>?
    /// Closes the connection when no request comes.
    private var idling: Scheduled<Void>?

    init(timeout: TimeAmount) { self.timeout = timeout }

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
            // The response may have come before the end of the request.
            idle(context)
        }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        // Most requests arrive whole and need no deadline.
        if isReading, reading == nil { expectEnd(context) }
        context.fireChannelReadComplete()
        // The server stops reading once it answers, and some clients read only after they have sent everything.
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

    /// Closes the connection of a client whose request stays incomplete, unless the server itself does not read because
    /// earlier requests are in progress.
    private func expectEnd(_ context: ChannelHandlerContext) {
        reading = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) { [self] in
            guard unanswered > 1 else { return context.close(promise: nil) }
            expectEnd(context)
        }
    }

    /// Starts waiting for the next request if nothing is in progress.
    private func idle(_ context: ChannelHandlerContext) {
        guard unanswered == 0, unsent == 0, !isReading, !isStream, connection != nil else { return }
        idleSince = context.eventLoop.now
        if idling == nil { expectRequest(context, within: timeout) }
    }

    /// Drops a client that reads nothing of a response for the length of the timeout.
    private func expectProgress(_ context: ChannelHandlerContext, since before: UInt64?) {
        sending = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) { [self] in
            let now = connection?.taken
            guard now != before else { return context.close(promise: nil) }
            expectProgress(context, since: now)
        }
    }

    /// Closes an idle connection. The deadline is checked when it expires instead of being moved with each request.
    private func expectRequest(_ context: ChannelHandlerContext, within time: TimeAmount) {
        idling = context.eventLoop.assumeIsolated().scheduleTask(in: time) { [self] in
            idling = nil
            guard unanswered == 0, !isReading, unsent == 0 else { return }
            let rest = idleSince + timeout - context.eventLoop.now
            guard rest > .zero else { return context.close(promise: nil) }
            expectRequest(context, within: rest)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // No error can be sent in the middle of a response, or before the responses to earlier requests.
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
        // The handler that waits for the rest of the request must be told.
        if isReading { context.fireErrorCaught(error) }
    }
}
