// What came of a request.
public import Measuring

/// One HTTP request and what came of it.
///
/// A class, since every suspension of a participant that holds one would otherwise keep several hundred bytes in its
/// task: measured at a third of a waiting participant's memory.
public final class HTTPExchange: Sendable {
    /// The status code; nil if no status line came.
    public let status: Int16?
    /// Why no complete answer came; nil if one did, whatever its status.
    public let failure: Failure?
    /// The answer's body, as it came (no content coding is undone). With a failure: what had come of it.
    public let body: [UInt8]
    /// When `perform` was called.
    public let started: Moment
    /// When libcurl began with it; nil if it never did. The time since `started` is the harness's own delay.
    public let begun: Moment?
    /// When the first bytes of the request were handed to the kernel; nil if none were.
    public let sent: Moment?
    /// When the answer was complete, or the failure was known.
    public let finished: Moment
    /// Where the time went.
    public let phases: Phases
    /// Connections opened for it: 0 means that an open one was reused. libcurl tries again silently on a fresh
    /// connection when a kept one turns out to be dead: that shows here alone.
    public let newConnections: Int32
    /// The version of the answer; nil if none came.
    public let version: HTTPVersion?
    /// Bytes received: header and body.
    public let bytesIn: Int64
    /// Bytes sent: header (in HTTP/2 as it would be in HTTP/1.1) and body.
    public let bytesOut: Int64
    /// The answer's `Location`, with a status of 3xx.
    public let location: String?
    /// The answer's `Retry-After` as it came, with a status of 429 or 503.
    public let retryAfter: String?
    /// The seconds that it asks to wait, whether it gives them or a time of day; nil if it says neither.
    public let retryAfterSeconds: Int?
    /// The wanted headers that the complete answer has, by the names they were asked for with; of several lines the last.
    public let headers: [String: String]

    /// An exchange from its parts, for tests that need no socket.
    public init(
        status: Int16?, failure: Failure? = nil, body: [UInt8] = [], started: Moment, begun: Moment? = nil,
        sent: Moment? = nil, finished: Moment, phases: Phases = Phases(), newConnections: Int32 = 0,
        version: HTTPVersion? = nil, bytesIn: Int64 = 0, bytesOut: Int64 = 0, location: String? = nil,
        retryAfter: String? = nil, retryAfterSeconds: Int? = nil,
        headers: [String: String] = [:]
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
        self.headers = headers
    }
}
