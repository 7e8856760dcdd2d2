// A response of the platform, independent of the server that sends it, with the headers meant for browsers.

import PlatformContract

/// A response.
struct Answer: Sendable, Hashable {
    /// What the body is.
    enum Media: Sendable, Hashable {
        /// JSON.
        case json
        /// A page.
        case html
        /// Plain text.
        case text
        /// The file of a recording.
        case video
    }

    /// How much of a response reaches the client.
    enum Delivery: Sendable, Hashable {
        /// All of it.
        case complete
        /// Half of its body, then the connection is closed.
        case truncated
        /// Nothing: the connection is reset.
        case reset
    }

    /// The HTTP status.
    var status: Int
    /// What the body is.
    var media = Media.json
    /// The body.
    var body: [UInt8] = []
    /// Values of `Set-Cookie`.
    var cookies: [String] = []
    /// The value of `Retry-After`.
    var retryAfterSeconds: Int?
    /// The value of `Allow`.
    var allow: String?
    /// The value of `Location`.
    var location: String?
    /// Whether it is for this browser only and must not be stored: ``PersonalAnswer``.
    var isPersonal = false
    /// CORS headers, if a page of another origin asked.
    var crossOrigin: CrossOrigin?
    /// How much of it reaches the client.
    var delivery = Delivery.complete

    /// An answer without a body.
    static let noContent = Answer(status: 204)

    /// No response: the connection is reset.
    static let lost = Answer(status: 0, delivery: .reset)

    /// Makes the JSON invalid by dropping its last bracket.
    mutating func malform() {
        if media == .json, !body.isEmpty { body.removeLast() }
    }

    /// 303, which redirects a browser.
    static func seeOther(_ location: String) -> Answer {
        Answer(status: 303, location: location)
    }

    /// 200 with a JSON object.
    static func json(_ fields: (inout JSONObjectWriter) -> Void) -> Answer {
        var text = JSONObjectWriter()
        text.object(fields)
        return Answer(status: 200, body: text.bytes)
    }
}

/// The headers that keep a response private to the browser that asked for it: see ``Answer/isPersonal``.
enum PersonalAnswer {
    /// Names in lower case, with their values.
    ///
    /// Not stored, since pages hold tokens and depend on the session. Cannot be framed, so that nobody overlays the
    /// forms; may itself frame the platform, wherever that is. No scripts, and no forms that post elsewhere. The URL of
    /// a lesson goes to the site alone, not to the platform inside the frame.
    static let fields = [
        ("cache-control", "no-store"),
        ("referrer-policy", "same-origin"),
        ("x-content-type-options", "nosniff"),
        (
            "content-security-policy",
            "default-src 'none'; style-src 'unsafe-inline'; frame-src http: https:; form-action 'self'; "
                + "base-uri 'none'; frame-ancestors 'none'"
        ),
    ]
}

/// What a browser is told about requests from the web client's pages to the API.
struct CrossOrigin: Sendable, Hashable {
    /// The origin that may send requests, with its cookies.
    var allowed: String
    /// Whether this answers a preflight request.
    var isPreflight = false
}
