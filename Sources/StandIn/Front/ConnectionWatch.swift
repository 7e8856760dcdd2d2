// Watches over one connection from its first byte on, beneath TLS and whatever HTTP is spoken.

import Glibc
import NIOCore
import PlatformContract

/// Counts a connection for `GET /_truth`, drops it if no request comes in time, and can reset it. Over HTTP/2 it drops it
/// too if nothing is under way in it for twice that time: the farewell that the protocol has for an idle connection waits
/// for an answer.
///
/// It is the pipeline's first handler, so that it sees a client that never finishes its TLS handshake, and so that a reset
/// is one: what TLS and HTTP would like to say at the end is passed by.
final class ConnectionWatch: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private let ledger: TruthLedger
    private let patience: TimeAmount
    private var context: ChannelHandlerContext?
    private var deadline: Scheduled<Void>?
    private var stuck: Scheduled<Void>?
    /// Which account of the ledger counts the connection.
    private var account: TruthLedger.Account = 0
    private var hasAsked = false
    private var streams = 0
    private var written: UInt64 = 0

    init(ledger: TruthLedger, patience: TimeAmount) {
        self.ledger = ledger
        self.patience = patience
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        account = ledger.connected()
        expect(within: patience)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        for task in [deadline, stuck] { task?.cancel() }
        (deadline, stuck) = (nil, nil)
        self.context = nil
    }

    /// Notes the connection's first request. One that asks for the truth, or for the document that tells how to ask, takes
    /// the connection out of the count: the question must not change the answer.
    func asked(for target: String?) {
        guard !hasAsked else { return }
        hasAsked = true
        deadline?.cancel()
        let path = target?.prefix { $0 != "?" }
        if path == Truth.path[...] || path == OpenAPIDocument.path[...] { ledger.discounted(account) }
    }

    /// Notes that a stream of HTTP/2 begins in the connection.
    func streamBegan() {
        streams += 1
        deadline?.cancel()
    }

    /// Notes that one has ended.
    func streamEnded() {
        streams -= 1
        if streams == 0 { expect(within: patience + patience) }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        written += UInt64(unwrapOutboundIn(data).readableBytes)
        context.write(data, promise: promise)
    }

    /// How many bytes the client has taken, or the system for it: what was written, but for what waits.
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

    /// Drops a client that takes nothing of what waits for it, whatever the requests in the connection are about: streams
    /// that cannot even begin their answers know of nothing that could be late.
    private func expectProgress(_ context: ChannelHandlerContext, since before: UInt64) {
        stuck = context.eventLoop.assumeIsolated().scheduleTask(in: patience) { [self] in
            let now = taken
            guard now != before else { return context.close(promise: nil) }
            expectProgress(context, since: now)
        }
    }

    private func expect(within time: TimeAmount) {
        guard let context else { return }
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: time) { context.close(promise: nil) }
    }

    /// Ends the connection so that the other end sees a reset.
    func reset() {
        guard let context else { return }
        // Without the option the close would still end the connection, in an orderly way.
        (context.channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
            .whenComplete { _ in }
        context.close(promise: nil)
    }

    /// The watch over the connection that a request came through: its own channel, or over HTTP/2 its stream's parent. On
    /// the channel's event loop only.
    static func over(_ channel: any Channel) -> ConnectionWatch? {
        if let watch = try? channel.pipeline.syncOperations.handler(type: ConnectionWatch.self) { return watch }
        guard let parent = channel.parent, parent.eventLoop.inEventLoop else { return nil }
        return try? parent.pipeline.syncOperations.handler(type: ConnectionWatch.self)
    }
}
