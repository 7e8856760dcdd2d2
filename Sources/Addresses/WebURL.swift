// A URL: the one type for it. Text becomes a WebURL once, and everything that asks about it afterwards (whether it may be
// contacted, where libcurl connects, how it is shown) asks the same parsed form.

/// A http or https URL, mended as browsers do and parsed by libcurl. Never changed.
///
/// Two URLs are equal if their normalised texts are. The fragment is dropped, since it is never sent.
///
/// What many URLs of a run have in common is shared between them.
@safe
package final class WebURL: Hashable, CustomStringConvertible, Sendable {
    /// Why a text is no URL that can be requested.
    package enum Fault: Error, Hashable, Sendable, CaseIterable {
        /// It does not begin with `http:` or `https:`.
        case scheme
        /// There is no host, or what stands there is none.
        case host
        /// The host is an internationalised name that this libcurl cannot translate.
        case internationalHost
        /// The port is none.
        case port
        /// It has a user name or password where none may be.
        case userInformation
        /// It has a query or a fragment where none may be.
        case queryOrFragment
        /// libcurl refuses it: it is too long, or there is no memory.
        case refused

        /// What is needed instead.
        package var expectation: String {
            switch self {
            case .scheme: "a URL that begins with http:// or https://"
            case .host: "a host after the scheme"
            case .internationalHost: "a host in ASCII, because this libcurl cannot translate others"
            case .port: "a port from 1 to 65535"
            case .userInformation: "a URL without user name and password"
            case .queryOrFragment: "a URL without ? and #"
            case .refused: "a shorter URL"
            }
        }
    }

    /// A text that was read: a URL, or why it is none.
    package typealias Reading = Result<WebURL, Fault>

    /// Reads a text as `init` does.
    package static func read(_ text: String) -> Reading {
        Reading { () throws(Fault) in try WebURL(text) }
    }

    /// The normalised text, as it is sent: secret in part. Put together when it is asked for, since links are seldom
    /// asked.
    package var text: String { target == nil ? parsedText : parsedText + "?" + (query ?? "") }
    /// `http` or `https`.
    package var scheme: String { site.scheme }
    /// In lower case and in ASCII, without the root's dot; an IPv6 address in brackets.
    package var host: String { site.host }
    /// The port that is connected to: the scheme's own where none is written.
    package var port: Int { site.port }
    /// `host:port`.
    package var hostPort: String { site.hostPort }
    /// Scheme, host, and the port where it is not the scheme's own.
    package var origin: String { site.origin }
    /// The path, percent-encoded; begins with a slash.
    package let path: String
    /// What stands behind the question mark, percent-encoded; nil where there is none.
    package let query: String?
    /// User name and password, percent-encoded; nil where there are none.
    package let userInformation: String?

    /// Whether it leads to this machine by its host alone: `localhost` with its subdomains (RFC 6761), 127.0.0.0/8, `::1`.
    package var isLoopback: Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]"
            || host.hasPrefix("127.") && host.allSatisfy { $0 == "." || $0.isNumber }
    }

    /// The parsed form (`CURLU *`), to be read alone, while this object lives. Without the query where `target` has it.
    package var handle: OpaquePointer { unsafe parsed.handle }
    private let site: URLSite
    private let parsed: ParsedURL
    /// What the parsed form was parsed from.
    package let parsedText: String
    /// Path and query, where the query travels apart (`CURLOPT_REQUEST_TARGET`): a long one, and one that was put in.
    ///
    /// libcurl 7.88 writes a URL out through its own printf, at about ninety instructions a character, and the query once
    /// more; a request target it only copies. An access link carries a token of some four hundred characters.
    package let target: String?

    /// A shorter query that is written in a URL is not worth a request target of its own.
    static let shortestTarget = 64

    /// The whole URL as a proxy that passes requests on is asked for it (RFC 9112 section 3.2.2), where the query travels
    /// apart; nil otherwise, as libcurl then writes it.
    package var wholeTarget: String? {
        guard let target else { return nil }
        // Not the origin, which lacks the root's dot behind the host.
        var base = parsedText.dropLast(path.count)
        if let userInformation { base.replace(userInformation + "@", with: "", maxReplacements: 1) }
        return base + target
    }

    /// Mends and parses a text.
    ///
    /// Taken as browsers take them (https://url.spec.whatwg.org): spaces and control characters at the ends, tabs and line
    /// breaks anywhere, backslashes for slashes, missing slashes, spaces and raw UTF-8 in path and query, dot segments,
    /// internationalised hosts.
    /// - Throws: Why it cannot be requested.
    package convenience init(_ text: String) throws(Fault) {
        try self.init(URLParts(text))
    }

    /// Reads a text as `init(_:)` does, but sooner where it is on the origin of another URL and needs no mending: what
    /// is known of the origin is then not worked out again.
    /// - Throws: Why it cannot be requested.
    package convenience init(_ text: String, near known: WebURL) throws(Fault) {
        if known.isPlainlyOnOrigin, let target = PlainTarget(of: text, on: known.origin) {
            try self.init(target, on: known)
        } else {
            try self.init(text)
        }
    }

    /// Whether it has no user information, and no root's dot behind its host, which the origin lacks.
    private var isPlainlyOnOrigin: Bool {
        let end = origin.utf8.count
        return userInformation == nil && parsedText.hasPrefix(origin)
            && parsedText.utf8.dropFirst(end).first == UInt8(ascii: "/")
    }

    private init(_ plain: PlainTarget, on known: WebURL) throws(Fault) {
        let (target, isApart) = WebURL.target(plain.path, plain.query)
        parsed = try ParsedURL(copying: known.parsed, path: plain.path, query: isApart ? nil : plain.query)
        site = known.site
        path = plain.path
        query = plain.query
        userInformation = nil
        parsedText = known.origin + (isApart ? plain.path : target)
        self.target = isApart ? target : nil
    }

    /// The URL with another query. It takes over all else, so that nothing is parsed again: for URLs of which only the query
    /// differs between participants. Nil if the query has to be mended, or if this URL has a short one, which its parsed
    /// form holds.
    package func replacingQuery(with query: String) -> WebURL? {
        guard target != nil || self.query == nil, PlainTarget.isPlain(query: query) else { return nil }
        return WebURL(self, query)
    }

    /// The query travels apart, whatever its length: the parsed form has none and is shared.
    private init(_ known: WebURL, _ query: String) {
        site = known.site
        parsed = known.parsed
        path = known.path
        self.query = query
        userInformation = known.userInformation
        parsedText = known.parsedText
        var target = ""
        target.reserveCapacity(known.path.utf8.count + 1 + query.utf8.count)
        target += known.path
        target += "?"
        target += query
        self.target = target
    }

    /// Path and query, and whether the query is to travel apart.
    private static func target(_ path: String, _ query: String?) -> (target: String, isApart: Bool) {
        guard let query else { return (path, false) }
        // To a proxy libcurl would write the URL without an empty one.
        return (path + "?" + query, query.isEmpty || query.utf8.count > WebURL.shortestTarget)
    }

    private init(_ parts: URLParts) throws(Fault) {
        path = String(decoding: parts.path, as: UTF8.self)
        query = parts.query.map { String(decoding: $0, as: UTF8.self) }
        userInformation = parts.userInformation.map { String(decoding: $0, as: UTF8.self) }
        let port = parts.port.flatMap { $0 == parts.scheme.port ? nil : ":" + String($0) } ?? ""
        let opening = parts.scheme.opening
        let (target, isApart) = WebURL.target(path, query)
        let before = userInformation.map { opening + $0 + "@" } ?? opening
        let after = port + (isApart ? path : target)
        parsed = try ParsedURL()
        let (host, parsedText) = try parsed.settleHost(String(decoding: parts.host, as: UTF8.self)) {
            before + $0 + after
        }
        site = URLSite(
            scheme: parts.scheme.rawValue, host: host, port: parts.port ?? parts.scheme.port,
            origin: opening + host + port)
        self.parsedText = parsedText
        self.target = isApart ? target : nil
    }

    /// Where a reference leads that stands in an answer from this URL: a `Location`, a link of a page. Relative to it as
    /// browsers take it (RFC 3986 section 5.2 with the URL standard's leniency).
    /// - Throws: Why it leads nowhere that can be requested.
    package func resolving(_ reference: String) throws(Fault) -> WebURL {
        // What libcurl has parsed is read again the same way: the text is normalised.
        try WebURL(URLParts(reference, base: URLParts(text)))
    }

    /// Whether the port is the scheme's own.
    package var isUsualPort: Bool { port == (scheme == "https" ? 443 : 80) }

    /// Whether the host is an IP address and needs no look-up.
    package var isAddress: Bool { host.hasPrefix("[") || IPAddress.ipv4(host) != nil }

    // MARK: How it is shown

    /// The URL as it may be shown: without user information and query, where tokens travel.
    package var shown: String { origin + path }

    /// ``shown``.
    package var description: String { shown }

    /// A text, such as libcurl's words about a failure, without what this URL carries in its query and its user
    /// information.
    package func hidingSecrets(in text: String) -> String {
        [query, userInformation].compactMap { $0 }.reduce(text) { text, secret in
            // Shorter than any secret, and likely to be found in plain words.
            secret.utf8.count < 4 ? text : text.replacing(secret, with: ShownText.dots)
        }
    }

    // MARK: Equality

    /// Whether two texts are the same, once normalised.
    package static func == (left: WebURL, right: WebURL) -> Bool { left === right || left.text == right.text }

    /// Hashes the normalised text.
    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
