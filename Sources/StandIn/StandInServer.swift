// The stand-in as a server.

import AsyncHTTPClient
import Hummingbird
import HummingbirdCore
import Logging
package import Measuring
import NIOCore
import NIOPosix

/// The embedded platform (docs/stand-in.md): implements the platform's contract, with a capacity model and a record of
/// what it saw.
package struct StandInServer: Sendable {
    private let configuration: StandInConfiguration
    private let identity: TLSIdentity?

    /// Creates a server with a configuration. It listens once it runs.
    ///
    /// - Throws: ``Problem`` if no certificate could be made for the configured host.
    package init(configuration: StandInConfiguration) throws(Problem) {
        self.configuration = configuration
        guard configuration.tls else {
            identity = nil
            return
        }
        do {
            identity = try TLSIdentity(
                hosts: ["localhost", "127.0.0.1", "::1", StandInHost.api, StandInHost.web]
                    + (["localhost", "127.0.0.1", "::1"].contains(configuration.host) ? [] : [configuration.host]))
        } catch {
            throw .certificate(host: configuration.host)
        }
    }

    /// The certificate of the authority that clients must trust, in PEM; nil without TLS.
    package var authority: String? { identity?.authority }

    /// Serves until the task is cancelled.
    ///
    /// - Parameter ready: Called once the server accepts connections.
    /// - Throws: ``Problem`` if the server cannot listen on the address.
    package func run(ready: @escaping @Sendable (StandInAddresses) async -> Void) async throws {
        try await withTaskExecutorPreference(LoopExecutor(.singleton)) { try await serve(ready: ready) }
    }

    private func serve(ready: @escaping @Sendable (StandInAddresses) async -> Void) async throws {
        let service = try await StandInService(configuration: configuration, clock: .live())
        let client = HTTPClient(
            eventLoopGroupProvider: .singleton,
            configuration: WebhookSender.clientConfiguration(configuration.webhooks))
        let outcome = await serve(service, client, ready: ready)
        // All requests have been cancelled by now; the client only has connections to close.
        try? await client.shutdown()
        try outcome.get()
    }

    private func serve(
        _ service: StandInService, _ client: HTTPClient, ready: @escaping @Sendable (StandInAddresses) async -> Void
    ) async -> Result<Void, Problem> {
        let runner = BackgroundTaskRunner(
            platform: service.platform, clock: service.clock,
            sender: WebhookSender(
                platform: service.platform, settings: configuration.webhooks, clock: service.clock,
                post: { [post = WebhookSender.posting(with: client, configuration.webhooks)] url, body in
                    let isAccepted = await post(url, body)
                    service.ledger.delivered(isAccepted: isAccepted)
                    return isAccepted
                }))
        return await withTaskGroup(of: Result<Void, Problem>?.self) { group in
            group.addTask {
                await runner.run(service.backgroundTasks)
                return nil
            }
            group.addTask { await listen(service, ready: ready) }
            defer { group.cancelAll() }
            for await outcome in group {
                if let outcome { return outcome }
            }
            return .success(())
        }
    }

    private func listen(
        _ service: StandInService, ready: @escaping @Sendable (StandInAddresses) async -> Void
    ) async -> Result<Void, Problem> {
        // Only failures of the server itself are logged: a line per request would be most of its work.
        var logger = Logger(label: "stand-in")
        logger.logLevel = .critical
        let application = Application(
            responder: HTTPFront(service: service),
            server: .standIn(configuration, identity: identity, ledger: service.ledger),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), backlog: 4_096),
            onServerRunning: { channel in
                await ready(StandInAddresses(configuration, port: channel.localAddress?.port ?? 0))
            },
            logger: logger)
        do {
            try await application.run()
        } catch is CancellationError {
            // This is how the server is stopped.
        } catch {
            // Any other error means that it could not start: an unknown host name, a port in use.
            return .failure(.listening(host: configuration.host, port: configuration.port, .init(error)))
        }
        return .success(())
    }
}
