// The webhook settings of a configuration file, and the addresses to which events may be sent: a run contacts no host
// that was not named.

import FoundationEssentials
import PlatformContract

extension StandInConfiguration.Webhooks {
    /// Changes the settings that a file gives.
    mutating func read(_ reader: inout JSONReader, problems: inout [ConfigurationFault]) {
        let before = problems.count
        reader.texts("hosts", into: &hosts, problems: &problems)
        // Entries that are not texts are left out of the list, so its indices are not the file's any more.
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
        reader.integer("repeats", in: 0...100, into: &repeats, problems: &problems)
        reader.bool("forged", into: &forged, problems: &problems)
        var names: [String] = []
        reader.texts("late", into: &names, problems: &problems)
        for name in names {
            if let event = WebhookEventName(rawValue: name) {
                late.insert(event)
            } else {
                let known = WebhookEventName.allCases.map(\.rawValue).joined(separator: ", ")
                problems.append(
                    .init(key: reader.place(of: "late"), found: "\"\(name)\"", expected: "events: \(known)"))
            }
        }
    }

    /// Whether an entry can be the host of a URL or a parent domain of it: the URL parser must return it unchanged.
    private static func canMatch(_ entry: String) -> Bool {
        let isPattern = entry.hasPrefix("*.")
        let name = (isPattern ? String(entry.dropFirst(2)) : entry).lowercased()
        // An IPv6 address is in brackets in a URL and has no subdomains.
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
    /// Rejects an address that must not be called.
    ///
    /// The address is read as strictly as possible, because later requests must go where this check looked: visible
    /// ASCII, no user, a valid port, and a host that is a name or an address in its usual form.
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

    /// Whether a host is a loopback address. An address in an unusual form (`127.1`, `0x7f.0.0.1`) is a name to the
    /// system's resolver and may lead anywhere.
    private static func isThisMachine(_ host: String) -> Bool {
        if host == "localhost" { return true }
        return NetworkAddress.bytes(host).map(NetworkAddress.isLoopback) ?? false
    }

    private static func names(_ pattern: String, _ host: String) -> Bool {
        guard pattern.hasPrefix("*.") else { return pattern == host }
        return host.hasSuffix(pattern.dropFirst())
    }
}
