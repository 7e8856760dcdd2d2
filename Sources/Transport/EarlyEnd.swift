// How an exchange ended that was to hold back its last byte until a release.
package import Measuring

/// The end of such an exchange before the release.
package struct EarlyEnd: Hashable, Sendable {
    /// Why it was not primed.
    package let cause: UnprimedCause
    /// Whether the server ended it, or may have, only after the time to hold was over: the generator should have released it
    /// by then.
    package let wasHeldTooLong: Bool

    /// What a participant's failure is called then.
    package static func heldTooLong(_ failure: Failure) -> Failure {
        Failure(
            kind: .harness, status: failure.status,
            detail: "the generator held back the last byte for longer than `hold`, and then: \(failure.detail)",
            curlCode: failure.curlCode)
    }
}

extension HeldRequests {
    /// A release that is later than that was not on time: a busy loop takes some milliseconds.
    package static let overrunNanoseconds: Int64 = 100_000_000

    /// Whether a moment is after the release should have been.
    func isTooLate(_ moment: Moment) -> Bool {
        guard let deadline else { return false }
        return moment.nanoseconds(since: deadline) > Self.overrunNanoseconds
    }
}
