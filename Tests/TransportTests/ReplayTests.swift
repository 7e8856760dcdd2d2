import Measuring
import Support
import Testing
import Transport

/// libcurl sends no request twice: the server reads exactly the requests that were made, and the caller decides about a
/// replay.
@Suite struct `A request on a connection that closes` {
    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

    /// A method and the size of its body.
    struct Sending: Sendable, CustomTestStringConvertible {
        var method: String
        var bytes: Int?
        var testDescription: String { "\(method) \(bytes.map { "with \($0) bytes" } ?? "without a body")" }

        static let all = [
            Sending(method: "GET"), Sending(method: "HEAD"), Sending(method: "POST", bytes: 20),
            Sending(method: "PUT", bytes: 70_000), Sending(method: "DELETE"),
        ]

        func request(_ url: String) -> HTTPRequest {
            HTTPRequest(method: method, url: url, body: bytes.map { [UInt8](repeating: 65, count: $0) })
        }
    }

    /// Makes ten requests one after another, and repeats each that died unanswered on a new connection.
    private func tenRequests(_ sending: Sending, to url: String) async throws -> [HTTPExchange] {
        try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                var exchanges: [HTTPExchange] = []
                for _ in 0..<10 {
                    exchanges.append(await session.perform(sending.request(url)))
                    guard exchanges[exchanges.count - 1].diedUnanswered else { continue }
                    var replay = sending.request(url)
                    replay.needsFreshConnection = true
                    exchanges.append(await session.perform(replay))
                }
                return exchanges
            }
        }
    }

    @Test(arguments: Sending.all, [ScriptedServer.Action.close, .reset])
    func `is counted once if the server read it`(sending: Sending, end: ScriptedServer.Action) async throws {
        let server = try ScriptedServer([.receive, .send(Self.answer), .receive, end])
        defer { server.stop() }
        let exchanges = try await tenRequests(sending, to: server.url)
        // On each connection the first request is answered and the second one dies.
        #expect(exchanges.count == 19)
        #expect(server.requests.count == exchanges.count)
        #expect(server.connections == 10)
        for (place, exchange) in exchanges.enumerated() {
            let dies = place % 2 == 1
            #expect(exchange.diedUnanswered == dies)
            #expect(exchange.status == (dies ? nil : 200))
            #expect(exchange.failure?.kind == (dies ? .reset : nil))
            #expect(exchange.newConnections == (dies ? 0 : 1))
            #expect(exchange.sent != nil)
        }
        let failure = try #require(exchanges[1].failure)
        let isReset = if case .reset = end { true } else { false }
        #expect(
            failure.detail == "the kept-alive connection closed without a response"
                + (isReset ? ": Recv failure: Connection reset by peer" : ""))
    }

    @Test func `is not written to another kept connection either`() async throws {
        let (first, second) = (Event(), Event())
        let answer = BlockingEvent()
        let rest: [ScriptedServer.Action] = [.hold(answer), .send(Self.answer), .receive, .close]
        let server = try ScriptedServer([.receive, .tell(first)] + rest, [.receive, .tell(second)] + rest)
        defer {
            answer.happen()
            server.stop()
        }
        let url = server.url
        let (kept, died) = try await onEngine(.loopback { $0.version = .http1_1 }) { engine in
            try await withSession(engine) { session in
                // Two at the same time, so that two connections are kept: where HTTP/2 may come about, one would wait.
                async let one = session.perform(HTTPRequest(url: url))
                async let other = session.perform(HTTPRequest(url: url))
                await first.wait()
                await second.wait()
                answer.happen()
                let kept = [await one, await other]
                return (kept, await session.perform(HTTPRequest(url: url)))
            }
        }
        #expect(kept.map(\.status) == [200, 200])
        #expect(died.diedUnanswered && died.failure?.kind == .reset && died.newConnections == 0)
        #expect(server.requests.count == 3 && server.connections == 2)
    }

    @Test func `is counted once over HTTP/2`() async throws {
        let asked = Event()
        let backend = try ScriptedServer(
            [.receive, .tell(asked), .awaitClose], [.receive, .send(Self.answer), .awaitClose])
        defer { backend.stop() }
        let nginx = try NginxServer(proxiedPort: backend.port)
        defer { nginx.stop() }
        let (url, settings) = (nginx.url, TransportSettings.trusting(nginx))
        let exchanges = try await onEngine(settings) { engine in
            try await withSession(engine) { session in
                let first = await session.perform(HTTPRequest(url: url))
                var request = HTTPRequest(method: "POST", url: url + "/proxied", body: [65])
                async let dying = session.perform(request)
                await asked.wait()
                nginx.killWorkers()
                let died = await dying
                request.needsFreshConnection = true
                return [first, died, await session.perform(request)]
            }
        }
        #expect(exchanges.map(\.diedUnanswered) == [false, true, false])
        #expect(exchanges.map(\.failure?.kind) == [nil, .reset, nil])
        #expect(exchanges.map(\.status) == [200, nil, 200])
        #expect(exchanges.map(\.version) == [.http2, nil, .http2])
        #expect(exchanges.map(\.newConnections) == [1, 0, 1])
        #expect(backend.requests.count == 2)
    }

    @Test func `may be repeated if an HTTP/2 server refused the first stream`() async throws {
        let server = try FrameServer([.refuseStream], [.answer])
        defer { server.stop() }
        let url = server.url
        let exchanges = try await onEngine(.loopback { $0.version = .http2 }) { engine in
            try await withSession(engine) { session in
                [await session.perform(HTTPRequest(url: url)), await session.perform(HTTPRequest(url: url))]
            }
        }
        #expect(exchanges.map(\.diedUnanswered) == [true, false])
        #expect(exchanges[0].failure?.kind == .reset)
        #expect(exchanges[0].failure?.detail == "the server refused the HTTP/2 stream")
        #expect(exchanges[0].failure?.curlCode == Self.streamError)
        #expect(exchanges.map(\.status) == [nil, 200])
        #expect(server.requests == 2)
    }

    /// CURLE_HTTP2_STREAM.
    private static let streamError: Int32 = 92

    @Test(arguments: [FrameServer.Action.refuseStream, .close])
    func `is distinguished from a stream that an HTTP/2 server refused on a connection that lives`(
        end: FrameServer.Action
    ) async throws {
        // Over TLS: libcurl before 8.0 keeps no connection to an HTTP/2 server without it.
        let server = try FrameServer(overTLS: [.answer, end])
        defer { server.stop() }
        let (url, certificate) = (server.url, server.certificateFile)
        let exchanges = try await onEngine(.loopback { $0.caFile = certificate }) { engine in
            try await withSession(engine) { session in
                [await session.perform(HTTPRequest(url: url)), await session.perform(HTTPRequest(url: url))]
            }
        }
        #expect(exchanges[0].status == 200 && exchanges[0].version == .http2)
        let failure = try #require(exchanges[1].failure)
        #expect(exchanges[1].diedUnanswered && exchanges[1].newConnections == 0)
        #expect(failure.kind == .reset)
        if case .refuseStream = end {
            #expect(
                failure.detail == "the server refused the HTTP/2 stream, or sent something that is not valid HTTP/2")
            #expect(failure.curlCode == Self.streamError)
        } else {
            #expect(failure.detail.hasPrefix("the kept-alive connection closed without a response"))
        }
        #expect(server.requests == 2)
    }

    @Test func `is not replayed if an HTTP/2 server closed a new connection`() async throws {
        let server = try FrameServer([.close])
        defer { server.stop() }
        let url = server.url
        let exchange = try await onEngine(.loopback { $0.version = .http2 }) { engine in
            try await withSession(engine) { await $0.perform(HTTPRequest(url: url)) }
        }
        #expect(exchange.failure != nil && !exchange.diedUnanswered)
        #expect(server.requests == 1)
    }

    @Test(arguments: [ScriptedServer.Action.close, .reset])
    func `is not replayed if the connection was new`(end: ScriptedServer.Action) async throws {
        let server = try ScriptedServer([.receive, end])
        defer { server.stop() }
        let url = server.url
        let exchange = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { await $0.perform(HTTPRequest(url: url)) }
        }
        #expect(exchange.failure?.kind == .reset && !exchange.diedUnanswered)
        #expect(server.requests.count == 1)
    }

    @Test func `is not replayed if a response had begun`() async throws {
        let server = try ScriptedServer([
            .receive, .send(Self.answer), .receive, .send("HTTP/1.1 100 Continue\r\n\r\n"), .close,
        ])
        defer { server.stop() }
        let url = server.url
        let exchanges = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                [await session.perform(HTTPRequest(url: url)), await session.perform(HTTPRequest(url: url))]
            }
        }
        #expect(exchanges[1].failure != nil && !exchanges[1].diedUnanswered)
        #expect(server.requests.count == 2)
    }

    @Test func `uses a new connection if the old one was already seen to close`() async throws {
        let server = try ScriptedServer([.receive, .send(Self.answer), .close])
        defer { server.stop() }
        let (url, port) = (server.url, server.port)
        let exchanges = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                var exchanges: [HTTPExchange] = []
                for _ in 1...5 {
                    exchanges.append(await session.perform(HTTPRequest(url: url)))
                    while !endWasReceived(from: port) { try await engine.loop.sleep(for: .milliseconds(1)) }
                }
                return exchanges
            }
        }
        #expect(exchanges.map(\.status) == [200, 200, 200, 200, 200])
        #expect(exchanges.map(\.newConnections) == [1, 1, 1, 1, 1])
        #expect(server.requests.count == 5)
    }

    @Test func `leaves the kept connections alone if a new one is asked for`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let url = server.url
        let bodies = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                var bodies: [String] = []
                for isFresh in [false, true, false] {
                    var request = HTTPRequest(url: url)
                    request.needsFreshConnection = isFresh
                    bodies.append(await session.perform(request).text)
                }
                return bodies
            }
        }
        // By the number of the connection; the last one is on either of them.
        #expect(bodies[0] == "1" && bodies[1] == "2")
        #expect(server.seen.connections == 2)
    }
}
