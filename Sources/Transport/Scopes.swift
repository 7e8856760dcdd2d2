// Engines and sessions that close themselves.
package import EventLoops

/// Makes the engine of a loop, and closes it when the body has ended. To be called on the loop.
/// - Throws: what `HTTPEngine.init` throws, and what the body throws.
package func withEngine<Value>(
    on loop: EventLoop, _ settings: TransportSettings, _ body: (HTTPEngine) async throws -> Value
) async throws -> Value {
    let engine = try HTTPEngine(loop: loop, settings: settings)
    defer { engine.close() }
    return try await body(engine)
}

/// Makes a session, and closes it with its connections when the body has ended. To be called on the engine's loop.
///
/// A participant that stays (in a room, with its connections open) stays in the body: its task waits there for the end of
/// the run.
/// - Throws: what `Session.init` throws, and what the body throws.
package func withSession<Value>(
    _ engine: HTTPEngine, _ options: Session.Options, _ body: (Session) async throws -> Value
) async throws -> Value {
    let session = try Session(engine: engine, options: options)
    defer { session.close() }
    return try await body(session)
}
