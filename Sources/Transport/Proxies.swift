// Proxies between the harness and its target: which one a request goes through.
package import Addresses
import Measuring

/// Where a run's proxies come from.
///
/// A proxy resolves the names of what it is asked for, so that they are not looked up here; its own name is. The contact
/// policy applies to the target as always, and not to the proxy. This machine itself (`WebURL.isLoopback`) is never
/// proxied. A URL with `http` is requested from the proxy; for one with `https` the proxy is asked for a connection
/// (CONNECT). The settings for TLS also apply to a proxy that speaks TLS.
///
/// The figures of a proxied exchange are what the harness sees. `connect` is the connection to the proxy, TLS with it if
/// it speaks TLS, and, where the proxy is asked for one, its connection to the target. `tls` is TLS with the target. The
/// address is the proxy's. `bytesIn` and `bytesOut` include what was exchanged with the proxy to connect.
package enum ProxySetting: Sendable {
    /// No proxy, whatever the environment says.
    case none
    /// This proxy for all URLs: `http://` or `https://`, perhaps with user name and password, or only host and port.
    case url(String)
    /// The proxies that these environment variables set for curl: `http_proxy`, `https_proxy`, `all_proxy`, `no_proxy`
    /// and, except for the first, their forms in capitals.
    case environment([String: String])

    /// `host:port` of the proxy for a URL; nil if it is contacted directly, or if the setting cannot be used.
    package func hostPort(for url: WebURL) -> String? { (try? Proxies(self))?.proxy(for: url)?.hostPort }
}

/// The proxies of a run, read once.
struct Proxies {
    private var always: Proxy?
    private var environment = ProxyEnvironment()
    private var byVariable: [String: Proxy] = [:]

    /// None.
    init() {}

    /// - Throws: `.connect` if one cannot be used.
    init(_ setting: ProxySetting) throws(Failure) {
        switch setting {
        case .none: break
        case .url(let text): always = try Proxy(text, from: "target.proxy")
        case .environment(let variables):
            environment = ProxyEnvironment(variables)
            for name in environment.used {
                byVariable[name] = try Proxy(
                    environment.value(of: name) ?? "", from: "the environment variable \(name)")
            }
        }
    }

    /// Whether there is any.
    var isEmpty: Bool { always == nil && byVariable.isEmpty }

    /// The proxy for a URL; nil if it is contacted directly.
    func proxy(for url: WebURL) -> Proxy? {
        if let always { return url.isLoopback ? nil : always }
        return environment.variable(for: url).flatMap { byVariable[$0] }
    }

    /// Whether this host and port are a proxy's.
    func contains(_ hostPort: String) -> Bool {
        always?.hostPort == hostPort || byVariable.values.contains { $0.hostPort == hostPort }
    }
}

/// One proxy.
final class Proxy: Sendable {
    /// As libcurl takes it: secret, because it may contain a password.
    let text: String
    /// `host:port`, by which it is known and looked up.
    let hostPort: String
    /// Whether its host is an IP address.
    let isAddress: Bool
    /// Whether it speaks TLS itself.
    let isTLS: Bool

    /// Reads a proxy's URL as curl does: without a scheme it is `http`, and without a port 1080 or, over TLS, 443.
    /// - Parameters:
    ///   - text: the URL.
    ///   - source: where it was set, for the failure.
    /// - Throws: `.connect` if it is no such URL, without showing it.
    init(_ text: String, from source: String) throws(Failure) {
        let whole = text.contains("://") ? text : "http://" + text
        guard let url = try? WebURL(whole) else {
            throw Failure(
                kind: .connect,
                detail: "the proxy of \(source) cannot be used: an http:// or https:// URL, or host:port, is needed")
        }
        isTLS = url.scheme == "https"
        let port = Self.hasPort(whole) ? url.port : isTLS ? 443 : 1080
        hostPort = "\(url.host):\(port)"
        isAddress = url.isAddress
        let user = url.userInformation.map { $0 + "@" } ?? ""
        self.text = "\(url.scheme)://\(user)\(hostPort)"
    }

    private static func hasPort(_ url: String) -> Bool {
        guard let start = url.firstRange(of: "://") else { return false }
        let authority = url[start.upperBound...].prefix { !"/?#\\".contains($0) }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? authority
        let afterAddress = host.split(separator: "]", omittingEmptySubsequences: false).last ?? host
        return afterAddress.split(separator: ":", omittingEmptySubsequences: false).dropFirst().contains { !$0.isEmpty }
    }

    // MARK: Its failures

    /// It could not be found.
    static func notFound(_ hostPort: String, _ failure: Failure) -> Failure {
        guard failure.kind == .resolve || failure.kind == .timeout else { return failure }
        return Failure(
            kind: .connect, detail: "the proxy \(hostPort) cannot be found: \(failure.detail)",
            curlCode: failure.curlCode)
    }

    /// It wants credentials: the status 407, of a response or of a CONNECT.
    func wantsCredentials(curlCode: Int32 = 0) -> Failure {
        Failure(
            kind: .connect,
            detail: "the proxy \(hostPort) asks for a user name and password that it accepts (status 407)",
            curlCode: curlCode)
    }

    /// What a failure before the request was sent says about the proxy.
    /// - Parameters:
    ///   - failure: the failure by libcurl's code.
    ///   - status: the status of the last response to CONNECT; nil if there was none.
    ///   - url: what it was asked for.
    /// - Returns: the failure in the proxy's name; nil if it is not the proxy's.
    func failure(_ failure: Failure, status: Int?, url: WebURL?) -> Failure? {
        func own(_ kind: FailureKind, _ words: String) -> Failure {
            Failure(kind: kind, detail: "the proxy \(hostPort) \(words)", curlCode: failure.curlCode)
        }
        let target = url?.hostPort ?? "the target"
        if let status, !(200..<300).contains(status) {
            if status == 407 { return wantsCredentials(curlCode: failure.curlCode) }
            return own(.connect, "refused to connect to \(target) (status \(status))")
        }
        // Since it connected, what fails is the target.
        guard status == nil else { return nil }
        switch failure.kind {
        case .timeout: return own(.timeout, "did not connect in time: \(failure.detail)")
        case .tls where isTLS: return own(.tls, "speaks no TLS that is trusted: \(failure.detail)")
        case .connect, .resolve: return own(.connect, "cannot be reached: \(failure.detail)")
        case .reset, .protocol: return own(.connect, "did not connect to \(target): \(failure.detail)")
        default: return nil
        }
    }
}
