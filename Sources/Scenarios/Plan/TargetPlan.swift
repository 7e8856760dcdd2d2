// Where the traffic goes, and how connections to it are made.

/// The target of a run.
package struct TargetPlan: Hashable, Sendable {
    /// What serves the platform's API.
    package enum API: Hashable, Sendable {
        /// The embedded stand-in, started for this run.
        case standIn(StandInPlan)
        /// The base URL of the API, without a slash at its end.
        case url(String)
    }

    /// The HTTP version to speak.
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
        /// A file of certificates in PEM form to trust, as a path that can be opened; nil: the system's bundle.
        package var caFile: String?
        /// Whether certificates are verified at all.
        package var verify: Bool

        /// Settings from their parts.
        package init(caFile: String? = nil, verify: Bool = true) {
            self.caFile = caFile
            self.verify = verify
        }
    }

    /// What serves the platform's API.
    package var api: API
    /// The base URL of the platform's web client, without a slash at its end; nil: the API's own origin.
    package var web: String?
    /// Hosts that may be contacted beside those of `api` and `web`: a name, or `*.` and a suffix; a host may carry
    /// `:port`, else every port is meant.
    package var allowHosts: [String]
    /// Verification.
    package var tls: TLSPlan
    /// The HTTP version.
    package var http: HTTPChoice
    /// Addresses that stand for names, in curl's form `host:port:address`.
    package var resolve: [String]
    /// Other places to connect to, in curl's form `host:port:host:port`.
    package var connectTo: [String]
    /// Local addresses, each written out, from which participants connect in turn; empty: the system's choice.
    package var sourceAddresses: [String]
    /// The User-Agent; nil: `Turnout/<version> (run <id>)`. An empty text sends none.
    package var userAgent: String?
    /// The User-Agent as it is shown and kept: with dots in the place of what the environment gave.
    package var shownUserAgent: String?
    /// Whether `X-Turnout-Participant` is sent.
    package var participantHeader: Bool
    /// Whether a request whose kept connection died unanswered is made once more, as browsers do.
    package var replay: Bool

    /// A target from its parts.
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

    /// Settings from their parts.
    package init(profile: String = "healthy", configFile: String? = nil) {
        self.profile = profile
        self.configFile = configFile
    }
}

/// The addresses of a run's target, known once the stand-in (where there is one) serves.
package struct Origins: Hashable, Sendable {
    /// The base URL of the API, without a slash at its end.
    package var api: String
    /// The base URL of the web client, without a slash at its end.
    package var web: String

    /// Addresses from their parts.
    package init(api: String, web: String) {
        self.api = api
        self.web = web
    }
}
