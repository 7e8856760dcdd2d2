// What came of a request.
package import Measuring

/// One HTTP request and what came of it.
///
/// A class, since every suspension of a participant that holds one would otherwise keep several hundred bytes in its
/// task: measured at a third of a waiting participant's memory.
package final class HTTPExchange: Sendable, ExchangeMeasured {
    /// What was measured, as it goes into the sample.
    package let figures: ExchangeFigures
    /// Why no complete answer came; nil if one did, whatever its status.
    package let failure: Failure?
    /// Whether it failed because a kept connection ended, or an HTTP/2 server refused the stream, after the request was
    /// written and before a byte of the answer. Browsers make such a request once more; libcurl is kept from doing so
    /// by itself.
    package let diedUnanswered: Bool
    /// The answer's body, as it came (no content coding is undone). With a failure: what had come of it.
    package let body: [UInt8]
    /// The answer's `Location`, with a status of 3xx.
    package let location: String?
    /// The answer's `Retry-After` as it came, with a status of 429 or 503.
    package let retryAfter: String?
    /// The seconds that it asks to wait, whether it gives them or a time of day; nil if it says neither.
    package let retryAfterSeconds: Int?
    /// The wanted headers that the complete answer has, by the names they were asked for with; of several lines the last.
    package let headers: [String: String]

    /// Creates an exchange.
    package init(
        _ figures: ExchangeFigures, failure: Failure? = nil, diedUnanswered: Bool = false, body: [UInt8] = [],
        location: String? = nil, retryAfter: String? = nil, retryAfterSeconds: Int? = nil,
        headers: [String: String] = [:]
    ) {
        self.figures = figures
        self.failure = failure
        self.diedUnanswered = diedUnanswered
        self.body = body
        self.location = location
        self.retryAfter = retryAfter
        self.retryAfterSeconds = retryAfterSeconds
        self.headers = headers
    }
}
