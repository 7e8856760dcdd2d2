// Names and fixed values of HTTP headers that the contract and Turnout use, in lower case.

/// Header names.
package enum HeaderName {
    /// Carries a bearer token (contract section 1).
    package static let authorization = "authorization"
    /// Media type of a body.
    package static let contentType = "content-type"
    /// Cookies sent.
    package static let cookie = "cookie"
    /// A cookie set.
    package static let setCookie = "set-cookie"
    /// Seconds to wait before another try, with 429 and 503 (contract section 1).
    package static let retryAfter = "retry-after"
    /// The participant's number, by which staging logs can pick out the run; sent by Turnout with every request.
    /// Participant 0 is the host.
    package static let participant = "x-turnout-participant"
}

/// Media types of bodies.
package enum MediaTypeName {
    /// JSON.
    package static let json = "application/json"
    /// Form fields, encoded like a URL's query.
    package static let form = "application/x-www-form-urlencoded"
    /// Plain text.
    package static let text = "text/plain"
    /// A page.
    package static let html = "text/html"
}
