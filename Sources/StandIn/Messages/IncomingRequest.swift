// A request as the platform sees it, independent of the server that received it.

import FoundationEssentials

/// A request with its body.
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
    /// Whether it is the customer's site's own request. No network lies between the site and the platform.
    var isOfSite = false
    /// The period of the ledger in which it counts, once it has arrived.
    var period = 0
    /// The body; nil if it exceeded the limit.
    var body: Data? = Data()

    /// The media type of the body, in lower case and without parameters; nil if the request does not state it.
    var mediaType: String? {
        guard let type = contentType?.prefix(while: { $0 != ";" }) else { return nil }
        return type.lowercased().trimmingPrefix { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
            .description
    }
}
