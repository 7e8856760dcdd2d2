// A request's figures by their names alone, as tests read them.
package import Measuring

extension RequestSample {
    /// When it was handed to the transport.
    package var started: Moment { figures.started }
    /// When the transport started it.
    package var begun: Moment? { figures.begun }
    /// When its first bytes were handed to the kernel.
    package var sent: Moment? { figures.sent }
    /// When its response was complete, or the failure was known.
    package var finished: Moment { figures.finished }
    /// Where the time went.
    package var phases: Phases { figures.phases }
    /// Connections opened for it.
    package var newConnections: Int32 { figures.newConnections }
    /// The HTTP version.
    package var version: HTTPVersion? { figures.version }
    /// The status code.
    package var status: Int16? { figures.status }
    /// Bytes received.
    package var bytesIn: Int64 { figures.bytesIn }
    /// Bytes sent.
    package var bytesOut: Int64 { figures.bytesOut }
}
