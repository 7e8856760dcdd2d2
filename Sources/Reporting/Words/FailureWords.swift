// Failures as text.
import Analysis
import Measuring

/// Failures in words.
enum FailureWords {
    /// For example `from 0.42 s to 6.21 s after the first arrival`. All outputs count failures' times from there.
    static func when(_ group: Summary.FailureGroup) -> String {
        let first = Figures.seconds(group.firstAtSeconds)
        let last = Figures.seconds(group.lastAtSeconds)
        return (first == last ? first : "from \(first) to \(last)") + " after the first arrival"
    }

    /// What happened, for example `status 503`.
    static func of(_ kind: FailureKind, status: Int?) -> String {
        switch kind {
        case .resolve: "name not found"
        case .connect: "no connection"
        case .tls: "TLS failed"
        case .timeout: "timed out"
        case .reset: "connection closed before the response was complete"
        case .protocol: "invalid response"
        case .status: status.map { "status \($0)" } ?? "status"
        case .check: "a check failed"
        case .extract: "a value is missing from the response"
        case .redirects: "redirect not followed"
        case .tooLarge: "response too large"
        case .notAllowed: "host not in allow-hosts"
        case .cancelled: "cut off by the end of the run"
        case .harness: "a failure of the generator, not of the target"
        }
    }
}
