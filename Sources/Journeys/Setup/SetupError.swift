// Why setup could not provide what the participants need.
public import Measuring

/// A failure of setup, in words.
public struct SetupError: Error, Hashable, Sendable {
    /// What could not be done and why, in one sentence without secrets.
    public var message: String
    /// What to do about it.
    public var remedy: String?
    /// Whether no server answered at all.
    public var isUnreachable: Bool

    /// An error from its parts.
    public init(message: String, remedy: String?, isUnreachable: Bool = false) {
        self.message = message
        self.remedy = remedy
        self.isUnreachable = isUnreachable
    }

    /// What was being done when a request failed.
    public init(_ deed: String, at address: String, _ failure: Failure) {
        let cause = failure.diagnosis.map { ": \($0.cause)" } ?? ""
        switch failure.kind {
        case .tls:
            message = "\(URLReference.shown(address)) cannot be trusted: \(failure.detail)"
            remedy =
                "name the certificate to trust with `target: { tls: { ca: … } }` or `--cacert`, "
                + "or switch the verification off with `-k`"
            isUnreachable = true
        case .resolve, .connect:
            message = "\(URLReference.shown(address)) cannot be reached: \(failure.detail)"
            remedy = failure.diagnosis?.remedy ?? "check the address, and that the server runs"
            isUnreachable = true
        case .timeout, .reset, .protocol, .status, .check, .extract, .redirects, .tooLarge, .notAllowed, .cancelled,
            .harness:
            message = "\(deed) failed (\(failure.detail))\(cause)"
            remedy = failure.diagnosis?.remedy
            isUnreachable = false
        }
    }
}
