// What a configuration file says of webhooks.

import FoundationEssentials

extension StandInConfiguration.Webhooks {
    /// Changes what a file gives.
    mutating func read(_ reader: inout JSONReader, problems: inout [ConfigurationError.Problem]) {
        let before = problems.count
        reader.texts("hosts", into: &hosts, problems: &problems)
        // Entries that are no texts are left out of the list, and its numbers are not the file's any more.
        if problems.count == before {
            for (index, host) in hosts.enumerated() where !Self.canMatch(host) {
                problems.append(
                    .init(
                        place: "\(reader.place(of: "hosts"))[\(index)]", found: "\"\(host)\"",
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
