// What the connections of a metrics server share: the page, the limits, and the wait for the last scrape.
import Measuring
import NIOCore
import Synchronization

/// Answers for all connections.
final class ScrapeEndpoint: Sendable {
    /// The only page.
    static let path = "/metrics"
    /// How many connections there may be at once.
    static let mostConnections = 32
    /// How long a connection may last, from accepting it to the last byte that its client reads.
    static let patience = TimeAmount.seconds(10)
    /// How old a page may be: so that no number of scrapes takes more CPU than ten a second.
    static let freshness = TimeAmount.milliseconds(100)

    /// Too many connections at once.
    struct Full: Error {}

    private struct State {
        var connections = 0
        /// The last page, when it was made, and whether that was after the run.
        var page: (text: ByteBuffer, at: NIODeadline, isLast: Bool)?
        /// Fulfilled by the last scrape; nil while the run goes on.
        var last: EventLoopPromise<Bool>?
    }

    let mediaType: String
    private let loop: any EventLoop
    private let makePage: @Sendable () -> String
    // A mutex, since the run's task says when the run is over; everything else happens on the server's thread.
    private let state = Mutex(State())

    init(mediaType: String, loop: any EventLoop, page: @escaping @Sendable () -> String) {
        self.mediaType = mediaType
        self.loop = loop
        makePage = page
    }

    /// Takes a connection, until it is closed or its time is over.
    /// - Throws: `Full` if there are too many.
    func admit(_ channel: any Channel) throws(Full) {
        let isAdmitted = state.withLock { state in
            guard state.connections < ScrapeEndpoint.mostConnections else { return false }
            state.connections += 1
            return true
        }
        guard isAdmitted else { throw Full() }
        let end = channel.eventLoop.scheduleTask(in: ScrapeEndpoint.patience) { channel.close(promise: nil) }
        channel.closeFuture.whenComplete { _ in
            end.cancel()
            self.state.withLock { $0.connections -= 1 }
        }
    }

    /// The page, and whether it is the last: made after the run.
    func page() -> (text: ByteBuffer, isLast: Bool) {
        let now = NIODeadline.now()
        let (known, isOver) = state.withLock { ($0.page, $0.last != nil) }
        if let known, now - known.at < ScrapeEndpoint.freshness, known.isLast == isOver { return (known.text, isOver) }
        let text = ByteBuffer(string: makePage())
        state.withLock { $0.page = (text, now, isOver) }
        return (text, isOver)
    }

    /// The last page was handed to the kernel as a whole.
    func lastPageSent() { state.withLock { $0.last }?.succeed(true) }

    /// Waits until the last page was sent, or until the time is over. Called once.
    func lastScrape(within limit: TimeAmount) async -> Bool {
        let promise = loop.makePromise(of: Bool.self)
        state.withLock { $0.last = promise }
        let end = loop.scheduleTask(in: limit) { promise.succeed(false) }
        defer { end.cancel() }
        // It never fails: nothing fails the promise.
        return (try? await promise.futureResult.get()) ?? false
    }
}
