// Sessions that close themselves.
package import Measuring

/// Creates a session, and closes it with its connections when the body has ended. Call it on the engine's loop.
/// - Throws: what `Session.init` throws. A body that can fail returns a `Result`.
package func withSession<Value>(
    _ engine: HTTPEngine, _ options: Session.Options, _ body: (Session) async -> Value
) async throws(Failure) -> Value {
    let session = try Session(engine: engine, options: options)
    defer { session.close() }
    return await body(session)
}
