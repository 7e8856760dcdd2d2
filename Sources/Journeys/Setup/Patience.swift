// How setup waits when a server asks it to (Retry-After): never silently, and never without limit.
import Measuring
import Scenarios

/// The longest wait that setup accepts, and the callback that announces each wait.
struct Patience: Sendable {
    /// In whole seconds.
    let longest: Int
    let notice: @Sendable (String) -> Void

    /// The longest wait if the scenario sets no `max-duration`.
    static let usual = Duration.seconds(60)

    /// The patience of setup with these limits, or less if `most` says so.
    init(_ limits: LimitsPlan, atMost most: Int = .max, notice: @escaping @Sendable (String) -> Void) {
        longest = min(most, Int((limits.maxDuration ?? Patience.usual).wholeNanoseconds / 1_000_000_000))
        self.notice = notice
    }

    /// Announces a wait that is about to begin.
    /// - Throws: The failure that would precede the wait, if the wait is too long.
    func permit(seconds: Int, _ failure: Failure) throws(Failure) {
        guard seconds > 0 else { return }
        guard seconds <= longest else {
            var failure = failure
            failure.detail += "; the server asks to wait \(seconds) s, and setup waits \(longest) s at most"
            throw failure
        }
        notice("The server asks to wait \(seconds) s; waiting…")
    }
}
