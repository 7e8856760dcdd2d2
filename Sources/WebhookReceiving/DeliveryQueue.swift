// What the connections of a receiver share: the limits, and where deliveries go.
import Measuring
import NIOCore
import Synchronization

/// Takes deliveries for all connections.
final class DeliveryQueue: Sendable {
    /// Too many connections at once.
    struct Full: Error {}

    private struct State {
        var connections = 0
        var refused = 0
        var overloaded = 0
        /// How many deliveries were handed on.
        var taken = 0
        var isStopped = false
    }

    let place: WebhookReceiver.Place
    let limits: ReceivingLimits
    private let waiting: AsyncStream<ReceivedDelivery>.Continuation
    // A mutex, since whoever runs the receiver asks for the counts and stops it; everything else happens on the
    // receiver's thread.
    private let state = Mutex(State())

    init(place: WebhookReceiver.Place, limits: ReceivingLimits, waiting: AsyncStream<ReceivedDelivery>.Continuation) {
        self.place = place
        self.limits = limits
        self.waiting = waiting
    }

    /// How many requests could not be taken.
    var refused: Int { state.withLock { $0.refused } }

    /// How many connections and deliveries there was no room for.
    var overloaded: Int { state.withLock { $0.overloaded } }

    /// Counts a request that cannot be taken.
    func refuse() { state.withLock { $0.refused += 1 } }

    /// Hands on no more deliveries.
    /// - Returns: how many were handed on.
    func stop() -> Int {
        state.withLock { state in
            state.isStopped = true
            return state.taken
        }
    }

    /// Takes a connection, until it is closed or its time is over.
    /// - Throws: `Full` if there are too many.
    func admit(_ channel: any Channel) throws(Full) {
        let isAdmitted = state.withLock { state in
            guard state.connections < limits.connections else {
                state.overloaded += 1
                return false
            }
            state.connections += 1
            return true
        }
        guard isAdmitted else { throw Full() }
        let patience = TimeAmount.nanoseconds(limits.patience.wholeNanoseconds)
        let end = channel.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
        channel.closeFuture.whenComplete { _ in
            end.cancel()
            self.state.withLock { $0.connections -= 1 }
        }
    }

    /// Whether a request's path is that of deliveries.
    func isOurs(_ uri: String) -> Bool { uri.prefix { $0 != "?" }.hasSuffix(place.path) }

    /// Hands a delivery on, and counts one that it does not.
    /// - Returns: whether there was room for it.
    func take(_ bytes: [UInt8]) -> Bool {
        state.withLock { state in
            guard !state.isStopped else {
                state.refused += 1
                return false
            }
            guard case .enqueued = waiting.yield(ReceivedDelivery(bytes: bytes, arrived: Moment.now)) else {
                state.overloaded += 1
                return false
            }
            state.taken += 1
            return true
        }
    }
}
