// A request to make.
package import Addresses

/// One HTTP request.
package struct HTTPRequest: Sendable {
    /// The method, in capitals as in the request line.
    package var method: String
    /// The target URL. A malformed one fails the request with `.protocol` when it is performed.
    package var destination: WebURL.Reading
    /// Header lines, `Name: value`, in addition to the common ones and the session's, of which they replace those with
    /// the same name. A line without a value (`Name:`) removes the header.
    package var headers: [String]
    /// The body; nil sends none (an empty one with POST).
    package var body: [UInt8]?
    /// The time limit for the whole exchange, counted from when libcurl starts it.
    package var timeoutMilliseconds: Int
    /// Whether the response is a page rather than the kilobyte that an API returns; it is then read in larger pieces.
    package var isPage: Bool
    /// Names of response headers to keep in `HTTPExchange.headers`.
    package var wantedHeaders: [String]
    /// The name of a cookie to look for in the response: see `HTTPExchange.watchedCookie`.
    package var watchedCookie: StaticString?
    /// Whether to open a new connection even if the session has an open one to that host.
    package var needsFreshConnection = false
    /// The HTTP version to use; nil: the run's. A kept connection of another version is not used.
    package var version: TransportSettings.Version?
    /// Whether to keep what went over the wire: see `HTTPExchange.wire`. For single requests that somebody will read:
    /// each creates a handle of its own.
    package var keepsWire = false
    /// Until when to hold back the last byte of its body; nil: it goes at once. Its time limit then counts from the release.
    /// Without a body, or after the release, this has no effect.
    package var hold: RequestHold?
    /// Whether to open only a connection: see `Session.connect(to:timeoutMilliseconds:)`.
    var connectsOnly = false

    /// The target URL; nil if it is malformed.
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
        timeoutMilliseconds: Int = 30_000, isPage: Bool = false, wantedHeaders: [String] = [],
        version: TransportSettings.Version? = nil
    ) {
        self.wantedHeaders = wantedHeaders
        self.version = version
        self.method = method
        self.destination = destination
        self.headers = headers
        self.body = body
        self.timeoutMilliseconds = timeoutMilliseconds
        self.isPage = isPage
    }
}
