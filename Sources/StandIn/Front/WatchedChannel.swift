// Connections as the server sets them up.

import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore

/// A kind of connection (HTTP/1.1, or TLS with HTTP/1.1 or HTTP/2 in it) with a ``ConnectionWatch`` beneath it.
struct WatchedChannel<Base: HTTPChannelHandler>: HTTPChannelHandler {
    typealias Value = Base.Value

    let base: Base
    let ledger: TruthLedger
    let patience: TimeAmount
    /// Whether HTTP/2 may be negotiated in it.
    var isSecure = false

    var responder: Responder { base.responder }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(ConnectionWatch(ledger: ledger, patience: patience))
        }.flatMap { base.setup(channel: channel, logger: logger) }
            .flatMapThrowing { value in
                if isSecure { try HeaderAllowance.add(to: channel) }
                return value
            }
    }

    func handle(value: Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}

extension HTTPServerBuilder {
    /// The connections of a stand-in: plain HTTP/1.1, or over TLS HTTP/2 and HTTP/1.1, as the client prefers.
    static func standIn(
        _ configuration: StandInConfiguration, identity: TLSIdentity?, ledger: TruthLedger
    ) -> HTTPServerBuilder {
        let idle = configuration.idleTimeoutSeconds
        let patience = TimeAmount.seconds(Int64(idle))
        let http = HTTP1Channel.Configuration(
            additionalChannelHandlers: [RequestWatch(patience: patience)], idleTimeout: patience)
        guard let identity else {
            return HTTPServerBuilder { responder in
                WatchedChannel(
                    base: HTTP1Channel(responder: responder, configuration: http), ledger: ledger, patience: patience)
            }
        }
        return HTTPServerBuilder { responder in
            let base = try HTTP2UpgradeChannel(
                tlsConfiguration: identity.serverConfiguration,
                configuration: HTTP2UpgradeChannel.Configuration(
                    // Who does not answer the farewell either is cut off.
                    idleTimeout: .seconds(idle), gracefulCloseTimeout: .seconds(idle), streamConfiguration: http),
                responder: responder)
            return WatchedChannel(base: base, ledger: ledger, patience: patience, isSecure: true)
        }
    }
}
