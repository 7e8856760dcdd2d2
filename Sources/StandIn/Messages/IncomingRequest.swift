// A request as the platform sees it, whatever server it came through.

import FoundationEssentials

/// A request, its body read.
struct IncomingRequest: Sendable {
    /// The method, in capitals.
    var method: String
    /// The path, undecoded, without the query.
    var path: String
    /// The query, undecoded, without the question mark.
    var query = ""
    /// The Host header, or HTTP/2's `:authority`.
    var authority: String?
    /// The Authorization header.
    var authorization: String?
    /// The Cookie header.
    var cookies: String?
    /// The Origin header.
    var origin: String?
    /// The Content-Type header.
    var contentType: String?
    /// The number in `X-Turnout-Participant`.
    var participant: Int?
    /// Whether the customer's site asks for itself: no network lies between it and the platform.
    var isOfSite = false
    /// The period of the ledger that it counts in, once it has arrived.
    var period = 0
    /// The body; nil: it was larger than what is read.
    var body: Data? = Data()

    /// The media type of the body, without parameters and in lower case; nil: nothing says what it is.
    var mediaType: String? {
        guard let type = contentType?.prefix(while: { $0 != ";" }) else { return nil }
        return type.lowercased().trimmingPrefix { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
            .description
    }
}
