import Addresses
import EventLoops
import Glibc
import Measuring
import Support
import Transport

/// Runs the body on a loop with an engine, and then closes the engine.
func onEngine<Value: Sendable>(
    _ settings: TransportSettings, _ body: @escaping @Sendable (HTTPEngine) async throws -> Value
) async throws -> Value {
    try await onLoop { loop in
        let engine = try HTTPEngine(loop: loop, settings: settings)
        defer { engine.close() }
        return try await body(engine)
    }
}

/// Runs the body with the session of a participant.
func withSession<Value>(
    _ engine: HTTPEngine, _ participant: Int = 1, _ change: (inout Session.Options) -> Void = { _ in },
    _ body: (Session) async throws -> Value
) async throws -> Value {
    var options = Session.Options()
    options.headers = ["X-Turnout-Participant: \(participant)"]
    change(&options)
    let result: Result<Value, any Error> = try await withSession(engine, options) { session in
        do {
            return .success(try await body(session))
        } catch {
            return .failure(error)
        }
    }
    return try result.get()
}

extension TransportSettings {
    /// Settings that allow the loopback address.
    static func loopback(_ change: (inout TransportSettings) -> Void = { _ in }) -> TransportSettings {
        var settings = TransportSettings()
        settings.allow("127.0.0.1", "localhost")
        change(&settings)
        return settings
    }

    /// Settings that allow the loopback address and trust a server's authority.
    static func trusting(_ nginx: NginxServer, _ version: Version = .auto) -> TransportSettings {
        loopback {
            $0.caFile = nginx.certificate.file
            $0.version = version
        }
    }
}

extension TransportSettings {
    /// Allows only these hosts.
    mutating func allow(_ patterns: String...) {
        contacts = ContactPolicy(patterns: patterns.compactMap { HostPattern($0) })
    }
}

extension Session {
    /// Like `connect(to:)`, with a URL given as text, which must be valid.
    nonisolated(nonsending) func connect(to url: String, timeoutMilliseconds: Int) async -> Failure? {
        guard let url = try? WebURL(url) else { return Failure(kind: .protocol, detail: "no URL") }
        return await connect(to: url, timeoutMilliseconds: timeoutMilliseconds)
    }
}

extension HTTPExchange {
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// Whether this machine has a connection to the port whose other side has closed it.
func endWasReceived(from port: Int) -> Bool {
    ((try? TCPConnections.count(to: port, in: .closeWait)) ?? 0) > 0
}
