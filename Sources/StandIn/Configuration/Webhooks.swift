// What a configuration file says of webhooks, and which addresses events may be sent to: a rehearsal contacts nobody who
// was not named.

import FoundationEssentials

extension StandInConfiguration.Webhooks {
    /// Changes what a file gives.
    mutating func read(_ reader: inout JSONReader, problems: inout [ConfigurationFault]) {
        let before = problems.count
        reader.texts("hosts", into: &hosts, problems: &problems)
        // Entries that are no texts are left out of the list, and its numbers are not the file's any more.
        if problems.count == before {
            for (index, host) in hosts.enumerated() where !Self.canMatch(host) {
                problems.append(
                    .init(
                        key: "\(reader.place(of: "hosts"))[\(index)]", found: "\"\(host)\"",
                        expected: "a host's name or address alone, or \"*.\" and a name"))
            }
        }
        reader.number("retrySeconds", in: 0...3_600, into: &retrySeconds, problems: &problems)
        reader.number("timeoutSeconds", in: 0.1...3_600, into: &timeoutSeconds, problems: &problems)
        reader.bool("verify", into: &verify, problems: &problems)
    }

    /// Whether an entry can be, or be above, the host of an address: the parser of addresses, asked, gives it back.
    private static func canMatch(_ entry: String) -> Bool {
        let isPattern = entry.hasPrefix("*.")
        let name = (isPattern ? String(entry.dropFirst(2)) : entry).lowercased()
        // An IPv6 address stands in brackets in an address, and is beneath no name.
        let isNumeric = name.count { $0 == ":" } > 1
        guard !name.isEmpty, !name.contains("*"), !name.hasPrefix("."), !(isPattern && isNumeric) else { return false }
        let host = isNumeric && !name.hasPrefix("[") ? "[\(name)]" : name
        guard let address = URL(string: "http://\(host)/"), address.port == nil, address.path() == "/" else {
            return false
        }
        return address.host()?.lowercased() == name
    }
}

extension StandInConfiguration.Webhooks {
    /// Refuses an address that may not be called.
    ///
    /// It is read here in the narrowest way, since what is sent later has to go where was looked: visible ASCII, no user,
    /// a port that is one, and a host that is an address in the usual form or a name.
    ///
    /// - Throws: 400 naming the field.
    func check(_ url: String) throws(ErrorResponse) {
        guard let match = url.wholeMatch(of: Self.shape)?.output, url.utf8.count <= 2_048,
            match.port.map({ Int($0).map { (1...65_535).contains($0) } ?? false }) ?? true
        else { throw .api(.badRequest, "url must be an http or https address") }
        let bracketed = match.host.lowercased()
        let host = bracketed.hasPrefix("[") ? String(bracketed.dropFirst().dropLast()) : bracketed
        guard Self.isThisMachine(host) || hosts.contains(where: { Self.names($0.lowercased(), host) }) else {
            throw .api(
                .badRequest,
                "url must lead to this machine: other hosts have to be named in the stand-in's configuration"
            )
        }
    }

    private static var shape: Regex<(Substring, host: Substring, port: Substring?)> {
        /(?i:https?):\/\/(?<host>\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z.\-]+)(?::(?<port>[0-9]{1,5}))?(?:[\/?#][\x21-\x7E]*)?/
    }

    /// Whether a host is a loopback address. One that is written in another way than the usual one (`127.1`, `0x7f.0.0.1`)
    /// is a name to the system's resolver, and may lead anywhere.
    private static func isThisMachine(_ host: String) -> Bool {
        if host == "localhost" { return true }
        return NetworkAddress.bytes(host).map(NetworkAddress.isLoopback) ?? false
    }

    private static func names(_ pattern: String, _ host: String) -> Bool {
        guard pattern.hasPrefix("*.") else { return pattern == host }
        return host.hasSuffix(pattern.dropFirst())
    }
}
