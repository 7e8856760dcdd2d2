// Where the traffic goes and how connections are made.
package import Addresses
import PlatformContract

/// The target of a run.
package struct TargetPlan: Hashable, Sendable {
    /// What serves the platform's API.
    package enum API: Hashable, Sendable {
        /// The embedded stand-in, started for this run.
        case standIn(StandInPlan)
        /// The base URL of the API.
        case url(BaseURL)
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
        /// The certificates by which participants identify themselves; nil: none.
        package var client: ClientCertificatePlan?

        /// Creates settings.
        package init(caFile: String? = nil, verify: Bool = true, client: ClientCertificatePlan? = nil) {
            self.client = client
            self.caFile = caFile
            self.verify = verify
        }
    }

    /// What serves the platform's API. Without one (``hasAPI``), the origin of the first step's URL.
    package var api: API
    /// Whether the scenario names an API. A site alone can be walked without.
    package var hasAPI = true
    /// The base URL of the platform's web client; nil: the API's own.
    package var web: BaseURL?
    /// The base URL of the customer's own site; nil: the stand-in's, if that serves.
    package var site: BaseURL?
    /// Further hosts that may be contacted besides those of `api` and `web`.
    package var allowHosts: [HostPattern]
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
    /// The proxy that requests go through.
    package var proxy = ProxyPlan.none
    /// Whether to ask for compressed bodies, as browsers do.
    package var compression = true
    /// The trace context that requests carry; nil: none.
    package var traceHeader: TraceHeaderPlan?

    /// Creates a target.
    package init(
        api: API, web: BaseURL? = nil, site: BaseURL? = nil, allowHosts: [HostPattern] = [], tls: TLSPlan = TLSPlan(),
        http: HTTPChoice = .auto,
        resolve: [String] = [], connectTo: [String] = [], sourceAddresses: [String] = [], userAgent: String? = nil,
        shownUserAgent: String? = nil, participantHeader: Bool = true, replay: Bool = true
    ) {
        self.api = api
        self.web = web
        self.site = site
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

    /// A target that no scenario has described yet.
    static var nowhere: TargetPlan {
        var target = TargetPlan(api: .url(.loopback))
        target.hasAPI = false
        return target
    }

    /// Whether it has a customer's site: its own, or the stand-in's.
    var hasSite: Bool {
        if site != nil { return true }
        return if case .standIn = api { true } else { false }
    }

    /// The origins, where the scenario itself knows them; nil: the stand-in's, before it serves.
    package var knownOrigins: Origins? {
        switch api {
        case .url(let api): Origins(api: api, web: web, site: site)
        case .standIn: nil
        }
    }
}

/// The header `traceparent` (W3C trace context) of a run's requests.
package struct TraceHeaderPlan: Hashable, Sendable {
    /// The share of the journeys, 0 to 1, whose requests ask to be traced.
    package var sampled: Double

    /// A header that asks for the traces of this share of the journeys.
    package init(sampled: Double = 0) { self.sampled = sampled }
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
    /// The base URL of the API.
    package var api: BaseURL
    /// The base URL of the web client.
    package var web: BaseURL
    /// The base URL of the customer's own site.
    package var site: BaseURL

    /// Creates addresses; without `web`, the API's own; without `site`, the one that the stand-in serves beside its API.
    package init(api: BaseURL, web: BaseURL? = nil, site: BaseURL? = nil) {
        self.api = api
        self.web = web ?? api
        self.site = site ?? (try? BaseURL(api.url.origin + SiteCall.root)) ?? api
    }
}
