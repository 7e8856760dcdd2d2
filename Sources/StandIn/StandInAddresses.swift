// Where a stand-in that serves can be reached.

/// Base URLs, without a slash at their end.
package struct StandInAddresses: Hashable, Sendable {
    /// The address that is listened on, as `http://127.0.0.1:49152`.
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
