// Hosts and ports of the addresses that a plan contacts.
import Scenarios

/// The host and port of an address.
enum HostPort {
    /// `host:port` of an address, with the scheme's port where none is written.
    static func of(_ address: String) -> String {
        let afterScheme = address.firstRange(of: "://")?.upperBound ?? address.startIndex
        var host = address[afterScheme...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let at = host.lastIndex(of: "@") { host = host[host.index(after: at)...] }
        let hasPort = host.lastIndex(of: ":").map { host[$0...].dropFirst().allSatisfy(\.isNumber) } == true
        if hasPort, !host.hasSuffix("]") { return String(host) }
        return "\(host):\(address.hasPrefix("https:") ? 443 : 80)"
    }

    /// Host and port apart, the host without brackets.
    static func parts(_ authority: String) -> (host: String, port: Int)? {
        guard let colon = authority.lastIndex(of: ":"), let port = Int(authority[authority.index(after: colon)...])
        else { return nil }
        let host = authority[..<colon]
        return (String(host.hasPrefix("[") ? host.dropFirst().dropLast() : host), port)
    }

    /// Every `host:port` that a plan's own addresses name: API, web client, written addresses.
    static func all(_ plan: Plan, _ origins: Origins) -> [String] {
        var distinct: [String] = []
        for authority in addresses(plan, origins).map(of) where !distinct.contains(authority) {
            distinct.append(authority)
        }
        return distinct
    }

    /// Scheme, host and port of each of them.
    static func bases(_ plan: Plan, _ origins: Origins) -> [String] {
        var distinct: [String] = []
        for address in addresses(plan, origins) {
            let base = "\(address.hasPrefix("https:") ? "https" : "http")://\(of(address))"
            if !distinct.contains(base) { distinct.append(base) }
        }
        return distinct
    }

    private static func addresses(_ plan: Plan, _ origins: Origins) -> [String] {
        let contacts = plan.steps.flatMap(\.action.kind.contacts)
        return (contacts.isEmpty ? [.api] : contacts).map { $0.address(origins) }
    }
}
