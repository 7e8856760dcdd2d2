// Names and fixed values of HTTP headers that the contract and Turnout use, in lower case.

/// Header names.
public enum HeaderName {
    /// Carries a bearer token (contract section 1).
    public static let authorization = "authorization"
    /// Media type of a body.
    public static let contentType = "content-type"
    /// Cookies sent.
    public static let cookie = "cookie"
    /// A cookie set.
    public static let setCookie = "set-cookie"
    /// Seconds to wait before another try, beside 429 and 503 (contract section 1).
    public static let retryAfter = "retry-after"
    /// The participant's number, by which staging logs can pick out the run; sent by Turnout with every request.
    /// Participant 0 is the host.
    public static let participant = "x-turnout-participant"
}

/// Media types of bodies.
public enum MediaTypeName {
    /// JSON.
    public static let json = "application/json"
    /// Form fields in the manner of a URL's query.
    public static let form = "application/x-www-form-urlencoded"
    /// Text alone.
    public static let text = "text/plain"
    /// A page.
    public static let html = "text/html"
}
