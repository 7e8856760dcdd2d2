// The proxies that an environment sets, as curl reads them (https://everything.curl.dev/usingcurl/proxies/env.html).

/// Which proxy's variable applies to a URL. Loopback is never proxied, unlike with curl.
package struct ProxyEnvironment: Sendable {
    private let variables: [String: String]
    private let exempt: [String]
    private let exemptsAll: Bool

    /// The proxies of an environment; by default none.
    package init(_ environment: [String: String] = [:]) {
        variables = environment.filter { !$0.value.isEmpty }
        exempt = (variables["no_proxy"] ?? variables["NO_PROXY"] ?? "")
            .split { $0 == "," || $0 == " " || $0 == "\t" }
            .map { $0.lowercased() }
        exemptsAll = exempt.contains("*")
    }

    /// The variable whose proxy curl would use for a URL; nil if none, and for this machine itself. Its value may contain
    /// a password.
    package func variable(for url: WebURL) -> String? {
        guard !url.isLoopback && !exempts(url.host) else { return nil }
        return Self.names(url.scheme).first { variables[$0] != nil }
    }

    /// The value of a variable: a URL, or only host and port.
    package func value(of variable: String) -> String? { variables[variable] }

    /// All variables that may apply to some URL.
    package var used: [String] {
        var used: [String] = []
        for name in (Self.names("http") + Self.names("https")) where variables[name] != nil && !used.contains(name) {
            used.append(name)
        }
        return used
    }

    /// `HTTP_PROXY` is not read: a CGI server sets it from a client's header.
    private static func names(_ scheme: String) -> [String] {
        (scheme == "https" ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy"]) + ["all_proxy", "ALL_PROXY"]
    }

    private func exempts(_ host: String) -> Bool {
        if exemptsAll { return true }
        if let address = IPAddress.bits(host) { return exempt.contains { Self.covers($0, address) } }
        return exempt.contains { rule in
            let name = rule.drop { $0 == "." }
            let plain = name.hasSuffix(".") ? name.dropLast() : name
            return !plain.isEmpty && (host == plain || host.hasSuffix("." + plain))
        }
    }

    /// Whether a rule is this address, or its network in CIDR notation.
    private static func covers(_ rule: String, _ address: [Bool]) -> Bool {
        let parts = rule.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let network = IPAddress.bits(parts[0]), network.count == address.count else { return false }
        guard parts.count == 2 else { return network == address }
        guard let length = Int(parts[1]), (0...address.count).contains(length) else { return false }
        return network.prefix(length == 0 ? address.count : length)
            == address.prefix(length == 0 ? address.count : length)
    }
}
