// What the stand-in saw: the counts of `GET /_truth`.

import PlatformContract
import Synchronization

/// Counts requests, responses, people and connections.
///
/// Who counts as a participant: the number in `X-Turnout-Participant`, if the header is sent and the number is not 0 (0
/// is the host). A client that sends no such header is counted by the user as which it enters (the link's temporary
/// user, the account, or the guest of a client token), from its first call that concerns the room: room page, room,
/// participant, signalling token, join, leave.
///
/// A mutex, since every request updates the counts briefly and must not pay for a change of executors.
final class TruthLedger: Sendable {
    /// One person for the purpose of these counts.
    enum Person: Hashable, Sendable {
        /// By the number in `X-Turnout-Participant`.
        case number(Int)
        /// By the user's id.
        case user(String)
    }

    /// The number of the period between two resets. Anything that belongs to an earlier period is not counted, so no
    /// response is counted without its request.
    typealias Period = Int

    private struct Counts: Sendable {
        var requests = 0
        var statuses: [Int: Int] = [:]
        var first = 0
        var last = 0
    }

    private struct State: Sendable {
        var participants: Set<Person> = []
        var entered: Set<Person> = []
        var left: Set<Person> = []
        var connections = 0
        var period: Period = 0
        var origin: Int?
        var endpoints: [Endpoint: Counts] = [:]
        var deliveries = Truth.Deliveries()
    }

    private let state = Mutex(State())

    /// Records a request on arrival.
    ///
    /// - Returns: The period in which it counts.
    func arrived(_ endpoint: Endpoint, from person: Person?, _ clock: ServerClock) -> Period {
        state.withLock { state in
            // Read here, so that the order of counting is the order of arrival.
            let now = clock.now()
            let origin = state.origin ?? now
            state.origin = origin
            if let person { state.participants.insert(person) }
            var counts = state.endpoints[endpoint] ?? Counts()
            if counts.requests == 0 { counts.first = now - origin }
            counts.requests += 1
            counts.last = max(counts.last, now - origin)
            state.endpoints[endpoint] = counts
            return state.period
        }
    }

    /// Counts the sender of a request, once known.
    func recognised(_ person: Person, in period: Period) {
        change(period) { _ = $0.participants.insert(person) }
    }

    /// Records a response.
    func answered(_ endpoint: Endpoint, status: Int, in period: Period) {
        change(period) { $0.endpoints[endpoint, default: Counts()].statuses[status, default: 0] += 1 }
    }

    /// Records that someone is in the room.
    func entered(_ person: Person, in period: Period) {
        change(period) {
            $0.participants.insert(person)
            $0.entered.insert(person)
        }
    }

    /// Records that someone who was in the room has left it.
    func left(_ person: Person, in period: Period) {
        change(period) {
            $0.participants.insert(person)
            $0.left.insert(person)
        }
    }

    private func change(_ period: Period, _ change: (inout State) -> Void) {
        state.withLock { if $0.period == period { change(&$0) } }
    }

    /// Counts a connection.
    ///
    /// - Returns: The period in which it counts, for `discounted`.
    func connected() -> Period {
        state.withLock { state in
            state.connections += 1
            return state.period
        }
    }

    /// Takes a connection out of the count that only asks for the counts.
    func discounted(_ period: Period) {
        change(period) { $0.connections -= 1 }
    }

    /// Counts an attempt to deliver an event that has ended.
    func delivered(isAccepted: Bool) {
        state.withLock { state in
            state.deliveries.attempts += 1
            if isAccepted { state.deliveries.accepted += 1 }
        }
    }

    /// Resets all counts.
    func reset() {
        state.withLock { $0 = State(period: $0.period + 1) }
    }

    /// The counts so far.
    var truth: Truth {
        state.withLock { state in
            var truth = Truth(
                participants: state.participants.count, entered: state.entered.count, left: state.left.count,
                connections: state.connections, deliveries: state.deliveries)
            for endpoint in Endpoint.allCases {
                let counts = state.endpoints[endpoint] ?? Counts()
                truth.endpoints[endpoint.rawValue] = Truth.EndpointCounts(
                    requests: counts.requests,
                    status: Dictionary(uniqueKeysWithValues: counts.statuses.map { ("\($0.key)", $0.value) }),
                    firstMicroseconds: counts.first, lastMicroseconds: counts.last)
            }
            return truth
        }
    }
}
