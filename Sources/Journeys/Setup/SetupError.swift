// Why setup could not provide what the participants need.
package import Addresses
package import Measuring

/// A failure of setup, as a message.
package struct SetupError: Error, Hashable, Sendable {
    /// What could not be done and why, in one sentence without secrets.
    package var message: String
    /// What to do about it.
    package var remedy: String?
    /// Whether no server responded at all.
    package var isUnreachable: Bool

    /// Creates an error.
    package init(message: String, remedy: String?, isUnreachable: Bool = false) {
        self.message = message
        self.remedy = remedy
        self.isUnreachable = isUnreachable
    }

    /// Creates an error from what was being done when a request failed.
    init(_ deed: String, at base: BaseURL, _ failure: Failure, _ proxy: UnusedProxy) {
        self.init(deed, shown: base.text, base.url, failure, proxy)
    }

    /// Creates an error for a server that cannot be connected to.
    package init(connectingTo url: WebURL, _ failure: Failure, _ proxy: UnusedProxy) {
        self.init("connecting to \(url.origin)", shown: url.origin, url, failure, proxy)
    }

    private init(_ deed: String, shown: String, _ url: WebURL, _ failure: Failure, _ proxy: UnusedProxy) {
        let diagnosis = failure.diagnosis ?? Diagnosis(of: FailureContext(unsent: failure, to: url, proxy: proxy))
        let cause = diagnosis.map { ": \($0.cause)" } ?? ""
        switch failure.kind {
        case .tls:
            isUnreachable = true
            message =
                diagnosis == .noTLS
                ? "\(shown): the server does not speak TLS on this port (\(failure.detail))"
                : "\(shown) cannot be trusted: \(failure.detail)\(cause)"
            remedy = diagnosis?.remedy
        case .resolve, .connect:
            message = "\(shown) cannot be reached: \(failure.detail)\(cause)"
            remedy = diagnosis?.remedy ?? "check the URL, and that the server is running"
            isUnreachable = true
        case .timeout, .reset, .protocol, .status, .check, .extract, .redirects, .tooLarge, .notAllowed, .cancelled,
            .harness:
            message = "\(deed) failed at \(shown) (\(failure.detail))\(cause)"
            remedy = diagnosis?.remedy ?? SetupError.remedy(for: failure.kind)
            isUnreachable = false
        }
    }

    /// Where to look if nothing more is known.
    private static func remedy(for kind: FailureKind) -> String? {
        switch kind {
        case .reset, .protocol, .redirects:
            "check that `target.api` is the platform's API, `https` or `http` as it is served, and that the server speaks "
                + "the version that `target.http` asks for"
        case .extract, .status, .check: "check that `target.api` is the platform's API, and check its log"
        case .timeout: "check that the server is up and not busy with something else"
        case .resolve, .connect, .tls, .tooLarge, .notAllowed, .cancelled, .harness: nil
        }
    }
}
