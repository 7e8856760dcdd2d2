// Hosts that a scenario names without a URL: in its allow-list, and where it gives addresses for names.

/// A host, with an optional port.
package struct HostAndPort: Hashable, Sendable {
    /// In lower case and in ASCII; an IPv6 address in brackets.
    package let host: String
    /// Nil if there is none.
    package let port: Int?

    /// Reads `name`, `name:port`, an address, or an IPv6 address in brackets; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let text = String(text)
        guard !text.utf8.contains(where: { "/\\?#@%".utf8.contains($0) || $0 <= 0x20 }),
            let url = try? WebURL("http://" + text),
            let written = try? URLParts.hostAndPort(Array(text.utf8)[...]),
            written.port != nil || text.utf8.last != UInt8(ascii: ":")
        else { return nil }
        host = url.host
        port = written.port
    }
}

/// A rule of an allow-list: `name`, `name:port`, `*.suffix`, `*.suffix:port`.
package struct HostPattern: Hashable, Sendable, CustomStringConvertible {
    /// The whole name; for a suffix, what follows the star, including its dot.
    private let name: String
    private let isSuffix: Bool
    /// Nil: every port.
    private let port: Int?
    /// Whether the port is the default of the URL's scheme, so that it need not be shown.
    private let isUsualPort: Bool

    /// Reads a rule; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let isSuffix = text.hasPrefix("*.")
        guard let host = HostAndPort(isSuffix ? text.dropFirst(2) : text[...]),
            !isSuffix || !host.host.hasPrefix("[")
        else { return nil }
        name = isSuffix ? ".\(host.host)" : host.host
        self.isSuffix = isSuffix
        port = host.port
        isUsualPort = false
    }

    /// The rule for exactly a URL's host and port.
    package init(of url: WebURL) {
        name = url.host
        isSuffix = false
        port = url.port
        isUsualPort = url.isUsualPort
    }

    /// Whether the rule covers a URL. A suffix does not cover the bare name after the star: the suffix begins with a dot,
    /// and no host does.
    package func covers(_ url: WebURL) -> Bool {
        if let port, port != url.port { return false }
        return isSuffix ? url.host.hasSuffix(name) : url.host == name
    }

    /// The rule as written.
    package var description: String {
        "\(isSuffix ? "*" : "")\(name)\(isUsualPort ? "" : port.map { ":\($0)" } ?? "")"
    }
}
