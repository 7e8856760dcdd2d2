// What came of a request.
public import Measuring

/// One HTTP request and what came of it.
public struct HTTPExchange: Sendable {
    /// The status code; nil if no status line came.
    public var status: Int16?
    /// Why no complete answer came; nil if one did, whatever its status.
    public var failure: Failure?
    /// The answer's body, as it came (no content coding is undone). With a failure: what had come of it.
    public var body: [UInt8]
    /// When `perform` was called.
    public var started: Moment
    /// When libcurl began with it; nil if it never did. The time since `started` is the harness's own delay.
    public var begun: Moment?
    /// When the first bytes of the request were handed to the kernel; nil if none were.
    public var sent: Moment?
    /// When the answer was complete, or the failure was known.
    public var finished: Moment
    /// Where the time went.
    public var phases: Phases
    /// Connections opened for it: 0 means that an open one was reused. libcurl tries again silently on a fresh
    /// connection when a kept one turns out to be dead: that shows here alone.
    public var newConnections: Int32
    /// The version of the answer; nil if none came.
    public var version: HTTPVersion?
    /// Bytes received: header and body.
    public var bytesIn: Int64
    /// Bytes sent: header (in HTTP/2 as it would be in HTTP/1.1) and body.
    public var bytesOut: Int64
    /// The answer's `Location`, with a status of 3xx.
    public var location: String?
    /// The answer's `Retry-After` as it came, with a status of 429 or 503.
    public var retryAfter: String?
    /// The seconds that it asks to wait, whether it gives them or a time of day; nil if it says neither.
    public var retryAfterSeconds: Int?

    /// An exchange from its parts, for tests that need no socket.
    public init(
        status: Int16?, failure: Failure? = nil, body: [UInt8] = [], started: Moment, begun: Moment? = nil,
        sent: Moment? = nil, finished: Moment, phases: Phases = Phases(), newConnections: Int32 = 0,
        version: HTTPVersion? = nil, bytesIn: Int64 = 0, bytesOut: Int64 = 0, location: String? = nil,
        retryAfter: String? = nil, retryAfterSeconds: Int? = nil
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
        self.retryAfterSeconds = retryAfterSeconds
    }
}
