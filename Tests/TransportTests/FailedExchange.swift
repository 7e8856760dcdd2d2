import Measuring
import Support
import Testing
import Transport

/// How a failed exchange is to be told.
struct FailedExchange: Sendable {
    /// How far a request got.
    enum Progress: Sendable {
        /// There was no connection.
        case connecting
        /// There was a connection, and no TLS yet.
        case handshake
        /// The request was sent, and no line of a response had come.
        case waiting
        /// The status line had come.
        case header
        /// Some of the body had come.
        case body(String)
    }

    var kind: FailureKind
    var curlCode: Int32
    /// The beginning of the text.
    var words: String
    var progress: Progress
    var status: Int16?
    /// Whether the request is one that browsers repeat.
    var mayBeRepeated = false

    /// Compares an exchange with it.
    func check(_ exchange: HTTPExchange, _ location: SourceLocation = #_sourceLocation) throws {
        let failure = try #require(exchange.failure, sourceLocation: location)
        let what: Comment = "\(failure.kind) \(failure.curlCode): \(failure.detail)"
        #expect(failure.kind == kind, what, sourceLocation: location)
        #expect(failure.curlCode == curlCode, what, sourceLocation: location)
        #expect(failure.detail.hasPrefix(words), what, sourceLocation: location)
        #expect(exchange.status == status, what, sourceLocation: location)
        #expect(failure.status == status.map(Int.init), what, sourceLocation: location)
        #expect(exchange.diedUnanswered == mayBeRepeated, what, sourceLocation: location)
        let (phases, isSent) = (exchange.phases, exchange.sent != nil)
        #expect(phases[.receive] == nil, what, sourceLocation: location)
        // Of a response that was read late, `wait` is unknown.
        let hasWaited = phases[.wait] != nil || (exchange.status ?? 0) >= 200
        switch progress {
        case .connecting: #expect(!isSent && exchange.newConnections == 0, what, sourceLocation: location)
        // libcurl 7.88 gives no times of a connection before TLS is there too.
        case .handshake:
            #expect(!isSent && exchange.newConnections == 1 && phases[.tls] == nil, what, sourceLocation: location)
        case .waiting: #expect(isSent && !hasWaited && exchange.text.isEmpty, what, sourceLocation: location)
        case .header: #expect(isSent && hasWaited && exchange.text.isEmpty, what, sourceLocation: location)
        case .body(let text): #expect(isSent && hasWaited && exchange.text == text, what, sourceLocation: location)
        }
    }
}
