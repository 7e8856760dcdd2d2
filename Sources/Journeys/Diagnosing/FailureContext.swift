// What is known about a failure when it is to be explained.
import Addresses
package import Measuring
package import PlatformContract
package import Scenarios
import Transport

/// A failure with its surroundings: all that the diagnosis may look at. No secret is part of it.
package struct FailureContext: Sendable {
    /// Who asked, as the request itself says.
    package enum Bearer: Hashable, Sendable {
        /// Nobody: cookies at most.
        case none
        /// A client token.
        case client
        /// The participant's own user token.
        case participant
        /// The host's user token.
        case host
        /// The request asks for a token itself.
        case asking(TokenPlan.Grant, usernameHasAt: Bool)
    }

    /// What is known about the link that was opened.
    package struct Link: Hashable, Sendable {
        /// Seconds since it was granted.
        package var ageSeconds: Double
        /// Seconds that it was to live; nil: the platform's default.
        package var ttlSeconds: Int?
        /// Whether it may be opened again.
        package var isPermanent: Bool
        /// How often this participant had opened it before.
        package var openings: Int

        /// Creates a link's story.
        package init(ageSeconds: Double, ttlSeconds: Int?, isPermanent: Bool, openings: Int) {
            self.ageSeconds = ageSeconds
            self.ttlSeconds = ttlSeconds
            self.isPermanent = isPermanent
            self.openings = openings
        }
    }

    /// The failure's kind.
    package var kind: FailureKind
    /// The HTTP status, if an answer came.
    package var status: Int?
    /// The platform's endpoint; nil for other addresses.
    package var endpoint: Endpoint?
    /// `error` of the answer.
    package var errorCode: String?
    /// Who asked.
    package var bearer = Bearer.none
    /// The space in the request's path.
    package var spaceID: String?
    /// The room in the request's path.
    package var roomID: String?
    /// The room's alias, where it is known.
    package var roomAlias: String?
    /// What stands in the alias's place in the link.
    package var linkTarget: String?
    /// The link, where it was granted to this participant.
    package var link: Link?
    /// Whether access to the room was granted to this participant.
    package var holdsLink = false
    /// Whether the participant stores cookies.
    package var storesCookies = true
    /// Whether it held the cookie that identifies it.
    package var hasAccessCookie = true
    /// Whether a room page had just set the participant's cookies.
    package var pageSetCookies = false
    /// Whether that page set a cookie that plain HTTP does not carry.
    package var refusedSecureCookie = false
    /// Whether the scenario's base URL of the API ends with the version that the calls' paths begin with.
    package var apiHasVersion = false
    /// Whether the address was given on the command line, without a scenario.
    package var isPlainAddress = false
    /// What was seen, in libcurl's words where it saw it.
    package var detail = ""
    /// libcurl's error code, 0 if it saw no error.
    package var curlCode: Int32 = 0
    /// Whether the answer's body is compressed, which nobody asked for.
    package var isCompressed = false
    /// Whether the URL is a plain `http` one.
    package var isPlainHTTP = false
    /// Whether the room is open to all; nil where nobody has said.
    package var roomIsPublic: Bool?
    /// Whether the host asked, before or after the crowd: nothing then says that the crowd is too large.
    package var isHost = false
    /// The answer's Retry-After.
    package var retryAfter: String?
    /// The host that was asked, with its port where one is written.
    package var host: String?

    /// The environment variable that names a proxy for this URL, where no connection came about: Turnout uses none.
    package var unusedProxy: String?

    /// A context of which only the failure itself is known.
    package init(kind: FailureKind, status: Int? = nil, endpoint: Endpoint? = nil) {
        self.kind = kind
        self.status = status
        self.endpoint = endpoint
    }

    /// What a failure tells that came before anything was sent to this URL.
    init(unsent failure: Failure, to url: WebURL?) {
        self.init(failure)
        switch kind {
        case .resolve, .connect, .timeout: unusedProxy = url.flatMap(UnusedProxy.ofProcess.variable(for:))
        case .tls, .reset, .protocol, .status, .check, .extract, .redirects, .tooLarge, .notAllowed, .cancelled,
            .harness:
            break
        }
    }

    /// What the failure itself tells.
    private init(_ failure: Failure) {
        self.init(kind: failure.kind, status: failure.status)
        detail = failure.detail
        curlCode = failure.curlCode
    }

    /// What the exchange itself tells.
    init(_ failure: Failure, _ exchange: HTTPExchange, requested url: WebURL?) {
        if exchange.figures.sent == nil {
            self.init(unsent: failure, to: url)
        } else {
            self.init(failure)
        }
        retryAfter = exchange.retryAfter
        isCompressed = kind == .protocol && ContentCoding.isCompressed(exchange.body)
        isPlainHTTP = url?.scheme == "http"
        guard kind == .notAllowed else { return }
        host = url.map { $0.isUsualPort ? $0.host : $0.hostPort }
    }

    /// Whether anything is known of failures like this one beyond what the exchange itself tells.
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
