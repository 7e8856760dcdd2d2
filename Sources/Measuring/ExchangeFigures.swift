// The measurements of one HTTP exchange: filled in once, by the transport, and carried from there into the sample.

/// The HTTP version of an exchange.
package enum HTTPVersion: String, Codable, Hashable, Sendable {
    case http1_0 = "1.0"
    case http1_1 = "1.1"
    case http2 = "2"
    case http3 = "3"
}

/// The figures of one HTTP exchange.
package struct ExchangeFigures: Hashable, Sendable {
    /// When it was handed to the transport. Of a request that held back its last byte until a release, and was not ended
    /// before that: the release, T0.
    package var started: Moment
    /// When the transport started it; nil if it never did. The time since `started` is the harness's own delay.
    package var begun: Moment?
    /// When its first bytes were handed to the kernel, or of a request that held back its last byte, that byte; nil if none
    /// were.
    package var sent: Moment?
    /// When all but its last byte had been written, before the release; nil if it was not primed. Its connection was then
    /// opened before `started`, and so was whatever `phases` says of that.
    package var primed: Moment?
    /// When the kernel had received all of its response; nil if that is unknown, or if there is no whole response. Never
    /// later than `finished`.
    package var received: Moment?
    /// When its response was read, or the failure was known.
    package var finished: Moment
    /// Where the time went.
    package var phases: Phases
    /// Connections opened for it; 0 means that an open one was reused.
    package var newConnections: Int32
    /// How much of its connecting and of its TLS handshake was the generator's own, in nanoseconds: the time for which
    /// what came from the network waited to be read. Nil if no connection was opened, or if it is unknown.
    package var connectDelayNanoseconds: Int64?
    /// For how long the target could send nothing more of its response, in nanoseconds: the generator had left so much of it
    /// unread that the connection's receive buffer was full. Nil if that is unknown.
    package var receiveDelayNanoseconds: Int64?
    /// The kernel's counts of its connection.
    package var tcp: TCPFigures
    /// The HTTP version; nil if there was no response.
    package var version: HTTPVersion?
    /// The status code; nil if there was no response.
    package var status: Int16?
    /// Bytes received: headers and body.
    package var bytesIn: Int64
    /// Bytes sent: headers (for HTTP/2, as they would be in HTTP/1.1) and body.
    package var bytesOut: Int64
    /// The address connected to, `203.0.113.7:443` or `[2001:db8::7]:443`; nil if there was no connection.
    package var address: String?
    /// The addresses that failed before another one was connected, or before the attempt was abandoned. Usually empty.
    package var failedAddresses: [String]

    /// Creates figures.
    package init(
        started: Moment, begun: Moment? = nil, sent: Moment? = nil, primed: Moment? = nil, received: Moment? = nil,
        finished: Moment, phases: Phases = Phases(), newConnections: Int32 = 0, connectDelayNanoseconds: Int64? = nil,
        receiveDelayNanoseconds: Int64? = nil, tcp: TCPFigures = TCPFigures(),
        version: HTTPVersion? = nil, status: Int16? = nil, bytesIn: Int64 = 0, bytesOut: Int64 = 0,
        address: String? = nil, failedAddresses: [String] = []
    ) {
        self.started = started
        self.begun = begun
        self.sent = sent
        self.primed = primed
        self.received = received
        self.finished = finished
        self.phases = phases
        self.newConnections = newConnections
        self.connectDelayNanoseconds = connectDelayNanoseconds
        self.receiveDelayNanoseconds = receiveDelayNanoseconds
        self.tcp = tcp
        self.version = version
        self.status = status
        self.bytesIn = bytesIn
        self.bytesOut = bytesOut
        self.address = address
        self.failedAddresses = failedAddresses
    }
}

extension ExchangeFigures {
    /// Where the time since `started` went: of a primed request without what came before it.
    package var phasesSinceStart: Phases {
        guard primed != nil else { return phases }
        var phases = phases
        for phase in [Phase.resolve, .connect, .tls] { phases[phase] = nil }
        return phases
    }

    /// When its response was complete, or the failure was known: when the kernel had received it, and where that is
    /// unknown, when it was read.
    package var answered: Moment { received ?? finished }

    /// Whether the server, or the proxy before it, may know of an exchange that ended so, at least as an attempt to
    /// connect. Of a request that is invalid, whose host may not be contacted or is not found, or for which this machine
    /// had no resources, it knows nothing.
    package func mayHaveBeenSeen(failure: Failure?) -> Bool {
        sent != nil || begun != nil && failure?.kind != .harness
    }
}
