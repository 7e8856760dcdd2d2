// A stand-in on a real socket.

import Testing

@testable import StandIn

/// Serves while a closure runs.
enum StandInOnSocket {
    /// Serves on a free port while the body runs, then stops; the body may stop it before.
    static func serving(
        _ configuration: StandInConfiguration = StandInConfiguration(profile: .unlimited),
        _ body: (_ base: String, _ stop: @escaping @Sendable () -> Void) async throws -> Void
    ) async throws {
        try await serving(try StandInServer(configuration: configuration)) { try await body($0.base, $1) }
    }

    /// The same with an existing server, passing all its addresses.
    static func serving(
        _ server: StandInServer,
        _ body: (_ addresses: StandInAddresses, _ stop: @escaping @Sendable () -> Void) async throws -> Void
    ) async throws {
        let (addresses, found) = AsyncStream.makeStream(of: StandInAddresses.self, bufferingPolicy: .bufferingNewest(1))
        let (stops, stop) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await withThrowingTaskGroup(of: Void.self) { child in
                    child.addTask {
                        defer { found.finish() }
                        try await server.run { found.yield($0) }
                    }
                    for await _ in stops { break }
                    child.cancelAll()
                    try await child.waitForAll()
                }
            }
            let served = await addresses.first { _ in true }
            try await body(try #require(served), { stop.finish() })
            stop.finish()
            try await group.waitForAll()
        }
    }
}
