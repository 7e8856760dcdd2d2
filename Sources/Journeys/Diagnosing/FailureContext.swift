// What is known about a failure when it is to be explained.
public import Measuring
public import PlatformContract
public import Scenarios

/// A failure with its surroundings: all that the diagnosis may look at. No secret is part of it.
public struct FailureContext: Sendable {
    /// Who asked, as the request itself says.
    public enum Bearer: Hashable, Sendable {
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
    public struct Link: Hashable, Sendable {
        /// Seconds since it was granted.
        public var ageSeconds: Double
        /// Seconds that it was to live; nil: the platform's default.
        public var ttlSeconds: Int?
        /// Whether it may be opened again.
        public var isPermanent: Bool
        /// How often this participant had opened it before.
        public var openings: Int

        /// A link's story from its parts.
        public init(ageSeconds: Double, ttlSeconds: Int?, isPermanent: Bool, openings: Int) {
            self.ageSeconds = ageSeconds
            self.ttlSeconds = ttlSeconds
            self.isPermanent = isPermanent
            self.openings = openings
        }
    }

    /// The failure's kind.
    public var kind: FailureKind
    /// The HTTP status, if an answer came.
    public var status: Int?
    /// The platform's endpoint; nil for other addresses.
    public var endpoint: Endpoint?
    /// `error` of the answer.
    public var errorCode: String?
    /// Who asked.
    public var bearer = Bearer.none
    /// The space in the request's path.
    public var spaceID: String?
    /// The room in the request's path.
    public var roomID: String?
    /// The room's alias, where it is known.
    public var roomAlias: String?
    /// What stands in the alias's place in the link.
    public var linkTarget: String?
    /// The link, where it was granted to this participant.
    public var link: Link?
    /// Whether access to the room was granted to this participant.
    public var holdsLink = false
    /// Whether the participant stores cookies.
    public var storesCookies = true
    /// Whether it held the cookie that identifies it.
    public var hasAccessCookie = true
    /// Whether the room is open to all; nil where nobody has said.
    public var roomIsPublic: Bool?
    /// Whether the host asked, before or after the crowd: nothing then says that the crowd is too large.
    public var isHost = false
    /// The answer's Retry-After.
    public var retryAfter: String?
    /// The host that was asked, with its port where one is written.
    public var host: String?

    /// A context of which only the failure itself is known.
    public init(kind: FailureKind, status: Int? = nil, endpoint: Endpoint? = nil) {
        self.kind = kind
        self.status = status
        self.endpoint = endpoint
    }
}
