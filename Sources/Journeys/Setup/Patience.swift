// How setup waits for a server that asks it to (Retry-After): never in silence, and not without end.
import Measuring
import Scenarios

/// The longest wait that setup accepts, and who is told of each.
struct Patience: Sendable {
    /// In whole seconds.
    let longest: Int
    let notice: @Sendable (String) -> Void

    /// The longest wait where the scenario sets no `max-duration`.
    static let usual = Duration.seconds(60)

    init(_ limits: LimitsPlan, notice: @escaping @Sendable (String) -> Void) {
        longest = Int((limits.maxDuration ?? Patience.usual).wholeNanoseconds / 1_000_000_000)
        self.notice = notice
    }

    /// Tells of a wait that is about to begin.
    /// - Throws: The failure that the wait would follow, if it is too long.
    func permit(seconds: Int, _ failure: Failure) throws(Failure) {
        guard seconds > 0 else { return }
        guard seconds <= longest else {
            var failure = failure
            failure.detail += "; the server asks to wait \(seconds) s, and setup waits \(longest) s at the most"
            throw failure
        }
        notice("The server asks to wait \(seconds) s; waiting…")
    }
}
