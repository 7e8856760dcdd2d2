// Where the time of one request went.

/// The phases of one HTTP exchange, each in microseconds. What could not be told is nil and never zero: an exchange on
/// a reused connection has no `connect`, and libcurl tells the end of sending only from version 8.10 on.
public struct Phases: Hashable, Sendable {
    /// Looking up the host's address.
    public var resolve: Int64?
    /// Opening the TCP connection.
    public var connect: Int64?
    /// The TLS handshake.
    public var tls: Int64?
    /// Handing the request to the kernel.
    public var send: Int64?
    /// Waiting for the answer's first byte (time to first byte).
    public var wait: Int64?
    /// Receiving the answer, from its first byte to its last.
    public var receive: Int64?

    /// Phases of which nothing is known yet.
    public init(
        resolve: Int64? = nil, connect: Int64? = nil, tls: Int64? = nil, send: Int64? = nil, wait: Int64? = nil,
        receive: Int64? = nil
    ) {
        self.resolve = resolve
        self.connect = connect
        self.tls = tls
        self.send = send
        self.wait = wait
        self.receive = receive
    }
}
