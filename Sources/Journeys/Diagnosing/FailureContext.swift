// What is known about a failure when it is diagnosed.
import Addresses
package import Measuring
package import PlatformContract
package import Scenarios
import Transport

/// A failure with its context: everything that the diagnosis may use. It contains no secrets.
package struct FailureContext: Sendable {
    /// Whose token the request carried.
    package enum Bearer: Hashable, Sendable {
        /// None; at most cookies.
        case none
        /// A client token.
        case client
        /// The participant's own user token.
        case participant
        /// The host's user token.
        case host
        /// The request itself asks for a token.
        case asking(TokenPlan.Grant, usernameHasAt: Bool)
    }

    /// What is known about the link that was opened.
    package struct Link: Hashable, Sendable {
        /// Seconds since it was granted.
        package var ageSeconds: Double
        /// Its requested lifetime in seconds; nil: the platform's default.
        package var ttlSeconds: Int?
        /// Whether it can be opened again.
        package var isPermanent: Bool
        /// How often this participant had already opened it.
        package var openings: Int

        /// Creates a link's history.
        package init(ageSeconds: Double, ttlSeconds: Int?, isPermanent: Bool, openings: Int) {
            self.ageSeconds = ageSeconds
            self.ttlSeconds = ttlSeconds
            self.isPermanent = isPermanent
            self.openings = openings
        }
    }

    /// The failure's kind.
    package var kind: FailureKind
    /// The HTTP status, if there was a response.
    package var status: Int?
    /// The platform's endpoint; nil for other URLs.
    package var endpoint: Endpoint?
    /// `error` in the response.
    package var errorCode: String?
    /// Whose token the request carried.
    package var bearer = Bearer.none
    /// The space in the request's path.
    package var spaceID: String?
    /// The room in the request's path.
    package var roomID: String?
    /// The room's alias, if known.
    package var roomAlias: String?
    /// What the link has in the place of the alias.
    package var linkTarget: String?
    /// The link, if it was granted to this participant.
    package var link: Link?
    /// Whether access to the room was granted to this participant.
    package var holdsLink = false
    /// Whether the participant stores cookies.
    package var storesCookies = true
    /// Whether it had the cookie that identifies it.
    package var hasAccessCookie = true
    /// Whether the room page had just set the cookie that identifies the participant.
    package var pageSetCookies = false
    /// Whether the page set it as `Secure`, so that plain HTTP does not carry it.
    package var cookieNeedsTLS = false
    /// Whether the API's base URL in the scenario ends with the version with which the calls' paths begin.
    package var apiHasVersion = false
    /// Whether the URL was given on the command line, without a scenario.
    package var isPlainAddress = false
    /// Whether the request's URL is relative, and there was no page that it could be relative to.
    package var isRelative = false
    /// What was observed, in libcurl's words if it reported it.
    package var detail = ""
    /// libcurl's error code; 0 if it reported none.
    package var curlCode: Int32 = 0
    /// Whether the response's body is compressed although that was not requested.
    package var isCompressed = false
    /// Whether the URL is a plain `http` one.
    package var isPlainHTTP = false
    /// Whether the room is open to all; nil if unknown.
    package var roomIsPublic: Bool?
    /// Whether it was the host's request, before or after the crowd. It then says nothing about the size of the crowd.
    package var isHost = false
    /// The response's Retry-After.
    package var retryAfter: String?
    /// How many attempts the step's `retry` allows, if all of them were made.
    package var attemptsUsed: Int?
    /// What is known about a request of the scenario's own that was refused.
    package var site: Site?
    /// What `target.allow-hosts` has to list already, so that every URL of the steps stays allowed.
    package var allowedHosts: [String] = []
    /// The host that was contacted, with its port if the URL has one.
    package var host: String?

    /// The environment variable that sets a proxy for this URL, if there was no connection. Turnout uses no proxy.
    package var unusedProxy: String?

    /// Creates a context of which only the failure itself is known.
    package init(kind: FailureKind, status: Int? = nil, endpoint: Endpoint? = nil) {
        self.kind = kind
        self.status = status
        self.endpoint = endpoint
    }

    /// A failure that happened before anything was sent to this URL.
    init(unsent failure: Failure, to url: WebURL?, proxy: UnusedProxy) {
        self.init(failure)
        switch kind {
        case .resolve, .connect, .timeout: unusedProxy = url.flatMap(proxy.variable(for:))
        case .tls, .reset, .protocol, .status, .check, .extract, .redirects, .tooLarge, .notAllowed, .cancelled,
            .harness:
            break
        }
    }

    /// What the failure itself says.
    private init(_ failure: Failure) {
        self.init(kind: failure.kind, status: failure.status)
        detail = failure.detail
        curlCode = failure.curlCode
    }

    /// What the exchange itself says.
    init(_ failure: Failure, _ exchange: HTTPExchange, requested url: WebURL?, proxy: UnusedProxy) {
        if exchange.figures.sent == nil {
            self.init(unsent: failure, to: url, proxy: proxy)
        } else {
            self.init(failure)
        }
        retryAfter = exchange.retryAfter
        isCompressed = kind == .protocol && ContentCoding.isCompressed(exchange.body)
        isPlainHTTP = url?.scheme == "http"
        guard kind == .notAllowed else { return }
        host = url.map { $0.isUsualPort ? $0.host : $0.hostPort }
    }

    /// Whether anything beyond the exchange itself can be known about such a failure.
    var mayKnowMore: Bool { status != nil && (kind == .status || kind == .check) }

    /// Whether the cookie jar can explain the failure.
    var isAboutCookies: Bool { status == 401 && isEntry }

    /// Whether it is one of the calls by which a participant enters or leaves the room.
    var isEntry: Bool {
        switch endpoint {
        case .room, .participant, .signalingToken, .join, .leave: true
        case .token, .users, .spaces, .rooms, .invites, .roles, .generateAccess, .roomPage, .calls, .report, .polls,
            .records, .webhooks, .sitePage, .siteLogin, .siteLesson, nil:
            false
        }
    }
}
