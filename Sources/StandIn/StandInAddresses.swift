// The URLs of a running stand-in.

/// Base URLs, without a trailing slash.
package struct StandInAddresses: Hashable, Sendable {
    /// The address on which it listens, such as `http://127.0.0.1:49152`.
    package var base: String
    /// The API.
    package var api: String
    /// The web client.
    package var web: String
    /// The customer's site.
    package var site: String

    init(_ configuration: StandInConfiguration, port: Int) {
        let scheme = configuration.tls ? "https" : "http"
        func origin(_ host: String) -> String {
            "\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        }
        base = origin(configuration.host)
        api = configuration.twoHosts ? origin(StandInHost.api) : base
        web = configuration.webOrigin ?? (configuration.twoHosts ? origin(StandInHost.web) : base)
        site = base + CustomerSite.home
    }
}
