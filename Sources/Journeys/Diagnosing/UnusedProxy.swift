// A proxy that the environment sets and Turnout does not use, because it would be measured instead of the target.
import Addresses

/// The proxies that an environment sets for curl (https://everything.curl.dev/usingcurl/proxies/env.html).
package struct UnusedProxy: Sendable {
    private let variables: [String: String]
    private let exempt: [String]

    /// Those of an environment; by default none.
    package init(_ environment: [String: String] = [:]) {
        variables = environment.filter { !$0.value.isEmpty }
        exempt = (variables["no_proxy"] ?? variables["NO_PROXY"] ?? "")
            .split { $0 == "," || $0 == " " }
            .map { $0.lowercased() }
    }

    /// The variable whose proxy curl would use for a URL; nil if none, and for this machine itself. Never its value,
    /// which may contain a password.
    func variable(for url: WebURL) -> String? {
        guard !url.isLoopback && !exempts(url.host) else { return nil }
        // `HTTP_PROXY` is not read: a CGI server sets it from a client's header.
        let own = url.scheme == "https" ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy"]
        return (own + ["all_proxy", "ALL_PROXY"]).first { variables[$0] != nil }
    }

    private func exempts(_ host: String) -> Bool {
        exempt.contains { rule in
            let name = rule.hasPrefix(".") ? String(rule.dropFirst()) : rule
            return rule == "*" || host == name || host.hasSuffix("." + name)
        }
    }
}
