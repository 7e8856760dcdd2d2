// Redirects as browsers follow them (https://fetch.spec.whatwg.org/#http-redirect-fetch).
import Addresses
import Transport

/// The request after a redirect.
enum Redirect {
    /// The statuses that redirect. 300 and 304 do not.
    static let statuses: Set<Int16> = [301, 302, 303, 307, 308]

    /// The next request. 303 always becomes a GET, 301 and 302 do if the request was a POST, 307 and 308 keep method
    /// and body. Header lines with credentials (`secretHeaders`, in lower case) are not sent to another origin. `Origin`
    /// belongs to requests that change something, and stays as it is when such a request leaves the origin that it names.
    /// Led on to another origin by one that it does not name, it becomes `null`, since the one who led it there may
    /// not speak for that origin (the standard's redirect-taint).
    static func next(
        after request: HTTPRequest, _ status: Int16, to target: WebURL, secretHeaders: [String] = ["authorization"]
    ) -> HTTPRequest {
        var next = request
        next.destination = .success(target)
        let becomesGet =
            status == 303 && request.method != "HEAD" && request.method != "GET"
            || status < 303 && request.method == "POST"
        if becomesGet {
            next.method = "GET"
            next.body = nil
            next.headers.removeAll { contentHeaders.contains(name(of: $0)) }
        }
        guard let origin = request.url?.origin, target.origin != origin else { return next }
        next.headers.removeAll { secretHeaders.contains(name(of: $0)) }
        next.headers = next.headers.compactMap { line in
            switch name(of: line) {
            case "origin": Referrer.names(origin, line) ? line : "Origin: null"
            case "referer": Referrer.acrossOrigins(line, to: target)
            default: line
            }
        }
        return next
    }

    /// The headers that belong to a body (https://fetch.spec.whatwg.org/#request-body-header-name), and the one that a
    /// GET does not send.
    private static let contentHeaders: Set = [
        "content-type", "content-encoding", "content-language", "content-location", "origin",
    ]

    private static func name(of line: String) -> String { line.prefix { $0 != ":" }.lowercased() }
}
