// Serves one page of metrics over HTTP during a run, on a thread of its own.
//
// Uses SwiftNIO, which the stand-in needs anyway: its parser has met hostile clients. One thread of ordinary priority
// serves everything, and the page is made on it, so that no event loop of the run is involved.
package import Measuring
import NIOCore
import NIOHTTP1
import NIOPosix

/// A running server of metrics.
package struct MetricsServer: Sendable {
    /// Where to listen.
    package struct Place: Hashable, Sendable {
        /// An IP address of this machine.
        package var address: String
        /// A port; 0: any free one.
        package var port: Int

        /// Creates a place.
        package init(address: String, port: Int) {
            self.address = address
            self.port = port
        }
    }

    /// The URL of the page.
    package let url: String
    private let endpoint: ScrapeEndpoint

    /// Listens, calls `body`, and stops whatever clients do then. Nothing of it exists before and after.
    ///
    /// - Parameters:
    ///   - place: where to listen.
    ///   - mediaType: of the page.
    ///   - page: makes the page. Called on the server's thread, at most ten times a second.
    ///   - body: what happens meanwhile.
    /// - Returns: what `body` returns.
    /// - Throws: why it cannot listen, before `body` is called; or what `body` throws.
    package static func serving<Value: Sendable>(
        at place: Place, mediaType: String, page: @escaping @Sendable () -> String,
        _ body: (MetricsServer) async throws(Problem) -> Value
    ) async throws(Problem) -> Value {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let outcome: Result<Value, Problem>
        do throws(Problem) {
            let endpoint = ScrapeEndpoint(mediaType: mediaType, loop: group.next(), page: page)
            let port = try await listen(at: place, endpoint, group)
            let host = place.address.contains(":") ? "[\(place.address)]" : place.address
            outcome = .success(
                try await body(MetricsServer(url: "http://\(host):\(port)\(ScrapeEndpoint.path)", endpoint: endpoint)))
        } catch {
            outcome = .failure(error)
        }
        // Closes every connection, in whatever state. It fails only if it was called before.
        try? await group.shutdownGracefully()
        return try outcome.get()
    }

    /// Waits until a scrape that began after this call is answered, or until the time is over.
    /// - Returns: whether there was one.
    package func lastScrape(within seconds: Int) async -> Bool {
        await endpoint.lastScrape(within: .seconds(Int64(seconds)))
    }

    private static func listen(
        at place: Place, _ endpoint: ScrapeEndpoint, _ group: MultiThreadedEventLoopGroup
    ) async throws(Problem) -> Int {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 16)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // Throwing closes the connection.
                    try endpoint.admit(channel)
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(RequestLimit())
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                    try pipeline.addHandler(ScrapeHandler(endpoint))
                }
            }
        do {
            let address = try SocketAddress(ipAddress: place.address, port: place.port)
            let channel = try await bootstrap.bind(to: address).get()
            return channel.localAddress?.port ?? place.port
        } catch {
            throw .metricsUnserved(at: place, error)
        }
    }
}
