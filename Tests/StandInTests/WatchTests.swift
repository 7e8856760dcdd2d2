// When connections and requests time out, in a time that is moved by hand.

import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import PlatformContract
import Testing

@testable import StandIn

@Suite struct WatchTests {
    private static let timeout = TimeAmount.seconds(10)
    private static let head = HTTPRequestPart.head(
        HTTPRequest(method: .post, scheme: "http", authority: "h", path: PlatformPath.users))

    private func open(_ handler: any ChannelHandler) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handler: handler)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    /// A connection whose only request has been answered, with nothing of the response read yet.
    private func answered(over socket: FullSocket) throws -> EmbeddedChannel {
        let channel = try open(socket)
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(ConnectionWatch(ledger: TruthLedger(), timeout: Self.timeout))
        try pipeline.addHandler(AnswerAsBytes())
        try pipeline.addHandler(RequestWatch(timeout: Self.timeout))
        try channel.writeInbound(Self.head)
        try channel.writeInbound(HTTPRequestPart.end(nil))
        channel.writeAndFlush(HTTPResponsePart.head(HTTPResponse(status: .ok)), promise: nil)
        channel.writeAndFlush(HTTPResponsePart.end(nil), promise: nil)
        return channel
    }

    /// That a channel closes after some time, and not before.
    private func expect(_ channel: EmbeddedChannel, toCloseAfter time: TimeAmount) {
        channel.embeddedEventLoop.advanceTime(by: time - .nanoseconds(1))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .nanoseconds(1))
        #expect(!channel.isActive)
    }

    @Test func `a connection without a request is closed after the timeout`() throws {
        let ledger = TruthLedger()
        let channel = try open(ConnectionWatch(ledger: ledger, timeout: Self.timeout))
        expect(channel, toCloseAfter: Self.timeout)
    }

    @Test func `a connection with a request is not`() throws {
        let watch = ConnectionWatch(ledger: TruthLedger(), timeout: Self.timeout)
        let channel = try open(watch)
        watch.asked(for: PlatformPath.users)
        channel.embeddedEventLoop.advanceTime(by: .hours(1))
        #expect(channel.isActive)
    }

    @Test func `an HTTP/2 connection is closed after twice that time without streams`() throws {
        let watch = ConnectionWatch(ledger: TruthLedger(), timeout: Self.timeout)
        let channel = try open(watch)
        watch.streamBegan()
        watch.asked(for: PlatformPath.users)
        watch.streamBegan()
        watch.streamEnded()
        channel.embeddedEventLoop.advanceTime(by: .hours(1))
        #expect(channel.isActive)
        watch.streamEnded()
        watch.streamBegan()
        channel.embeddedEventLoop.advanceTime(by: .hours(1))
        #expect(channel.isActive)
        watch.streamEnded()
        expect(channel, toCloseAfter: Self.timeout + Self.timeout)
    }

    @Test func `a request that does not end is closed after the timeout, however much of it arrives`() throws {
        let channel = try open(RequestWatch(timeout: Self.timeout))
        try channel.writeInbound(Self.head)
        for _ in 0..<9 {
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
            try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "{")))
        }
        expect(channel, toCloseAfter: .seconds(1))
    }

    @Test func `a finished request is not, and the next one has its own timeout`() throws {
        let channel = try open(AnswerAsBytes())
        try channel.pipeline.syncOperations.addHandler(RequestWatch(timeout: Self.timeout))
        try channel.writeInbound(Self.head)
        channel.embeddedEventLoop.advanceTime(by: .seconds(9))
        try channel.writeInbound(HTTPRequestPart.end(nil))
        channel.embeddedEventLoop.advanceTime(by: .hours(1))
        #expect(channel.isActive)
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        try channel.writeInbound(Self.head)
        expect(channel, toCloseAfter: Self.timeout)
    }

    @Test func `a connection is closed if no further request arrives in time`() throws {
        let watch = ConnectionWatch(ledger: TruthLedger(), timeout: Self.timeout)
        let channel = try open(watch)
        try channel.pipeline.syncOperations.addHandler(AnswerAsBytes())
        try channel.pipeline.syncOperations.addHandler(RequestWatch(timeout: Self.timeout))
        for _ in 1...2 {
            try channel.writeInbound(Self.head)
            try channel.writeInbound(HTTPRequestPart.end(nil))
            // However long a response takes.
            channel.embeddedEventLoop.advanceTime(by: .hours(1))
            #expect(channel.isActive)
            try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok)))
            try channel.writeOutbound(HTTPResponsePart.end(nil))
        }
        expect(channel, toCloseAfter: Self.timeout)
    }

    @Test func `a client that reads a response slowly is tolerated, and one that reads nothing is not`() throws {
        let socket = FullSocket()
        let channel = try answered(over: socket)
        for _ in 1...9 {
            channel.embeddedEventLoop.advanceTime(by: Self.timeout - .seconds(1))
            #expect(channel.isActive)
            // What the client has made room for is sent.
            channel.writeAndFlush(HTTPResponsePart.body(ByteBuffer()), promise: nil)
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        }
        expect(channel, toCloseAfter: Self.timeout)
        socket.fail()
    }

    @Test func `a request that ends after its response starts the timeout for the next one`() throws {
        let channel = try open(ConnectionWatch(ledger: TruthLedger(), timeout: Self.timeout))
        try channel.pipeline.syncOperations.addHandler(AnswerAsBytes())
        try channel.pipeline.syncOperations.addHandler(RequestWatch(timeout: Self.timeout))
        try channel.writeInbound(Self.head)
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .contentTooLarge)))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        channel.embeddedEventLoop.advanceTime(by: .seconds(9))
        try channel.writeInbound(HTTPRequestPart.end(nil))
        expect(channel, toCloseAfter: Self.timeout)
    }

    @Test func `a request that waits for the answer to an earlier one is not late`() throws {
        let channel = try open(ConnectionWatch(ledger: TruthLedger(), timeout: Self.timeout))
        try channel.pipeline.syncOperations.addHandler(AnswerAsBytes())
        try channel.pipeline.syncOperations.addHandler(RequestWatch(timeout: Self.timeout))
        try channel.writeInbound(Self.head)
        try channel.writeInbound(HTTPRequestPart.end(nil))
        try channel.writeInbound(Self.head)
        channel.embeddedEventLoop.advanceTime(by: .hours(1))
        #expect(channel.isActive)
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok)))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        channel.embeddedEventLoop.advanceTime(by: Self.timeout)
        #expect(!channel.isActive)
    }

    @Test func `a delivered response starts the timeout for the next request`() throws {
        let socket = FullSocket()
        let channel = try answered(over: socket)
        channel.embeddedEventLoop.advanceTime(by: .seconds(9))
        socket.succeed()
        expect(channel, toCloseAfter: Self.timeout)
    }

    /// Reads nothing until told to.
    private final class FullSocket: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer
        private var waiting: [EventLoopPromise<Void>] = []

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            if let promise { waiting.append(promise) }
        }

        func succeed() {
            for promise in waiting { promise.succeed() }
            waiting = []
        }

        func fail() {
            for promise in waiting { promise.fail(ChannelError.eof) }
            waiting = []
        }
    }

    /// Stands in for the HTTP codec.
    private final class AnswerAsBytes: ChannelOutboundHandler {
        typealias OutboundIn = HTTPResponsePart
        typealias OutboundOut = ByteBuffer

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            context.write(wrapOutboundOut(ByteBuffer(string: "answer")), promise: promise)
        }
    }
}
