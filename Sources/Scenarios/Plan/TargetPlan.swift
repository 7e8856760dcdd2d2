// Where the traffic goes and how connections are made.

/// The target of a run.
package struct TargetPlan: Hashable, Sendable {
    /// What serves the platform's API.
    package enum API: Hashable, Sendable {
        /// The embedded stand-in, started for this run.
        case standIn(StandInPlan)
        /// The base URL of the API, without a trailing slash.
        case url(String)
    }

    /// The HTTP version to use.
    package enum HTTPChoice: String, CaseIterable, Hashable, Sendable {
        /// HTTP/2 over TLS where the server offers it, else HTTP/1.1.
        case auto
        /// HTTP/1.1.
        case http1_1 = "1.1"
        /// HTTP/2.
        case http2 = "2"
    }

    /// How servers are verified.
    package struct TLSPlan: Hashable, Sendable {
        /// A PEM file of certificates to trust, as a path that can be opened; nil: the system's bundle.
        package var caFile: String?
        /// Whether certificates are verified at all.
        package var verify: Bool

        /// Creates settings.
        package init(caFile: String? = nil, verify: Bool = true) {
            self.caFile = caFile
            self.verify = verify
        }
    }

    /// What serves the platform's API.
    package var api: API
    /// The base URL of the platform's web client, without a trailing slash; nil: the API's own origin.
    package var web: String?
    /// Further hosts that may be contacted besides those of `api` and `web`: a name, or `*.` and a suffix. Without
    /// `:port`, every port is allowed.
    package var allowHosts: [String]
    /// Verification.
    package var tls: TLSPlan
    /// The HTTP version.
    package var http: HTTPChoice
    /// Addresses to use for names, in curl's form `host:port:address`.
    package var resolve: [String]
    /// Other hosts to connect to, in curl's form `host:port:host:port`.
    package var connectTo: [String]
    /// Local addresses from which participants connect in turn, each listed; empty: the system chooses.
    package var sourceAddresses: [String]
    /// The User-Agent; nil: `Turnout/<version> (run <id>)`. An empty text sends none.
    package var userAgent: String?
    /// The User-Agent as shown and stored: with dots in place of values from the environment.
    package var shownUserAgent: String?
    /// Whether to send `X-Turnout-Participant`.
    package var participantHeader: Bool
    /// Whether to repeat a request, once, when its kept-alive connection died without a response, as browsers do.
    package var replay: Bool

    /// Creates a target.
    package init(
        api: API, web: String? = nil, allowHosts: [String] = [], tls: TLSPlan = TLSPlan(), http: HTTPChoice = .auto,
        resolve: [String] = [], connectTo: [String] = [], sourceAddresses: [String] = [], userAgent: String? = nil,
        shownUserAgent: String? = nil, participantHeader: Bool = true, replay: Bool = true
    ) {
        self.api = api
        self.web = web
        self.allowHosts = allowHosts
        self.tls = tls
        self.http = http
        self.resolve = resolve
        self.connectTo = connectTo
        self.sourceAddresses = sourceAddresses
        self.userAgent = userAgent
        self.shownUserAgent = shownUserAgent ?? userAgent
        self.participantHeader = participantHeader
        self.replay = replay
    }
}

/// How the stand-in is started for a run.
package struct StandInPlan: Hashable, Sendable {
    /// The name of its capacity profile.
    package var profile: String
    /// A configuration file for it, as a path that can be opened.
    package var configFile: String?

    /// Creates settings.
    package init(profile: String = "healthy", configFile: String? = nil) {
        self.profile = profile
        self.configFile = configFile
    }
}

/// The base URLs of a run's target. They are known once the stand-in, if there is one, is listening.
package struct Origins: Hashable, Sendable {
    /// The base URL of the API, without a trailing slash.
    package var api: String
    /// The base URL of the web client, without a trailing slash.
    package var web: String

    /// Creates addresses.
    package init(api: String, web: String) {
        self.api = api
        self.web = web
    }
}
