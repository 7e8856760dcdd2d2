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

    /// With a trace context (https://www.w3.org/TR/trace-context/).
    static func traceParent(_ value: String) -> String { traceParentName + " " + value }

    private static let traceParentName = "traceparent:"

    /// Whether a line is a `traceparent`.
    static func isTraceParent(_ line: String) -> Bool {
        line.utf8.count >= traceParentName.utf8.count
            && zip(line.utf8, traceParentName.utf8).allSatisfy {
                $0 == $1 || $0 | 0x20 == $1 && $1 != UInt8(ascii: ":")
            }
    }

    /// Whether two lines as `traceParent` makes them are of one trace.
    static func areOfOneTrace(_ line: String, _ other: String) -> Bool {
        // Name, space, version, trace id, and the hyphen behind each of the last two.
        let length = traceParentName.utf8.count + 1 + 3 + 33
        return line.utf8.prefix(length).elementsEqual(other.utf8.prefix(length))
    }
}
