// A client that sends bytes unchanged, for what a real HTTP client would not do.

import NIOCore
import NIOPosix
import NIOSSL

/// One connection to a server.
enum RawConnection {
    /// Passes a connection to a closure; with an authority, one over TLS with HTTP/2 negotiated.
    ///
    /// The first bytes are sent on the connection's own thread as soon as it is open. A test of a timeout of the server
    /// sends its beginning in this way: the closure waits for its turn among all tests that run, and on a busy machine
    /// the timeout may pass before it begins.
    static func open<Result>(
        to base: String, trusting authority: String? = nil, sending first: ByteBuffer = ByteBuffer(),
        _ body: (inout Reader, NIOAsyncChannelOutboundWriter<ByteBuffer>) async throws -> Result
    ) async throws -> Result {
        let port = base.split(separator: ":").last.flatMap { Int($0) } ?? 0
        let secure = try authority.map { authority in
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(authority.utf8)))
            configuration.applicationProtocols = ["h2"]
            return try NIOSSLContext(configuration: configuration)
        }
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let secure {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: secure, serverHostname: "localhost"))
                    }
                    try channel.pipeline.syncOperations.addHandler(FirstBytes(first))
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var reader = Reader(iterator: inbound.makeAsyncIterator())
            return try await body(&reader, outbound)
        }
    }

    /// Reads answers.
    struct Reader {
        fileprivate var iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
        private var pending = ""

        fileprivate init(iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator) {
            self.iterator = iterator
        }

        /// The next response, with a `Content-Length` or without a body; nil if the connection was closed.
        mutating func answer() async throws -> (status: Int, head: String, body: String)? {
            while true {
                if let answer = parsed() { return answer }
                guard let buffer = try await iterator.next(isolation: #isolation) else { return nil }
                pending += String(buffer: buffer)
            }
        }

        /// Reads until a text has arrived; false if the connection ended before.
        mutating func reads(_ text: String) async throws -> Bool {
            while !pending.contains(text) {
                guard let buffer = try await iterator.next(isolation: #isolation) else { return false }
                pending += String(buffer: buffer)
            }
            return true
        }

        /// Waits until the server closes the connection in an orderly way, whatever it sends before.
        mutating func awaitClose() async throws {
            while try await iterator.next(isolation: #isolation) != nil {}
        }

        /// Everything that arrives until the server ends the connection, in whatever way.
        mutating func rest() async throws -> String {
            do {
                while let buffer = try await iterator.next(isolation: #isolation) { pending += String(buffer: buffer) }
            } catch is IOError {
            } catch NIOSSLError.uncleanShutdown {}
            return pending
        }

        private mutating func parsed() -> (status: Int, head: String, body: String)? {
            let bytes = Array(pending.utf8)
            guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
            let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
            let length =
                head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
                .flatMap { Int($0.dropFirst("content-length:".count).trimmingPrefix(" ")) } ?? 0
            guard bytes.count >= end.upperBound + length else { return nil }
            let body = String(decoding: bytes[end.upperBound..<end.upperBound + length], as: UTF8.self)
            pending = String(decoding: bytes[(end.upperBound + length)...], as: UTF8.self)
            return (Int(head.split(separator: " ")[1]) ?? 0, head, body)
        }
    }
}

/// Sends bytes when a connection opens; over TLS they go out with the handshake's end.
private final class FirstBytes: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let bytes: ByteBuffer

    init(_ bytes: ByteBuffer) {
        self.bytes = bytes
    }

    func channelActive(context: ChannelHandlerContext) {
        if bytes.readableBytes > 0 { context.writeAndFlush(wrapOutboundOut(bytes), promise: nil) }
        context.fireChannelActive()
    }
}

extension NIOAsyncChannelOutboundWriter<ByteBuffer> {
    /// Sends a text.
    func send(_ text: String) async throws {
        try await write(ByteBuffer(string: text))
    }

    /// Sends a text repeatedly, at a pace that leaves processor time for others, until the connection has ended.
    func sendUntilDropped(_ text: String) async {
        while (try? await send(text)) != nil, (try? await Task.sleep(for: .milliseconds(5))) != nil {}
    }

    /// Sends a request.
    func request(_ method: String, _ target: String, _ body: String = "", headers: [String] = []) async throws {
        var lines = ["\(method) \(target) HTTP/1.1", "Host: stand-in.test"] + headers
        if !body.isEmpty { lines.append("Content-Length: \(body.utf8.count)") }
        try await send(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }
}
