// Redirects as browsers follow them (https://fetch.spec.whatwg.org/#http-redirect-fetch).
import Addresses
import Transport

/// The request after a redirect.
enum Redirect {
    /// The statuses that redirect. 300 and 304 do not.
    static let statuses: Set<Int16> = [301, 302, 303, 307, 308]

    /// The next request. 303 always becomes a GET, 301 and 302 do if the request was a POST, 307 and 308 keep method
    /// and body. A token in `Authorization` is not sent to another origin.
    static func next(after request: HTTPRequest, _ status: Int16, to target: WebURL) -> HTTPRequest {
        var next = request
        next.destination = .success(target)
        let becomesGet =
            status == 303 && request.method != "HEAD" && request.method != "GET"
            || status < 303 && request.method == "POST"
        if becomesGet {
            next.method = "GET"
            next.body = nil
            next.headers.removeAll { isHeader($0, "content-type") }
        }
        if target.origin != request.url?.origin { next.headers.removeAll { isHeader($0, "authorization") } }
        return next
    }

    private static func isHeader(_ line: String, _ name: String) -> Bool {
        line.prefix { $0 != ":" }.lowercased() == name
    }
}
