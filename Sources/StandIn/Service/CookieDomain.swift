// The common domain of API and web client on two hosts, so that the room page's cookies reach the API.

/// The `Domain` of the cookies (contract section 6).
enum CookieDomain {
    /// The parent domain of the web client's host, if the requested host is also in it. Nil: the cookie belongs to that
    /// host alone, as it must for an IP address and for names that share only their last label.
    static func shared(webOrigin: String, asked authority: String) -> String? {
        guard let separator = webOrigin.firstRange(of: "://") else { return nil }
        let web = StandInHost.host(of: String(webOrigin[separator.upperBound...]))
        guard let dot = web.firstIndex(of: "."), !isAddress(web) else { return nil }
        let parent = web[web.index(after: dot)...]
        guard parent.contains("."), StandInHost.host(of: authority).hasSuffix(".\(parent)") else { return nil }
        return String(parent)
    }

    /// Whether a host is an IPv4 address or an IPv6 address that ends in one. Other IPv6 addresses have no dot.
    private static func isAddress(_ host: String) -> Bool {
        host.split(separator: ".").last.map { $0.allSatisfy(\.isNumber) } ?? false
    }
}
