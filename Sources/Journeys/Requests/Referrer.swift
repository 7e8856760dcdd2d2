// What a browser tells a server about the page that a request comes from.
import Addresses

/// `Origin` (https://fetch.spec.whatwg.org/#origin-header) and `Referer` under the policy that browsers have by default,
/// strict-origin-when-cross-origin (https://www.w3.org/TR/referrer-policy/).
enum Referrer {
    /// The line `Origin` of a request from a page; without a page, of one from the target's own site.
    static func origin(from page: WebURL?, to target: WebURL) -> String {
        "Origin: \((page ?? target).origin)"
    }

    /// Whether a line `Origin` names this origin.
    static func names(_ origin: String, _ line: String) -> Bool {
        let value = line.drop { $0 != ":" }.dropFirst().drop { $0 == " " }
        return (try? WebURL(String(value)))?.origin == origin
    }

    /// The line `Referer`; nil if nothing is told.
    static func line(from page: WebURL?, to target: WebURL) -> String? {
        guard let page else { return nil }
        if page.origin == target.origin {
            return "Referer: \(page.origin)\(page.path)\(page.query.map { "?" + $0 } ?? "")"
        }
        return page.scheme == "https" && target.scheme == "http" ? nil : "Referer: \(page.origin)/"
    }

    /// A line `Referer` with no more than the origin; nil where it would go from https to http.
    static func acrossOrigins(_ line: String, to target: WebURL) -> String? {
        let value = line.drop { $0 != ":" }.dropFirst().drop { $0 == " " }
        guard let page = try? WebURL(String(value)) else { return line }
        return page.scheme == "https" && target.scheme == "http" ? nil : "Referer: \(page.origin)/"
    }
}
