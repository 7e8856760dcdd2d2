// The stand-in as a server.

import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// The embedded platform (docs/stand-in.md): speaks the platform's contract, with a capacity model and a memory of what
/// it saw.
public struct StandInServer: Sendable {
    private let configuration: StandInConfiguration

    /// A server of a configuration; it listens once it runs.
    public init(configuration: StandInConfiguration) {
        self.configuration = configuration
    }

    /// Serves until the task is cancelled.
    ///
    /// - Parameter ready: Called once connections are accepted, with the base URL, as `http://127.0.0.1:49152`.
    /// - Throws: ``StandInError`` if the address cannot be listened on.
    public func run(ready: @escaping @Sendable (String) async -> Void) async throws {
        let service = try await StandInService(configuration: configuration, clock: .live())
        // Only failures of the server itself are logged: a line for each request would be the bulk of its work.
        var logger = Logger(label: "stand-in")
        logger.logLevel = .critical
        let ledger = service.ledger
        let host = configuration.host
        let application = Application(
            responder: HTTPFront(service: service),
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [ConnectionCounter(ledger: ledger)],
                    idleTimeout: .seconds(Int64(configuration.idleTimeoutSeconds)))),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: configuration.port), backlog: 4_096),
            onServerRunning: { channel in
                let shown = host.contains(":") ? "[\(host)]" : host
                await ready("http://\(shown):\(channel.localAddress?.port ?? 0)")
            },
            logger: logger)
        do {
            try await application.run()
        } catch is CancellationError {
            // The way to stop.
        } catch {
            // All else that can end the server is that it could not begin: a name that is no host's, a port that is taken.
            let reason = (error as? IOError).map { SystemError.text($0.errnoCode) } ?? "\(error)"
            throw StandInError(host: host, port: configuration.port, reason: reason)
        }
    }
}
