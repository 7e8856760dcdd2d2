// The capacity model in real time: a request waits as long as the model says.

import PlatformContract
import Synchronization

/// Asks the model when a request arrives, and waits accordingly.
///
/// Locked, since arrivals must reach the model in order; each takes about a microsecond.
final class CapacityGate: Sendable {
    private let model: Mutex<CapacityModel>
    private let clock: ServerClock
    private let isLimited: Bool

    init(profile: CapacityProfile, seed: UInt64, clock: ServerClock) {
        isLimited = profile != CapacityProfile.unlimited
        model = Mutex(CapacityModel(profile, seed: seed))
        self.clock = clock
    }

    /// Draws the fault for a request that arrives now; nil if there is none.
    func fault() -> CapacityModel.Fault? {
        guard isLimited else { return nil }
        return model.withLock { $0.fault(at: clock.now()) }
    }

    /// Draws what happens to a request before its body is read; nil if nothing.
    func earlyFault() -> CapacityModel.EarlyFault? {
        guard isLimited else { return nil }
        return model.withLock { $0.earlyFault() }
    }

    /// Returns when the work on a request is done.
    ///
    /// - Parameters:
    ///   - endpoint: The endpoint requested.
    ///   - hashing: Whether the request needs a password hash.
    /// - Throws: 429 or 503 with a Retry-After time.
    func pass(_ endpoint: Endpoint, hashing: Bool) async throws(ErrorResponse) {
        guard isLimited else { return }
        let (now, outcome) = model.withLock { model in
            let now = clock.now()
            return (now, model.admit(endpoint, hashing: hashing, at: now))
        }
        switch outcome {
        case .served(let end):
            if end > now { await clock.wait(end) }
        case .refused(let shortage, let end, let seconds):
            if end > now { await clock.wait(end) }
            switch shortage {
            case .rate: throw .overload(.tooManyRequests, "Too many requests", retryAfterSeconds: seconds)
            case .queue:
                throw .overload(
                    .serviceUnavailable, "The server accepts no more requests", retryAfterSeconds: seconds)
            case .database:
                throw .overload(
                    .serviceUnavailable, "No database connection came free in time", retryAfterSeconds: seconds)
            }
        }
    }

    /// When a session created now becomes visible; nil: at once.
    func sessionVisible() -> Int? {
        guard isLimited else { return nil }
        return model.withLock { $0.sessionVisible(madeAt: clock.now()) }
    }
}
