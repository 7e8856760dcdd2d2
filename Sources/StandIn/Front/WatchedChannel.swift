// Connections as the server sets them up.

import HummingbirdCore
import Logging
import NIOCore

/// A kind of connection (HTTP/1.1, or TLS with HTTP/1.1 or HTTP/2 in it) with a ``ConnectionWatch`` beneath it.
struct WatchedChannel<Base: ServerChildChannel>: ServerChildChannel {
    let base: Base
    let ledger: TruthLedger
    let timeout: TimeAmount

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<OwnedChannel<Base.Value>> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(ConnectionWatch(ledger: ledger, timeout: timeout))
        }
        .flatMap { base.setup(channel: channel, logger: logger) }
        .map { OwnedChannel($0) }
    }

    func handle(value: OwnedChannel<Base.Value>, logger: Logger) async {
        await base.handle(value: value.value, logger: logger)
    }
}

extension HTTPServerBuilder {
    /// The connections of a stand-in: plain HTTP/1.1, or over TLS HTTP/2 and HTTP/1.1, as the client prefers.
    static func standIn(
        _ configuration: StandInConfiguration, identity: TLSIdentity?, ledger: TruthLedger
    ) -> HTTPServerBuilder {
        let timeout = TimeAmount.seconds(Int64(configuration.idleTimeoutSeconds))
        return HTTPServerBuilder { responder in
            let plain = StrictHTTP1Channel(responder: responder, timeout: timeout)
            guard let identity else { return WatchedChannel(base: plain, ledger: ledger, timeout: timeout) }
            let secure = try SecureChannel(
                identity, http1: plain, http2: HTTP2Channel(http1: plain.base, timeout: timeout))
            return WatchedChannel(base: secure, ledger: ledger, timeout: timeout)
        }
    }
}
