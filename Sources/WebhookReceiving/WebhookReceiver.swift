// Receives a platform's webhook deliveries over HTTP during a run, on a thread of its own.
//
// Uses SwiftNIO, as the metrics do. The thread reads a delivery, answers it and hands it on; whoever takes the
// deliveries checks them. So an answer never waits for the run, and no event loop of the run waits for a sender.
package import Measuring
import NIOCore
import NIOHTTP1
import NIOPosix

/// A running receiver of deliveries.
package struct WebhookReceiver: Sendable {
    /// Where to listen, and what for.
    package struct Place: Hashable, Sendable {
        /// An IP address of this machine.
        package var address: String
        /// A port; 0: any free one.
        package var port: Int
        /// How the paths of deliveries end, which begins with `/`. A reverse proxy may have put something before it.
        package var path: String
        /// The answer to `GET` and `HEAD` on that path, by which others recognise the receiver.
        package var identification: String

        /// Creates a place.
        package init(address: String, port: Int, path: String, identification: String) {
            self.address = address
            self.port = port
            self.path = path
            self.identification = identification
        }
    }

    /// The origin on which this machine reaches it, as `http://127.0.0.1:41234`.
    package let origin: String
    /// The deliveries in the order in which they were read. It ends with the receiver; one reader may iterate it.
    package let deliveries: AsyncStream<ReceivedDelivery>
    private let queue: DeliveryQueue

    /// How many requests were not taken: another path or method, too long, too slow, or not HTTP; and deliveries that came
    /// after the stop.
    package var refused: Int { queue.refused }

    /// How many were turned away since too many came at once: connections that were closed unread, and deliveries that were
    /// answered with 503.
    package var overloaded: Int { queue.overloaded }

    /// Takes no more deliveries: those that come from now on get 503.
    /// - Returns: how many were taken.
    package func stop() -> Int { queue.stop() }

    /// Listens, calls `body`, and stops whatever senders do then. Nothing of it exists before and after.
    ///
    /// - Parameters:
    ///   - place: where to listen.
    ///   - limits: what a sender may do.
    ///   - body: what happens meanwhile.
    /// - Returns: what `body` returns.
    /// - Throws: why it cannot listen, before `body` is called; or what `body` throws.
    package static func receiving<Value: Sendable>(
        at place: Place, limits: ReceivingLimits = ReceivingLimits(),
        _ body: (WebhookReceiver) async throws(Problem) -> Value
    ) async throws(Problem) -> Value {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let (deliveries, waiting) = AsyncStream.makeStream(
            of: ReceivedDelivery.self, bufferingPolicy: .bufferingOldest(limits.waiting))
        let outcome: Result<Value, Problem>
        do throws(Problem) {
            let queue = DeliveryQueue(place: place, limits: limits, waiting: waiting)
            let port = try await listen(at: place, queue, group)
            // Nobody can be sent to "any address"; this machine is one.
            let address = ["0.0.0.0": "127.0.0.1", "::": "::1"][place.address] ?? place.address
            let host = address.contains(":") ? "[\(address)]" : address
            outcome = .success(
                try await body(
                    WebhookReceiver(origin: "http://\(host):\(port)", deliveries: deliveries, queue: queue)))
        } catch {
            outcome = .failure(error)
        }
        waiting.finish()
        // Closes every connection, in whatever state. It fails only if it was called before.
        try? await group.shutdownGracefully()
        return try outcome.get()
    }

    private static func listen(
        at place: Place, _ queue: DeliveryQueue, _ group: MultiThreadedEventLoopGroup
    ) async throws(Problem) -> Int {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 128)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // Throwing closes the connection.
                    try queue.admit(channel)
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(ByteLimit(queue))
                    // One delivery a connection, so nothing to keep in order.
                    try pipeline.configureHTTPServerPipeline(
                        withPipeliningAssistance: false, withErrorHandling: true)
                    try pipeline.addHandler(DeliveryHandler(queue))
                }
            }
        do {
            let address = try SocketAddress(ipAddress: place.address, port: place.port)
            let channel = try await bootstrap.bind(to: address).get()
            return channel.localAddress?.port ?? place.port
        } catch {
            throw .cannotListen(at: place, error)
        }
    }
}

/// What a sender may do, so that none can occupy the receiver.
package struct ReceivingLimits: Hashable, Sendable {
    /// How many connections there may be at once. Further ones are closed.
    package var connections = 64
    /// The largest body taken, in bytes; a longer one gets 413. A delivery of the platform has some 250.
    package var bodyBytes = 16_384
    /// How many bytes of a connection are read, whatever they are.
    package var connectionBytes = 1_048_576
    /// How long a connection may last, from accepting it to its end.
    package var patience = Duration.seconds(10)
    /// How many deliveries may wait to be looked at. Further ones get 503, so that the platform sends them again.
    package var waiting = 4_096

    /// Creates the usual limits.
    package init() {}
}
