// A loop that yields the processor for a moment.
import Measuring

/// Whether a loop leaves its jobs for a moment, so that the processor is free for others.
struct LoopYield {
    /// How long a loop waits, at most, before it asks again.
    static let nanoseconds: Int64 = 100_000
    /// How long in a row at most; then the loop runs a turn's jobs all the same, since whoever it yields to may be unable to
    /// go on. By the clock, since a wait lasts a millisecond at least before Linux 5.11.
    static let longestNanoseconds: Int64 = 2_000_000

    /// Whether to yield now; nil: never.
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
