// Which addresses events may be sent to: a rehearsal contacts nobody who was not named.

import FoundationEssentials

extension StandInConfiguration.Webhooks {
    /// Refuses an address that may not be called.
    ///
    /// - Throws: 400 naming the field.
    func check(_ url: String) throws(Refusal) {
        guard let address = URL(string: url), let scheme = address.scheme?.lowercased(),
            scheme == "http" || scheme == "https", let host = address.host()?.lowercased(), !host.isEmpty,
            address.user() == nil
        else { throw .api(.badRequest, "url must be an http or https address") }
        guard Self.isThisMachine(host) || hosts.contains(where: { Self.names($0.lowercased(), host) }) else {
            throw .api(
                .badRequest,
                "url must lead to this machine: other hosts have to be named in the stand-in's configuration")
        }
    }

    /// Whether a host is a loopback address.
    private static func isThisMachine(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    private static func names(_ pattern: String, _ host: String) -> Bool {
        guard pattern.hasPrefix("*.") else { return pattern == host }
        return host.hasSuffix(pattern.dropFirst())
    }
}
