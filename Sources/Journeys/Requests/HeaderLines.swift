// Header lines of requests to the platform.

/// Header lines of requests to the platform.
enum HeaderLines {
    /// For a JSON body without a token.
    static let json = ["Content-Type: application/json", "Accept: application/json"]
    /// For a request without a body.
    static let accept = ["Accept: application/json"]
    /// For a page, like a browser.
    static let page = ["Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"]

    /// For a request with a bearer token and no body.
    static func accept(bearer token: String) -> [String] {
        ["Accept: application/json", "Authorization: Bearer " + token]
    }

    /// For a JSON body with a bearer token.
    static func json(bearer token: String) -> [String] {
        ["Content-Type: application/json", "Accept: application/json", "Authorization: Bearer " + token]
    }
}
