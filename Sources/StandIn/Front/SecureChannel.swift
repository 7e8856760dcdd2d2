// Connections over TLS.

import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP2
import NIOSSL

/// TLS carrying HTTP/2 or HTTP/1.1, as client and server negotiate (ALPN, RFC 7301).
struct SecureChannel: ServerChildChannel {
    typealias Negotiated = NIONegotiatedHTTPVersion<StrictHTTP1Channel.Value, HTTP2Channel.Value>

    /// A connection whose handshake may still be in progress.
    struct Value: ServerChildChannelValue {
        let negotiated: EventLoopFuture<Negotiated>
        let channel: any Channel
    }

    private let tls: NIOSSLContext
    private let http1: StrictHTTP1Channel
    private let http2: HTTP2Channel

    init(_ identity: TLSIdentity, http1: StrictHTTP1Channel, http2: HTTP2Channel) throws {
        var configuration = identity.serverConfiguration
        configuration.applicationProtocols = NIOHTTP2SupportedALPNProtocols
        // A client that does not answer close_notify must not delay the shutdown.
        configuration.shutdownTimeout = .milliseconds(500)
        tls = try NIOSSLContext(configuration: configuration)
        self.http1 = http1
        self.http2 = http2
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
        }
        .flatMap {
            channel.configureHTTP2AsyncSecureUpgrade(
                http1ConnectionInitializer: { http1.setup(channel: $0, logger: logger) },
                http2ConnectionInitializer: { http2.setup(channel: $0, logger: logger) })
        }
        .map { Value(negotiated: $0, channel: channel) }
    }

    func handle(value: Value, logger: Logger) async {
        // Fails if the connection ends before its handshake.
        let negotiated = try? await withTaskCancellationHandler {
            try await value.negotiated.get()
        } onCancel: {
            // A client that has not even finished the handshake is not waited for.
            value.channel.close(promise: nil)
        }
        switch negotiated {
        case .http1_1(let connection): await http1.handle(value: connection, logger: logger)
        case .http2(let connection): await http2.handle(value: connection, logger: logger)
        case nil: break
        }
    }
}
