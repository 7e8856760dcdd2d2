// The host's token, which everything that the host does shares: once one has expired, one log-in serves all.
import Scenarios
import Synchronization

/// The host's token, as long as the platform takes it.
final class HostToken: Sendable {
    // A mutex, since an EventHost is Sendable; everything happens on the host's loop, one task after another.
    private let kept: Mutex<Secret?>

    /// Keeps the token that setup obtained; nil: there is none yet.
    init(_ token: Secret?) { kept = Mutex(token) }

    /// The token; nil if there is none but the one that the platform has rejected.
    func other(than rejected: String?) -> String? {
        guard let token = kept.withLock({ $0 })?.revealed, token != rejected else { return nil }
        return token
    }

    /// Keeps a token that was obtained.
    func keep(_ token: String) { kept.withLock { $0 = Secret(token) } }
}
