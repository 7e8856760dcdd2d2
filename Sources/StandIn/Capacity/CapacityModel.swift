// What happens to a request on a platform of limited capacity, computed when it arrives.
//
// A request passes, in this order: the rate limit; a slot, for which a limited number may queue; a database connection,
// which it waits for up to a timeout and holds until the end; a hash worker if a password is involved; its service
// time. All durations are drawn on arrival and all queues are first come, first served, so the whole course is known at
// once: the model never waits itself and can be tested in virtual time.

import Measuring
import PlatformContract

/// The capacity model of a profile. Instants are microseconds on the caller's clock. Arrivals must be reported in
/// order.
struct CapacityModel: Sendable {
    /// Why a request is not served.
    enum Shortage: Hashable, Sendable {
        /// More requests than the rate limit allows: 429.
        case rate
        /// The queue for slots was full: 503.
        case queue
        /// No database connection came free in time: 503.
        case database
    }

    /// What happens to a request.
    enum Outcome: Hashable, Sendable {
        /// It is answered at an instant.
        case served(at: Int)
        /// It is refused at an instant and may be retried after some seconds.
        case refused(Shortage, at: Int, retryAfterSeconds: Int)
    }

    /// A fault injected into a request.
    enum Fault: Hashable, Sendable {
        /// The connection is reset before any work is done.
        case reset
        /// Nothing happens until an instant; then it is reset.
        case stall(until: Int)
        /// The response breaks off.
        case truncated
        /// The response's JSON is invalid.
        case malformed
    }

    /// What happens to a request before its body is read.
    enum EarlyFault: Hashable, Sendable {
        /// It is answered with 503.
        case answer(retryAfterSeconds: Int)
        /// Its connection is closed.
        case close
    }

    private let profile: CapacityProfile
    private var random: SplitMix64
    /// Separate, so that faults do not change the service times.
    private var chance: SplitMix64
    /// Separate again, so that early faults do not change the others.
    private var earlyChance: SplitMix64
    private var bucket: TokenBucket?
    private var slots: Reservations?
    private var connections: Reservations?
    private var hashWorkers: Reservations?
    private var sessionWriter: Reservations?
    private let service: [Endpoint: LogNormal]
    /// When each queued request will get a slot, in order. Those before `queueHead` already have one.
    private var queue: [Int] = []
    private var queueHead = 0

    /// Creates a model of a profile with a seed.
    init(_ profile: CapacityProfile, seed: UInt64) {
        self.profile = profile
        random = SplitMix64(seed: seed)
        chance = SplitMix64(seed: SplitMix64.mixed(seed ^ 0x6661_756C_7473_2020))
        earlyChance = SplitMix64(seed: SplitMix64.mixed(seed ^ 0x6561_726C_7920_2020))
        bucket = profile.rateLimit.map { TokenBucket($0) }
        slots = profile.slots.map { Reservations(count: $0.concurrent) }
        connections = profile.database.map { Reservations(count: $0.connections) }
        hashWorkers = profile.passwordHash.map { Reservations(count: $0.workers) }
        sessionWriter = profile.sessionStore.map { _ in Reservations(count: 1) }
        service = profile.service.mapValues { LogNormal($0) }
    }

    /// How many requests wait for a slot at an instant.
    mutating func queued(at now: Int) -> Int {
        while queueHead < queue.count, queue[queueHead] <= now { queueHead += 1 }
        if queueHead > 1_024, queueHead * 2 > queue.count {
            queue.removeFirst(queueHead)
            queueHead = 0
        }
        return queue.count - queueHead
    }

    /// Admits or refuses a request that arrives now.
    ///
    /// - Parameters:
    ///   - endpoint: The endpoint requested.
    ///   - hashing: Whether the request needs a password hash.
    ///   - now: The instant of its arrival.
    /// - Returns: The outcome.
    mutating func admit(_ endpoint: Endpoint, hashing: Bool, at now: Int) -> Outcome {
        if let seconds = bucket?.take(at: now) {
            return .refused(.rate, at: now, retryAfterSeconds: seconds)
        }
        let start = max(now, slots?.earliest ?? now)
        if let limit = profile.slots, start > now {
            guard queued(at: now) < limit.queued else {
                return .refused(.queue, at: now, retryAfterSeconds: profile.retryAfterSeconds)
            }
            queue.append(start)
        }
        let work = service[endpoint]?.microseconds(&random) ?? 0
        var ready = start
        if let database = profile.database, let earliest = connections?.earliest {
            let patience = Int(database.acquireTimeoutMilliseconds * 1_000)
            guard earliest <= start + patience else {
                slots?.book(until: start + patience)
                return .refused(
                    .database, at: start + patience, retryAfterSeconds: profile.retryAfterSeconds)
            }
            ready = max(ready, earliest)
        }
        if hashing, let hash = profile.passwordHash, let earliest = hashWorkers?.earliest {
            ready = max(ready, earliest) + Int(hash.milliseconds * 1_000)
            hashWorkers?.book(until: ready)
        }
        let end = ready + work
        connections?.book(until: end)
        slots?.book(until: end)
        return .served(at: end)
    }

    /// Draws the fault for a request that arrives now; nil if there is none.
    mutating func fault(at now: Int) -> Fault? {
        guard let faults = profile.faults, faults.sum > 0 else { return nil }
        var drawn = Double.random(in: 0..<1, using: &chance)
        func isDrawn(_ probability: Double) -> Bool {
            defer { drawn -= probability }
            return drawn < probability
        }
        if isDrawn(faults.reset) { return .reset }
        if isDrawn(faults.stall) { return .stall(until: now + Int(faults.stallSeconds * 1_000_000)) }
        if isDrawn(faults.truncated) { return .truncated }
        return isDrawn(faults.malformed) ? .malformed : nil
    }

    /// Draws what happens to a request before its body is read; nil if nothing.
    mutating func earlyFault() -> EarlyFault? {
        guard let faults = profile.faults, faults.earlySum > 0 else { return nil }
        let drawn = Double.random(in: 0..<1, using: &earlyChance)
        if drawn < faults.earlyAnswer { return .answer(retryAfterSeconds: profile.retryAfterSeconds) }
        return drawn < faults.earlySum ? .close : nil
    }

    /// When a session created now becomes visible; nil: at once.
    ///
    /// A session's own write is done before the response to the log-in arrives. Only earlier writes delay it, so a
    /// single log-in never loses the race.
    mutating func sessionVisible(madeAt now: Int) -> Int? {
        guard let store = profile.sessionStore, let earliest = sessionWriter?.earliest else { return nil }
        let begun = max(now, earliest)
        sessionWriter?.book(until: begun + Int(store.writeMilliseconds * 1_000))
        return begun + Int(store.lagMilliseconds * 1_000)
    }
}
