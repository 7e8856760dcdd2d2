// A loop that lets others go first for a moment.
import Measuring

/// Whether a loop leaves its jobs for a moment, so that the processor is free for others.
struct LoopYield {
    /// How long a loop waits, at most, before it asks again.
    static let nanoseconds: Int64 = 100_000
    /// For so long in a row, and then it runs a turn's jobs all the same: whoever is waited for may not be able to go on.
    /// By the clock, for before Linux 5.11 a wait lasts a millisecond at least.
    static let longestNanoseconds: Int64 = 2_000_000

    /// Whether others are to go first now; nil: never.
    var question: (() -> Bool)?
    private var began: Moment?

    /// Asks, once in a turn that has jobs.
    mutating func begins(at now: Moment) -> Bool {
        let start = began ?? now
        guard let question, now.nanoseconds(since: start) < Self.longestNanoseconds, question() else {
            began = nil
            return false
        }
        began = start
        return true
    }
}
