// Interface only, being built.
public import EventLoops
public import Measuring

/// How all requests of a run are made.
public struct TransportSettings: Sendable {
    public enum Version: Sendable { case auto, http1_1, http2 }
    /// PEM file to trust; nil: the system's bundle.
    public var caFile: String?
    public var verify = true
    public var version = Version.auto
    /// curl's `host:port:address`.
    public var resolve: [String] = []
    /// curl's `host:port:host:port`.
    public var connectTo: [String] = []
    /// Hosts that may be contacted: `name`, `name:port`, `*.suffix`, `*.suffix:port`. Anything else is `.notAllowed`.
    public var allowedHosts: [String] = []
    /// Base URLs known to be allowed, without a slash at the end: the fast path of the check.
    public var allowedOrigins: [String] = []
    /// Header lines of every request, `Name: value`.
    public var commonHeaders: [String] = []
    /// The most bytes of a body that are taken; more is `.tooLarge`.
    public var bodyLimit = 8 * 1024 * 1024
    /// Requests started per turn before answers are read: 16 by default, `Int.max` for a tight release.
    public var startsPerTurn = 16
    /// Limit for opening a connection; nil: the request's own limit alone.
    public var connectTimeoutMilliseconds: Int?
    public init() {}
}

/// What is to be requested.
public struct HTTPRequest: Sendable {
    public var method: String
    public var url: String
    /// Header lines, `Name: value`, beside the common ones.
    public var headers: [String]
    public var body: [UInt8]?
    /// Limit for the whole exchange.
    public var timeoutMilliseconds: Int
    public init(
        method: String = "GET", url: String, headers: [String] = [], body: [UInt8]? = nil,
        timeoutMilliseconds: Int = 30_000
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeoutMilliseconds = timeoutMilliseconds
    }
}

/// What came of a request.
public struct HTTPExchange: Sendable {
    public var status: Int16?
    /// Why no complete answer came; nil if one did, whatever its status. Its `status` is set if a status line came.
    public var failure: Failure?
    public var body: [UInt8]
    /// When `perform` was called.
    public var started: Moment
    /// When libcurl began with it.
    public var begun: Moment?
    /// When the first bytes of the request were handed to the kernel.
    public var sent: Moment?
    public var finished: Moment
    public var phases: Phases
    public var newConnections: Int32
    public var version: HTTPVersion?
    public var bytesIn: Int64
    public var bytesOut: Int64
    /// Of the answer's header: value of `Location` (3xx) and `Retry-After` (429, 503), nil otherwise.
    public var location: String?
    public var retryAfter: String?

    /// An exchange from its parts, for tests that need no socket.
    public init(
        status: Int16?, failure: Failure? = nil, body: [UInt8] = [], started: Moment, begun: Moment? = nil,
        sent: Moment? = nil, finished: Moment, phases: Phases = Phases(), newConnections: Int32 = 0,
        version: HTTPVersion? = nil, bytesIn: Int64 = 0, bytesOut: Int64 = 0, location: String? = nil,
        retryAfter: String? = nil
    ) {
        self.status = status
        self.failure = failure
        self.body = body
        self.started = started
        self.begun = begun
        self.sent = sent
        self.finished = finished
        self.phases = phases
        self.newConnections = newConnections
        self.version = version
        self.bytesIn = bytesIn
        self.bytesOut = bytesOut
        self.location = location
        self.retryAfter = retryAfter
    }
}

/// The loop's side of HTTP: owns one curl multi handle, used on its loop only.
public final class HTTPEngine: @unchecked Sendable {
    public let loop: EventLoop
    /// Must be made and used on the loop.
    public init(loop: EventLoop, settings: TransportSettings) throws(Failure) { fatalError("being built") }
    /// Looks each host up once, so that no participant's request does; times apart. Hosts as `host:port`.
    public func resolve(_ hosts: [String]) async -> [HostLookup] { fatalError("being built") }
    /// Ends everything; all sessions must be closed.
    public func close() { fatalError("being built") }
    /// Settings that may change between phases of a run.
    public var startsPerTurn: Int { get { fatalError() } set { fatalError() } }
}

/// One look-up of a host.
public struct HostLookup: Sendable {
    public var host: String
    public var microseconds: Int64
    public var failure: Failure?
}

/// One participant's side of HTTP: cookie jar, connections, TLS sessions, shared with nobody. Sendable so that `async
/// let` works inside a participant; `perform` hops to the loop where needed, all else traps off the loop.
public final class Session: @unchecked Sendable {
    public struct Options: Sendable {
        /// Whether cookies are stored.
        public var cookies = true
        /// The local address to connect from.
        public var sourceAddress: String?
        /// Header lines of each of this participant's requests.
        public var headers: [String] = []
        public init() {}
    }
    public init(engine: HTTPEngine, options: Options) throws(Failure) { fatalError("being built") }
    /// Makes one request; never follows redirects. A cancelled task gets `.cancelled`, exactly once. Several requests
    /// of one session may be in flight at once.
    public nonisolated(nonsending) func perform(_ request: HTTPRequest) async -> HTTPExchange {
        fatalError("being built")
    }
    /// A header of the last completed answer, valid until the next request.
    public func header(_ name: String) -> String? { fatalError("being built") }
    /// Value of a stored cookie.
    public func cookie(_ name: String) -> String? { fatalError("being built") }
    /// Whether this session keeps cookies at all. For diagnosis.
    public var storesCookies: Bool { fatalError("being built") }
    /// Aborts what flies, closes the connections. Idempotent; must be called on the loop.
    public func close() { fatalError("being built") }
}
