// A loop that lets others go first for a moment.

/// Whether a loop leaves its jobs for a moment, so that the processor is free for others.
struct StandingBack {
    /// How long a loop stands back at a time.
    static let nanoseconds: Int64 = 100_000
    /// So often in a row, and then it runs a turn's jobs all the same: whoever is waited for may not be able to go on.
    static let timesInRow = 20

    /// Whether others are to go first now; nil: never.
    var question: (() -> Bool)?
    private var times = 0

    /// Asks, once in a turn that has jobs.
    mutating func isDue() -> Bool {
        guard let question, times < Self.timesInRow, question() else {
            times = 0
            return false
        }
        times += 1
        return true
    }
}
