// How all requests of a run are made.
package import Addresses

/// What every request of a run has in common: trust, version, the hosts that may be contacted, limits.
package struct TransportSettings: Sendable {
    /// The HTTP version to speak.
    package enum Version: Sendable {
        /// HTTP/2 over TLS where the server offers it, else HTTP/1.1.
        case auto
        /// HTTP/1.1.
        case http1_1
        /// HTTP/2: negotiated over TLS, spoken at once (prior knowledge) without.
        case http2
    }

    /// PEM file to trust; nil: the system's bundle.
    package var caFile: String?
    /// Whether certificates are verified at all.
    package var verify = true
    /// The HTTP version.
    package var version = Version.auto
    /// Addresses that stand for names, in curl's form `host:port:address`.
    package var resolve: [String] = []
    /// Other places to connect to, in curl's form `host:port:host:port`.
    package var connectTo: [String] = []
    /// Hosts that may be contacted. Anything else is `.notAllowed`.
    package var contacts = ContactPolicy()
    /// Header lines of every request, `Name: value`. A line of the session or of the request with the same name takes
    /// its place.
    package var commonHeaders: [String] = []
    /// The most bytes of a body that are taken; more is `.tooLarge`.
    package var bodyLimit = 8 * 1024 * 1024
    /// Requests started per turn before answers are read: 16 by default, `Int.max` for a tight release.
    package var startsPerTurn = 16
    /// Whether a handle is made with each session and not when it first wants one: for a crowd that opens its connections
    /// all at once.
    package var makesHandlesAhead = false
    /// Limit for a connection to one of several addresses; then the next one is tried.
    package var addressConnectMilliseconds = 5_000
    /// Limit for opening a connection; nil: the request's own limit alone.
    package var connectTimeoutMilliseconds: Int?

    /// The defaults: verified against the system's bundle, and no host allowed yet.
    package init() {}
}
