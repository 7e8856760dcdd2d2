// The rate limiter.

/// A token bucket that is given the time.
struct TokenBucket: Sendable {
    private let perSecond: Double
    private let burst: Double
    private var tokens: Double
    private var updated = 0

    init(_ limit: CapacityProfile.RateLimit) {
        perSecond = limit.perSecond
        burst = limit.burst
        tokens = limit.burst
    }

    /// Takes a token at an instant, in microseconds.
    ///
    /// - Returns: Nil if there was one, otherwise the whole seconds until there is.
    mutating func take(at now: Int) -> Int? {
        if now > updated {
            tokens = min(burst, tokens + Double(now - updated) / 1_000_000 * perSecond)
            updated = now
        }
        guard tokens < 1 else {
            tokens -= 1
            return nil
        }
        return max(1, Int(((1 - tokens) / perSecond).rounded(.up)))
    }
}
