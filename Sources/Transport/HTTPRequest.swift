// What is to be requested.
package import Addresses

/// One HTTP request.
package struct HTTPRequest: Sendable {
    /// The method, in capitals as on the wire.
    package var method: String
    /// Where it goes; a fault fails the request with `.protocol` when it is performed.
    package var destination: WebURL.Reading
    /// Header lines, `Name: value`, beside the common ones and the session's; one of the same name replaces theirs. A
    /// line without a value (`Name:`) leaves the header out.
    package var headers: [String]
    /// The body; nil sends none (an empty one with POST).
    package var body: [UInt8]?
    /// Limit for the whole exchange, from the moment that libcurl begins with it.
    package var timeoutMilliseconds: Int
    /// Whether the answer is a page, as against the kilobyte that an API answers: it is read in larger pieces.
    package var isPage: Bool
    /// Names of the answer's headers that are to be kept for `HTTPExchange.headers`.
    package var wantedHeaders: [String] = []
    /// Whether to open a new connection even if the session keeps one to that host.
    package var needsFreshConnection = false
    /// Whether only a connection is opened: see `Session.connect(to:timeoutMilliseconds:)`.
    var connectsOnly = false

    /// Where it goes; nil: nowhere.
    package var url: WebURL? { try? destination.get() }

    /// Creates a request to a URL given as text, which is normalised and parsed here.
    package init(
        method: String = "GET", url: String, headers: [String] = [], body: [UInt8]? = nil,
        timeoutMilliseconds: Int = 30_000, isPage: Bool = false
    ) {
        self.init(
            method: method, url: WebURL.read(url), headers: headers, body: body,
            timeoutMilliseconds: timeoutMilliseconds, isPage: isPage)
    }

    /// Creates a request to a parsed URL.
    package init(
        method: String = "GET", url: WebURL, headers: [String] = [], body: [UInt8]? = nil,
        timeoutMilliseconds: Int = 30_000, isPage: Bool = false
    ) {
        self.init(
            method: method, url: .success(url), headers: headers, body: body, timeoutMilliseconds: timeoutMilliseconds,
            isPage: isPage)
    }

    /// Creates a request to the target of a text that was already parsed.
    package init(
        method: String = "GET", url destination: WebURL.Reading, headers: [String] = [], body: [UInt8]? = nil,
        timeoutMilliseconds: Int = 30_000, isPage: Bool = false
    ) {
        self.method = method
        self.destination = destination
        self.headers = headers
        self.body = body
        self.timeoutMilliseconds = timeoutMilliseconds
        self.isPage = isPage
    }
}
