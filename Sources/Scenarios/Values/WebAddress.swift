// An address of the web, taken apart (RFC 3986 section 3), as far as the language needs it.

/// A http or https address.
public struct WebAddress: Hashable, Sendable {
    /// `http` or `https`.
    let scheme: String
    /// The host in lower case, brackets of an IPv6 address included.
    let host: String
    /// The port as written; nil: the scheme's own.
    let port: Int?
    /// What follows: path, query, without a slash at its end where it is only a path.
    let rest: String

    /// Scheme, host and port: what a browser calls the origin.
    public var origin: String { "\(scheme)://\(host)\(port.map { ":\($0)" } ?? "")" }

    /// Host and port, as far as the port is written.
    public var authority: String { host + (port.map { ":\($0)" } ?? "") }

    /// The port that is connected to.
    var effectivePort: Int { port ?? (scheme == "https" ? 443 : 80) }

    /// Takes an address apart.
    ///
    /// - Throws: What keeps it from being requested.
    public init(_ text: String) throws(Fault) {
        guard !text.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F }), !text.hasControlCharacters
        else { throw .character }
        let lowered = text.prefix(8).lowercased()
        let scheme = lowered.hasPrefix("https://") ? "https" : lowered.hasPrefix("http://") ? "http" : nil
        guard let scheme else { throw .scheme }
        let behind = text.dropFirst(scheme.count + 3)
        let authority = behind.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.contains("@") else { throw .userInformation }
        guard let (host, port) = WebAddress.hostAndPort(authority) else {
            throw WebAddress.isHost(authority.prefix { $0 != ":" }) ? .port : .host
        }
        self.scheme = scheme
        self.host = host
        self.port = port
        var rest = String(behind.dropFirst(authority.count))
        if !rest.contains("?"), !rest.contains("#") {
            while rest.hasSuffix("/") { rest.removeLast() }
        }
        self.rest = rest
    }

    /// What an address lacks.
    public enum Fault: Error, Hashable, Sendable {
        /// It does not begin with `http://` or `https://`.
        case scheme
        /// There is no host, or what stands there is none.
        case host
        /// The port is none.
        case port
        /// It has a user name or password, which would be written down with the run.
        case userInformation
        /// It has a query or a fragment where none may be.
        case queryOrFragment
        /// It has spaces or control characters.
        case character
    }

    /// The address as an error may repeat it, whether it is one or not: without user name, password, query and
    /// fragment.
    public static func shown(_ text: String) -> String {
        let scheme = text.firstRange(of: "://")
        // Whatever stands before an @ may be a password with any character in it.
        if text.contains("@") { return (scheme.map { String(text[..<$0.upperBound]) } ?? "") + "\(Secret.dots)@…" }
        guard let mark = text[(scheme?.upperBound ?? text.startIndex)...].firstIndex(where: { $0 == "?" || $0 == "#" }),
            text.index(after: mark) < text.endIndex
        else { return text }
        return text[...mark] + Secret.dots
    }

    /// A host, and a port if there is one.
    static func hostAndPort(_ text: some StringProtocol) -> (host: String, port: Int?)? {
        var host = Substring(text)
        var port: Int?
        if host.hasPrefix("[") {
            guard let end = host.firstIndex(of: "]") else { return nil }
            let behind = host[host.index(after: end)...]
            host = host[...end]
            guard behind.isEmpty || behind.hasPrefix(":") else { return nil }
            if !behind.isEmpty {
                guard let number = portNumber(behind.dropFirst()) else { return nil }
                port = number
            }
        } else if let colon = host.firstIndex(of: ":") {
            guard let number = portNumber(host[host.index(after: colon)...]) else { return nil }
            port = number
            host = host[..<colon]
        }
        return isHost(host) ? (host.lowercased(), port) : nil
    }

    /// A port from 1 to 65535.
    static func portNumber(_ text: some StringProtocol) -> Int? {
        guard text.utf8.count <= 5, text.utf8.allSatisfy(Decimal.isDigit), let number = Int(text),
            (1...65535).contains(number)
        else { return nil }
        return number
    }

    /// A name, an IPv4 address, or an IPv6 address in brackets.
    static func isHost(_ text: some StringProtocol) -> Bool {
        if text.hasPrefix("["), text.hasSuffix("]") { return IPAddress.isIPv6(text.dropFirst().dropLast()) }
        guard !text.isEmpty, text.utf8.count <= 253 else { return false }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        let isName = labels.allSatisfy { label in
            !label.isEmpty && label.utf8.count <= 63 && label.first != "-"
                && label.unicodeScalars.allSatisfy {
                    $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "-" || $0 == "_"
                }
        }
        guard isName, let last = labels.last else { return false }
        // A name whose last label is a number is an IPv4 address, or a mistake (WHATWG URL section 3.5).
        return !last.utf8.allSatisfy(Decimal.isDigit) || IPAddress.ipv4(text) != nil
    }

    /// A host of an allow-list: a host, or `*.` and a name; either with a port if wanted. In lower case.
    static func hostPattern(_ text: String) -> String? {
        let suffix = text.hasPrefix("*.") ? text.dropFirst(2) : text[...]
        guard let (host, port) = hostAndPort(suffix), !text.hasPrefix("*.") || !host.hasPrefix("[") else { return nil }
        return "\(text.hasPrefix("*.") ? "*." : "")\(host)\(port.map { ":\($0)" } ?? "")"
    }
}

/// IP addresses in text.
enum IPAddress {
    /// The address as a number (RFC 3986 section 3.2.2, dotted decimal without leading zeros).
    static func ipv4(_ text: some StringProtocol) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var address: UInt32 = 0
        for part in parts {
            guard part.utf8.allSatisfy(Decimal.isDigit), let byte = UInt8(part), part.count == 1 || !part.hasPrefix("0")
            else { return nil }
            address = address << 8 | UInt32(byte)
        }
        return address
    }

    /// The number in dotted decimal.
    static func write(_ address: UInt32) -> String {
        "\(address >> 24).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)"
    }

    /// RFC 4291 section 2.2, without a zone.
    static func isIPv6(_ text: some StringProtocol) -> Bool {
        let halves = IPAddress.split(String(text))
        guard halves.count <= 2, text.contains(":") else { return false }
        var groups = 0
        for (index, half) in halves.enumerated() where !half.isEmpty {
            let parts = half.split(separator: ":", omittingEmptySubsequences: false)
            for (place, part) in parts.enumerated() {
                if index == halves.count - 1, place == parts.count - 1, ipv4(part) != nil {
                    groups += 2
                } else {
                    guard (1...4).contains(part.count), part.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
                        return false
                    }
                    groups += 1
                }
            }
        }
        return halves.count == 2 ? groups <= 7 : groups == 8
    }

    /// The text around its first `::`, which may stand for any number of zero groups.
    private static func split(_ text: String) -> [Substring] {
        guard let gap = text.ranges(of: "::").first else { return [text[...]] }
        return [text[..<gap.lowerBound], text[gap.upperBound...]]
    }

    /// Whether it is an address of either version.
    static func isAddress(_ text: some StringProtocol) -> Bool { ipv4(text) != nil || isIPv6(text) }
}
