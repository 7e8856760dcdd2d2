// Settings for all requests of a run.
package import Addresses

/// What all requests of a run have in common: trust, HTTP version, allowed hosts, limits.
package struct TransportSettings: Sendable {
    /// The HTTP version to use.
    package enum Version: Sendable {
        /// HTTP/2 over TLS if the server offers it, otherwise HTTP/1.1.
        case auto
        /// HTTP/1.1.
        case http1_1
        /// HTTP/2: negotiated over TLS, with prior knowledge without TLS.
        case http2
    }

    /// A PEM file of certificates to trust; nil: the system's bundle.
    package var caFile: String?
    /// Whether to verify certificates.
    package var verify = true
    /// The HTTP version.
    package var version = Version.auto
    /// Addresses to use for names, in curl's form `host:port:address`.
    package var resolve: [String] = []
    /// Other hosts to connect to, in curl's form `host:port:host:port`.
    package var connectTo: [String] = []
    /// The proxies to use.
    package var proxy = ProxySetting.none
    /// Hosts that may be contacted. Any other fails with `.notAllowed`.
    package var contacts = ContactPolicy()
    /// Header lines of every request, `Name: value`. A line of the session or request with the same name replaces them.
    package var commonHeaders: [String] = []
    /// Whether to ask for compressed bodies, as browsers do, and to decode them. A request's own `Accept-Encoding`
    /// replaces what is asked for; whatever coding then comes is decoded all the same.
    package var compression = false
    /// The largest body accepted, as received and as decoded; a larger one fails with `.tooLarge`.
    package var bodyLimit = 8 * 1024 * 1024
    /// The most requests started in one turn.
    package var startsPerTurn = 16
    /// Whether to create a handle with each session instead of when it is first needed: for a crowd that opens all its
    /// connections at once.
    package var makesHandlesAhead = false
    /// Time limit for connecting to one of several addresses before the next one is tried.
    package var addressConnectMilliseconds = 5_000
    /// Whether to ask the kernel when it received each response. Without, or on a system that does not tell, it is
    /// unknown.
    package var asksForStamps = true

    /// The defaults: certificates are verified with the system's bundle, and no host is allowed yet.
    package init() {}
}
