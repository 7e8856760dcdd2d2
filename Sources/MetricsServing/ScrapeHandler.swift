// One connection: one request, one answer, closed.
import NIOCore
import NIOHTTP1

/// Answers the first request of a connection and closes it. Prometheus opens a new one for the next scrape, and nobody
/// holds one open for long.
final class ScrapeHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let endpoint: ScrapeEndpoint
    private var isAnswered = false

    init(_ endpoint: ScrapeEndpoint) { self.endpoint = endpoint }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let head) = unwrapInboundIn(data), !isAnswered else { return }
        isAnswered = true
        let path = head.uri.prefix { $0 != "?" }
        if path != ScrapeEndpoint.path {
            answer(
                head, .notFound, ByteBuffer(string: "The metrics are at \(ScrapeEndpoint.path).\n"), context: context)
        } else if head.method != .GET, head.method != .HEAD {
            answer(head, .methodNotAllowed, ByteBuffer(string: "Use GET.\n"), context: context)
        } else {
            let (text, isLast) = endpoint.page()
            answer(head, .ok, text, isLast: isLast && head.method == .GET, context: context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func answer(
        _ head: HTTPRequestHead, _ status: HTTPResponseStatus, _ text: ByteBuffer, isLast: Bool = false,
        context: ChannelHandlerContext
    ) {
        var headers: HTTPHeaders = [
            "Content-Type": status == .ok ? endpoint.mediaType : "text/plain; charset=utf-8",
            "Content-Length": String(text.readableBytes), "Connection": "close", "Cache-Control": "no-store",
        ]
        if status == .methodNotAllowed { headers.add(name: "Allow", value: "GET, HEAD") }
        let response = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(response)), promise: nil)
        if head.method != .HEAD { context.write(wrapOutboundOut(.body(.byteBuffer(text))), promise: nil) }
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.whenComplete { [endpoint, channel = context.channel] result in
            if isLast, case .success = result { endpoint.lastPageSent() }
            channel.close(promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: sent)
    }
}

/// Closes a connection whose client sends more than a scrape needs.
final class RequestLimit: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// How many bytes of a request are read.
    static let mostBytes = 16_384

    private var read = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        read += unwrapInboundIn(data).readableBytes
        guard read <= RequestLimit.mostBytes else { return context.close(promise: nil) }
        context.fireChannelRead(data)
    }
}
