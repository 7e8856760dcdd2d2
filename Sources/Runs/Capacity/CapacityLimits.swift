// When a capacity search ends early.

/// When a capacity search ends before its own end.
package struct CapacityLimits: Sendable {
    /// No storm begins after this many seconds; nil: no limit.
    package var maxSeconds: Double?
    /// How many seconds the target is given to recover before a storm.
    package var recoverySeconds: Double
    /// Whether a storm that a condition of `--abort-when` ended also ends the search.
    package var endsWhenAborted: Bool

    /// Creates limits.
    package init(maxSeconds: Double? = nil, recoverySeconds: Double = 120, endsWhenAborted: Bool = false) {
        self.maxSeconds = maxSeconds
        self.recoverySeconds = recoverySeconds
        self.endsWhenAborted = endsWhenAborted
    }
}
