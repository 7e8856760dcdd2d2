// How an exchange ended that was to hold back its last byte until a release.
package import Measuring

/// The end of such an exchange before the release.
package struct EarlyEnd: Hashable, Sendable {
    /// Why it was not primed.
    package let cause: UnprimedCause
    /// What the generator has to do with it; nil: nothing.
    package let fault: Fault?

    package init(cause: UnprimedCause, fault: Fault?) {
        self.cause = cause
        self.fault = fault
    }

    /// Why a server's part may be the generator's doing.
    package enum Fault: Hashable, Sendable {
        /// The server ended it only after the time to hold was over: the generator should have released it by then.
        case heldTooLong
        /// The generator did not run, and when the server ended it is unknown: perhaps only after that time.
        case generatorStalled
    }

    /// A participant's failure as it is to be called: the generator's if that may be at fault, and is not named already.
    package func blaming(_ failure: Failure) -> Failure {
        guard let fault, failure.kind != .harness else { return failure }
        let words =
            switch fault {
            case .heldTooLong: "the generator held back the last byte for longer than `hold`, and then"
            case .generatorStalled: "the generator did not run for some time while it held back the last byte"
            }
        return Failure(
            kind: .harness, status: failure.status, detail: "\(words): \(failure.detail)", curlCode: failure.curlCode)
    }
}
