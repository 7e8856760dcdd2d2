import EventLoops
import Measuring
import Support
import Testing
import Transport

/// Nothing of one participant ever reaches another: connections, cookies, TLS sessions.
@Suite struct `Participants share nothing` {
    @Test(arguments: [1, 2])
    func `over plain HTTP`(loopCount: Int) async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let url = server.url
        try await onLoops(loopCount) { loops in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for loop in loops {
                    group.addTask(executorPreference: loop) {
                        let engine = try HTTPEngine(loop: loop, settings: .loopback())
                        defer { engine.close() }
                        try await eachParticipant(200 / loopCount, from: loop.index * 1000) { participant in
                            try await withSession(engine, participant) { session in
                                for _ in 0..<3 {
                                    let exchange = await session.perform(HTTPRequest(url: url + "/"))
                                    #expect(exchange.status == 200)
                                    #expect(loop.isCurrent)
                                }
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        var expected = CountingServer.Account()
        expected.connections = 200
        expected.requests = 600
        expected.ownCookies = 400
        #expect(server.seen == expected)
    }

    @Test func `with several requests side by side`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let url = server.url
        try await onEngine(.loopback()) { engine in
            try await eachParticipant(50) { participant in
                try await withSession(engine, participant) { session in
                    for _ in 0..<3 {
                        await withTaskGroup(of: Int16?.self) { group in
                            for _ in 0..<4 { group.addTask { await session.perform(HTTPRequest(url: url)).status } }
                            for await status in group { #expect(status == 200) }
                        }
                    }
                }
            }
        }
        #expect(server.seen.requests == 600)
        #expect(server.seen.foreignConnections == 0)
        #expect(server.seen.foreignCookies == 0)
        // Four concurrent requests need at most four connections, which are then reused.
        #expect(server.seen.connections <= 200)
    }

    @Test func `over TLS, where only the same participant resumes its sessions`() async throws {
        let nginx = try NginxServer()
        defer { nginx.stop() }
        let (url, file) = (nginx.url, nginx.certificate.file)
        let settings = TransportSettings.loopback {
            $0.caFile = file
            $0.version = .http1_1
        }
        let answers = try await onEngine(settings) { engine in
            try await answersOfEach(100, engine) { session in
                [
                    // The server closes the connection each time, so that each request has its own handshake.
                    await session.perform(HTTPRequest(url: url + "/close")),
                    await session.perform(HTTPRequest(url: url + "/close")),
                    await session.perform(HTTPRequest(url: url + "/")),
                    await session.perform(HTTPRequest(url: url + "/")),
                ]
            }
        }
        #expect(answers.count == 100)
        for (participant, own) in answers {
            #expect(own.count == 4)
            #expect(own.map(\.isResumed) == [false, true, true, true])
            #expect(own.map(\.version) == Array(repeating: "HTTP/1.1", count: 4))
            #expect(own.map(\.cookie) == [""] + Array(repeating: "owner=\(participant)", count: 3))
            #expect(Set(own.map(\.connection)).count == 3)
        }
        #expect(Set(answers.values.joined().map(\.connection)).count == 300)
    }

    @Test func `over HTTP/2 with requests side by side on one connection`() async throws {
        let nginx = try NginxServer()
        defer { nginx.stop() }
        let (url, file) = (nginx.url, nginx.certificate.file)
        let settings = TransportSettings.loopback { $0.caFile = file }
        let answers = try await onEngine(settings) { engine in
            try await answersOfEach(60, engine) { session in
                var exchanges: [HTTPExchange] = []
                for _ in 0..<3 {
                    await withTaskGroup(of: HTTPExchange.self) { group in
                        for _ in 0..<4 { group.addTask { await session.perform(HTTPRequest(url: url + "/")) } }
                        for await exchange in group { exchanges.append(exchange) }
                    }
                }
                return exchanges
            }
        }
        #expect(answers.count == 60)
        for (participant, own) in answers {
            #expect(own.count == 12)
            #expect(Set(own.map(\.connection)).count == 1)
            #expect(Set(own.map(\.participant)) == ["\(participant)"])
            #expect(Set(own.map(\.version)) == ["HTTP/2.0"])
            #expect(own.allSatisfy { !$0.isResumed })
            #expect(own.dropFirst(4).allSatisfy { $0.cookie == "owner=\(participant)" })
        }
        #expect(Set(answers.values.joined().map(\.connection)).count == 60)
    }

    @Test func `and TLS takes its own phase`() async throws {
        let nginx = try NginxServer()
        defer { nginx.stop() }
        let (url, file) = (nginx.url, nginx.certificate.file)
        for version in [TransportSettings.Version.auto, .http1_1, .http2] {
            let settings = TransportSettings.loopback {
                $0.caFile = file
                $0.version = version
            }
            let (cold, warm) = try await onEngine(settings) { engine in
                try await withSession(engine) { session in
                    (
                        await session.perform(HTTPRequest(url: url + "/")),
                        await session.perform(HTTPRequest(url: url + "/"))
                    )
                }
            }
            #expect(cold.failure == nil && warm.failure == nil)
            #expect(cold.version == (version == .http1_1 ? .http1_1 : .http2))
            #expect(cold.phases[.tls].map { $0 > 0 } == true && cold.phases[.connect] != nil)
            #expect(warm.phases[.tls] == nil && warm.phases[.connect] == nil && warm.newConnections == 0)
        }
    }
}

/// Runs the body for participants 1 and up, concurrently.
private func eachParticipant(
    _ count: Int, from offset: Int = 0, _ body: @escaping @Sendable (Int) async throws -> Void
) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for participant in 1...count { group.addTask { try await body(offset + participant) } }
        try await group.waitForAll()
    }
}

/// What nginx answered to each of the participants, who run concurrently.
private func answersOfEach(
    _ count: Int, _ engine: HTTPEngine, _ body: @escaping @Sendable (Session) async -> [HTTPExchange]
) async throws -> [Int: [NginxServer.Answer]] {
    try await withThrowingTaskGroup(of: (Int, [NginxServer.Answer]).self) { group in
        for participant in 1...count {
            group.addTask {
                try await withSession(engine, participant) { session in
                    let exchanges = await body(session)
                    for exchange in exchanges { #expect(exchange.failure == nil) }
                    return (participant, exchanges.compactMap { NginxServer.Answer($0.body) })
                }
            }
        }
        return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
}
