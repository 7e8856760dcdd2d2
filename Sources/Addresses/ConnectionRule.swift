// curl's rules for where to connect: `--resolve host:port:address,…` and `--connect-to host:port:host:port`.

/// A rule in curl's form, taken apart.
package struct ConnectionRule: Hashable, Sendable {
    /// The host that it is for, in lower case; empty for any host.
    package let host: String
    /// The port that it is for, as written; empty for any port.
    package let port: String
    /// What takes the host's place, as written.
    package let place: String

    /// Takes a rule apart at its first two colons outside brackets. Nil if it has fewer, as curl's removals (`-host:port`)
    /// do. A `+` before the host (an entry that expires) says nothing about where to connect.
    package init?(_ text: String) {
        let rule = text.drop { $0 == "+" }
        let hostEnd = rule.hasPrefix("[") ? rule.firstIndex(of: "]") ?? rule.endIndex : rule.startIndex
        guard let first = rule[hostEnd...].firstIndex(of: ":") else { return nil }
        let rest = rule[rule.index(after: first)...]
        guard let second = rest.firstIndex(of: ":") else { return nil }
        host = rule[..<first].lowercased()
        port = String(rest[..<second])
        place = String(rest[rest.index(after: second)...])
    }

    /// Whether it is for this URL.
    package func concerns(_ url: WebURL) -> Bool {
        (host.isEmpty || host == url.host) && (port.isEmpty || port == String(url.port))
    }
}
