// One connection: one delivery, one answer, closed.
import NIOCore
import NIOHTTP1

/// Answers the first request of a connection as soon as it is complete, or as soon as it cannot be taken. A sender opens
/// a new connection for the next one.
final class DeliveryHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        /// No request yet.
        case waiting
        /// In the middle of a delivery.
        case reading([UInt8])
        /// Whatever else comes is dropped.
        case answered
    }

    private let queue: DeliveryQueue
    private var state = State.waiting

    init(_ queue: DeliveryQueue) { self.queue = queue }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (state, unwrapInboundIn(data)) {
        case (.waiting, .head(let head)): begin(head, context)
        case (.reading(var bytes), .body(let more)):
            // Given up first, so that appending does not copy.
            state = .waiting
            bytes.append(contentsOf: more.readableBytesView)
            guard bytes.count <= queue.limits.bodyBytes else { return refuse(.payloadTooLarge, context) }
            state = .reading(bytes)
        case (.reading(let bytes), .end):
            guard !bytes.isEmpty else { return refuse(.badRequest, context) }
            answer(queue.take(bytes) ? .ok : .serviceUnavailable, context)
        default: break
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        // Closed by its sender, or since its time was over, before it was complete.
        if case .reading = state { queue.refuse() }
        state = .answered
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Not HTTP: what can be answered has been by the handler before this one.
        if case .answered = state {} else { queue.refuse() }
        state = .answered
        context.close(promise: nil)
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        guard queue.isOurs(head.uri) else { return refuse(.notFound, context) }
        switch head.method {
        case .GET, .HEAD:
            answer(.ok, context, text: queue.place.identification, isHead: head.method == .HEAD)
        case .POST:
            if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }),
                length > queue.limits.bodyBytes
            {
                return refuse(.payloadTooLarge, context)
            }
            state = .reading([])
            if head.headers[canonicalForm: "expect"].contains(where: { $0.lowercased() == "100-continue" }) {
                context.writeAndFlush(
                    wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
            }
        default: refuse(.methodNotAllowed, context)
        }
    }

    private func refuse(_ status: HTTPResponseStatus, _ context: ChannelHandlerContext) {
        queue.refuse()
        answer(status, context)
    }

    private func answer(
        _ status: HTTPResponseStatus, _ context: ChannelHandlerContext, text: String = "", isHead: Bool = false
    ) {
        state = .answered
        var headers: HTTPHeaders = ["Content-Length": String(text.utf8.count), "Connection": "close"]
        if !text.isEmpty { headers.add(name: "Content-Type", value: "text/plain; charset=utf-8") }
        if status == .methodNotAllowed { headers.add(name: "Allow", value: "GET, HEAD, POST") }
        let response = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(response)), promise: nil)
        if !isHead, !text.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
        }
        let sent = context.eventLoop.makePromise(of: Void.self)
        // Only our side: closing with bytes unread would reset the connection, and the sender might not see the answer.
        // Its end comes from the sender, or from the limits of time and bytes.
        sent.futureResult.whenComplete { [channel = context.channel] _ in
            channel.close(mode: .output, promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: sent)
    }
}

/// Closes a connection that sends more than any delivery needs.
final class ByteLimit: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let queue: DeliveryQueue
    private var read = 0

    init(_ queue: DeliveryQueue) { self.queue = queue }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        read += unwrapInboundIn(data).readableBytes
        guard read <= queue.limits.connectionBytes else { return context.close(promise: nil) }
        context.fireChannelRead(data)
    }
}
