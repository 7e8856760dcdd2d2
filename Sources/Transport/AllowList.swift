// Which hosts may be contacted: the brake against traffic to somebody else's site.

/// The rules of a run's allow-list.
struct AllowList {
    private struct Rule {
        /// The whole name, or with `isSuffix` a dot and what the name must end with.
        var name: String
        var isSuffix: Bool
        /// nil: every port.
        var port: Int?
    }

    private var rules: [Rule] = []

    /// Rules in the forms `name`, `name:port`, `*.suffix`, `*.suffix:port`; an IPv6 address stands in brackets.
    init(_ texts: [String]) {
        for text in texts {
            var name = text.lowercased()
            var port: Int?
            // A colon within brackets belongs to the address.
            if let colon = name.lastIndex(of: ":"), !name[colon...].contains("]"),
                let number = Int(name[name.index(after: colon)...])
            {
                port = number
                name = String(name[..<colon])
            }
            if name.hasSuffix(".") { name.removeLast() }
            if name.hasPrefix("*.") {
                rules.append(Rule(name: String(name.dropFirst()), isSuffix: true, port: port))
            } else {
                rules.append(Rule(name: name, isSuffix: false, port: port))
            }
        }
    }

    func allows(_ url: ParsedURL) -> Bool {
        rules.contains { rule in
            if let port = rule.port, port != url.port { return false }
            guard rule.isSuffix else { return url.host == rule.name }
            return url.host.hasSuffix(rule.name) && url.host.count > rule.name.count
        }
    }
}
