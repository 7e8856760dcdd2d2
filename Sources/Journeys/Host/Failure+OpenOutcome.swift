// Whether a request that failed may have done what it was for.
import Measuring

extension Failure {
    /// Whether the server may have done what it was asked for: the request may have reached it, and no answer says that it
    /// did not.
    var leavesOutcomeOpen: Bool {
        switch kind {
        case .timeout, .reset, .cancelled, .protocol, .redirects, .check, .extract, .tooLarge: true
        // A server that fails may have done the first half, and a gateway does not know (502, 504).
        case .status: (status ?? 0) >= 500
        case .resolve, .connect, .tls, .notAllowed, .harness: false
        }
    }
}
