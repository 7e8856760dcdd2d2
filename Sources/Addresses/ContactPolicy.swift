// Which hosts may be contacted: the brake against traffic to somebody else's site. There is one list for each run, and
// every request asks it, each hop of a redirect too.

/// The hosts that a run may contact.
package struct ContactPolicy: Hashable, Sendable {
    /// The rules, each once.
    package private(set) var rules: [HostPattern] = []

    /// The hosts of these URLs, and those that the rules of an allow-list cover.
    package init(urls: [WebURL] = [], patterns: [HostPattern] = []) {
        for rule in urls.map(HostPattern.init(of:)) + patterns where !rules.contains(rule) { rules.append(rule) }
    }

    /// Whether a URL may be requested.
    package func allows(_ url: WebURL) -> Bool {
        rules.contains { $0.covers(url) }
    }

    /// Why a URL may not be requested, with the line that would allow it.
    package static func refusal(of url: WebURL) -> String {
        let name = url.isUsualPort ? url.host : url.hostPort
        return "host \(name) is not in allow-hosts; use --allow-host \(name), or add \"\(name)\" to target.allow-hosts"
    }
}
