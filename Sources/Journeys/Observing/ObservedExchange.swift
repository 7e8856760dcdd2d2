// One request and its answer as somebody may read them: without secrets.
package import Measuring

/// A request with its answer, or with the reason why there is none.
package struct ObservedExchange: Sendable {
    /// Why the request was made.
    package enum Reason: Hashable, Sendable {
        /// The step makes it.
        case step
        /// A redirect leads to it.
        case redirect
        /// The connection of the same request closed before an answer came.
        case replay
    }

    /// A body.
    package enum Body: Hashable, Sendable {
        /// The beginning of a text, and how many bytes it has in all; `isWhole` if that is all of it.
        case text(MaskedText, bytes: Int, isWhole: Bool)
        /// Something else than text.
        case binary(bytes: Int, type: String?)
    }

    /// A cookie that the answer sets.
    package struct Cookie: Hashable, Sendable {
        /// Its name.
        package var name: String
        /// What became of it: `kept for lms.example/`.
        package var fate: String
        /// Whether it is there now.
        package var isKept: Bool
    }

    /// A value taken from the answer.
    package struct Value: Hashable, Sendable {
        /// Its name.
        package var name: String
        /// The value.
        package var text: MaskedText
        /// Where it stood: `html //input/@value`.
        package var source: String
    }

    /// Who made it; 0: the host.
    package var participant: Int32
    /// The index of the crowd.
    package var crowd: Int16
    /// The number of the step; negative for setup and teardown.
    package var step: StepIndex
    /// What was requested, as the contract calls it, or the step's name.
    package var endpoint: String
    /// The number of the attempt, from 1.
    package var attempt: Int
    /// Why it was made.
    package var reason: Reason

    /// The method.
    package var method: String
    /// The URL.
    package var url: MaskedText
    /// The request's header lines: as sent, or as they would have been sent.
    package var requestLines: [MaskedText]
    /// Its body; nil: none.
    package var requestBody: Body?

    /// The measurements.
    package var figures: ExchangeFigures
    /// The answer's header lines.
    package var answerLines: [MaskedText]
    /// Its body, decoded; nil: none.
    package var answerBody: Body?

    /// The cookies that it sets.
    package var cookies: [Cookie]
    /// The values taken from it.
    package var values: [Value]

    /// Why it is a failure: kind and words; nil if it is none.
    package var failure: (kind: FailureKind, detail: MaskedText)?
    /// What the failure means, and what to do about it.
    package var diagnosis: Diagnosis?
    /// Where a value was looked for that is missing.
    package var looked: [MaskedText]

    /// The same request as a command.
    package var command: CurlCommand
}
