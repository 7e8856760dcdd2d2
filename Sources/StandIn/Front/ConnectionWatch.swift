// Times out idle connections from the first byte on, below TLS and HTTP.

import Glibc
import NIOCore
import PlatformContract

/// Counts a connection for `GET /_truth`, closes it if no request arrives in time, and can reset it. Over HTTP/2 it
/// also closes the connection after twice that time without streams, because the GOAWAY that the protocol has for an
/// idle connection waits for an answer.
///
/// It is the pipeline's first handler, so that it sees clients that never finish their TLS handshake, and so that a
/// reset really is one: whatever TLS and HTTP would send at the end is bypassed.
final class ConnectionWatch: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private let ledger: TruthLedger
    private let timeout: TimeAmount
    private var context: ChannelHandlerContext?
    private var deadline: Scheduled<Void>?
    private var stuck: Scheduled<Void>?
    /// The period of the ledger that counts the connection.
    private var period: TruthLedger.Period = 0
    private var hasAsked = false
    private var streams = 0
    private var written: UInt64 = 0

    init(ledger: TruthLedger, timeout: TimeAmount) {
        self.ledger = ledger
        self.timeout = timeout
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        period = ledger.connected()
        expect(within: timeout)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        for task in [deadline, stuck] { task?.cancel() }
        (deadline, stuck) = (nil, nil)
        self.context = nil
    }

    /// Records the connection's first request. A request for the truth, or for the document that describes it, takes
    /// the connection out of the count: asking must not change the answer.
    func asked(for target: String?) {
        guard !hasAsked else { return }
        hasAsked = true
        deadline?.cancel()
        let path = target?.prefix { $0 != "?" }
        if path == Truth.path[...] || path == OpenAPIDocument.path[...] { ledger.discounted(period) }
    }

    /// Records that an HTTP/2 stream begins on the connection.
    func streamBegan() {
        streams += 1
        deadline?.cancel()
    }

    /// Records that a stream has ended.
    func streamEnded() {
        streams -= 1
        if streams == 0 { expect(within: timeout + timeout) }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        written += UInt64(unwrapOutboundIn(data).readableBytes)
        context.write(data, promise: promise)
    }

    /// How many bytes the kernel has accepted: those written minus those still buffered.
    var taken: UInt64 {
        let waiting = (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        return written - min(written, UInt64(waiting))
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            stuck?.cancel()
            stuck = nil
        } else if stuck == nil {
            expectProgress(context, since: taken)
        }
        context.fireChannelWritabilityChanged()
    }

    /// Closes the connection of a client that reads nothing although data waits for it. Streams cannot do this: one
    /// that has not begun its response has no deadline.
    private func expectProgress(_ context: ChannelHandlerContext, since before: UInt64) {
        stuck = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) { [self] in
            let now = taken
            guard now != before else { return context.close(promise: nil) }
            expectProgress(context, since: now)
        }
    }

    private func expect(within time: TimeAmount) {
        guard let context else { return }
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: time) { context.close(promise: nil) }
    }

    /// Closes the connection with a TCP reset.
    func reset() {
        guard let context else { return }
        // If setting the option fails, the close still ends the connection, in an orderly way.
        (context.channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
            .whenComplete { _ in }
        context.close(promise: nil)
    }

    /// The watch of the connection on which a request arrived: that of its channel or, over HTTP/2, of its parent
    /// channel. Call it on the channel's event loop.
    static func over(_ channel: any Channel) -> ConnectionWatch? {
        if let watch = try? channel.pipeline.syncOperations.handler(type: ConnectionWatch.self) { return watch }
        guard let parent = channel.parent, parent.eventLoop.inEventLoop else { return nil }
        return try? parent.pipeline.syncOperations.handler(type: ConnectionWatch.self)
    }
}
