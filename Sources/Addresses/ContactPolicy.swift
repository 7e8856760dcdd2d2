// Which hosts may be contacted: the safeguard against traffic to somebody else's site. Each run has one list, and every
// request is checked against it, including each hop of a redirect.

/// The hosts that a run may contact.
package struct ContactPolicy: Hashable, Sendable {
    /// The rules, each once.
    package private(set) var rules: [HostPattern] = []

    /// Allows the hosts of these URLs, and those that the patterns cover.
    package init(urls: [WebURL] = [], patterns: [HostPattern] = []) {
        for rule in urls.map(HostPattern.init(of:)) + patterns where !rules.contains(rule) { rules.append(rule) }
    }

    /// Whether a URL may be requested.
    package func allows(_ url: WebURL) -> Bool {
        rules.contains { $0.covers(url) }
    }

    /// Why a URL may not be requested, with the option or line that would allow it.
    package static func refusal(of url: WebURL) -> String {
        let name = url.isUsualPort ? url.host : url.hostPort
        return "host \(name) is not in allow-hosts; use --allow-host \(name), or add \"\(name)\" to target.allow-hosts"
    }
}
