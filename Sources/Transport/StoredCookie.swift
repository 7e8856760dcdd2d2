// A cookie in libcurl's jar.
package import Addresses

/// A stored cookie, and where it would be sent.
package struct StoredCookie: Hashable, Sendable {
    /// Its name.
    package var name: String
    /// Its value: secret.
    package var value: String
    /// The host that it belongs to, in lower case, without a leading dot; an IPv6 address without brackets.
    package var domain: String
    /// Whether it is also sent to subdomains.
    var reachesSubdomains: Bool
    /// The path from which on it is sent.
    package var path: String
    var needsTLS: Bool
    /// Seconds since 1970; 0 for a session cookie.
    var expiry: Int

    /// Reads a line of the Netscape format that curl writes: domain, subdomains, path, secure, expiry, name and value,
    /// separated by tabs, with `#HttpOnly_` before the domain of cookies hidden from scripts. Nil for any other line.
    init?(line: String) {
        let fields = line.split(separator: "\t", maxSplits: 6, omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 7 else { return nil }
        var domain = fields[0][...]
        if domain.hasPrefix("#HttpOnly_") { domain = domain.dropFirst("#HttpOnly_".count) }
        self.domain = domain.drop { $0 == "." }.lowercased()
        reachesSubdomains = fields[1] == "TRUE"
        path = fields[2]
        needsTLS = fields[3] == "TRUE"
        expiry = Int(fields[4]) ?? 0
        name = fields[5]
        value = fields[6]
    }

    /// Whether it has expired. libcurl lists expired cookies until it next purges the jar.
    func hasExpired(at now: Int) -> Bool { expiry != 0 && expiry <= now }

    /// Whether a request to that URL carries it (RFC 6265 section 5.4).
    package func isSent(to url: WebURL) -> Bool {
        // Browsers treat loopback as secure, and so does libcurl.
        let isSafe = url.scheme == "https" || ["localhost", "127.0.0.1", "[::1]"].contains(url.host)
        return reaches(host: url.host) && (isSafe || !needsTLS) && reaches(path: url.path)
    }

    /// Whether requests to a host, as it stands in URLs, carry it.
    func reaches(host: String) -> Bool {
        let name = host.hasPrefix("[") ? host.dropFirst().dropLast().lowercased() : host.lowercased()
        return name == domain || reachesSubdomains && name.hasSuffix("." + domain)
    }

    /// Whether it was stored for this path. libcurl keeps the slash at the end of a directory (RFC 6265 section 5.1.4
    /// leaves it out), so that one there makes no difference.
    func isStored(forPath asked: String) -> Bool {
        func plain(_ path: String) -> Substring { path.hasSuffix("/") ? path.dropLast() : path[...] }
        return plain(asked) == plain(path)
    }

    /// RFC 6265 section 5.1.4.
    private func reaches(path asked: String) -> Bool {
        guard asked.hasPrefix(path) else { return false }
        return asked.count == path.count || path.hasSuffix("/") || asked.dropFirst(path.count).first == "/"
    }
}
