// The result of a request.
package import Measuring

/// One HTTP request and its result.
///
/// A class, because otherwise every suspension of a participant that holds one would keep several hundred bytes in its
/// task: a third of a waiting participant's memory, as measured.
package final class HTTPExchange: Sendable {
    /// The measurements, as they go into the sample.
    package let figures: ExchangeFigures
    /// Why there is no complete response; nil if there is one, whatever its status.
    package let failure: Failure?
    /// Whether it failed because a kept-alive connection closed, or an HTTP/2 server refused the stream or went away
    /// without having processed it, after the request was written and before the first whole line of the response.
    /// (libcurl does not tell a part of that line from nothing.) Browsers repeat such a request. libcurl is prevented
    /// from doing so on its own.
    package let diedUnanswered: Bool
    /// The response's body, decoded if `TransportSettings.compression` is on, otherwise as received. After a failure:
    /// what had arrived of it or could be decoded.
    package let body: [UInt8]
    /// The body before it is decoded, if that is still to be done; nil in every exchange that a session returns.
    let coded: CodedBody?
    /// The response's `Location`, with a 3xx status.
    package let location: String?
    /// The response's `Retry-After` as received, with status 429 or 503.
    package let retryAfter: String?
    /// The seconds to wait according to Retry-After, whether it gives seconds or a date; nil if it gives neither.
    package let retryAfterSeconds: Int?
    /// The requested headers found in the complete response, under the names used to request them. Of several lines,
    /// the last.
    package let headers: HeaderValues
    /// What the complete response did to the cookie that the request asked about.
    package let watchedCookie: WatchedCookie

    /// When the last byte of its body was released, if it was held back until then; nil: it was not, or the exchange ended
    /// before the release.
    package let released: Moment?
    /// How it ended before the release, if it did.
    package let endedEarly: EarlyEnd?

    /// What went over the wire, if the request asked to keep it and libcurl had it.
    package let wire: WireLog?

    /// What a response did to a cookie.
    package enum WatchedCookie: Hashable, Sendable {
        /// It did not set it.
        case untouched
        case set
        /// It set it with the attribute `Secure`, so that plain HTTP does not carry it.
        case setSecure
    }

    /// Creates an exchange.
    package init(
        _ figures: ExchangeFigures, failure: Failure? = nil, diedUnanswered: Bool = false, body: [UInt8] = [],
        location: String? = nil, retryAfter: String? = nil, retryAfterSeconds: Int? = nil,
        headers: HeaderValues = [:], watchedCookie: WatchedCookie = .untouched, wire: WireLog? = nil,
        coded: CodedBody? = nil, released: Moment? = nil, endedEarly: EarlyEnd? = nil
    ) {
        self.figures = figures
        self.failure = failure
        self.diedUnanswered = diedUnanswered
        self.body = body
        self.location = location
        self.retryAfter = retryAfter
        self.retryAfterSeconds = retryAfterSeconds
        self.headers = headers
        self.watchedCookie = watchedCookie
        self.wire = wire
        self.coded = coded
        self.released = released
        self.endedEarly = endedEarly
    }

    // Read one by one, because the figures as a whole would be copied.

    /// When it was handed to the transport.
    package var started: Moment { figures.started }
    /// When its first bytes were handed to the kernel.
    package var sent: Moment? { figures.sent }
    /// When the kernel had received all of its response; nil if that is unknown, or if there is no whole response.
    package var received: Moment? { figures.received }
    /// When its response was complete, or the failure was known: see `ExchangeFigures.answered`.
    package var answered: Moment { figures.answered }
    /// When its response was read, or the failure was known.
    package var finished: Moment { figures.finished }
    /// Where the time went.
    package var phases: Phases { figures.phases }
    /// The status code.
    package var status: Int16? { figures.status }
    /// The HTTP version.
    package var version: HTTPVersion? { figures.version }
    /// Connections opened for it.
    package var newConnections: Int32 { figures.newConnections }
    /// Bytes received, before decoding.
    package var bytesIn: Int64 { figures.bytesIn }
    /// Bytes sent.
    package var bytesOut: Int64 { figures.bytesOut }
    /// When the transport started it.
    package var begun: Moment? { figures.begun }
}
