// Lets a loop yield the processor for a moment.
import Measuring

/// Decides whether a loop skips its jobs for a moment, so that other threads get the processor.
struct LoopYield {
    /// The longest wait before the loop asks again.
    static let nanoseconds: Int64 = 100_000
    /// The longest time to yield in a row. After it the loop runs a turn's jobs anyway, since the thread that it yields
    /// to may be unable to continue. Measured by the clock, since a wait lasts at least a millisecond before Linux
    /// 5.11.
    static let longestNanoseconds: Int64 = 2_000_000

    /// Whether to yield now. Nil means never.
    var question: (() -> Bool)?
    private var began: Moment?

    /// Asks the question, once in each turn that has jobs.
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
