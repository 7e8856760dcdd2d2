import Measuring
import Support
import Testing

@testable import Transport

/// A loop's handles go from one participant's request to another's, and carry nothing over.
@Suite struct `A handle that serves one participant after another` {
    @Test(arguments: [TransportSettings.Version.http1_1, .auto])
    func `carries over no TLS session, connection or cookie`(version: TransportSettings.Version) async throws {
        let nginx = try NginxServer()
        defer { nginx.stop() }
        let (url, settings) = (nginx.url, TransportSettings.trusting(nginx, version))
        // Over HTTP/1.1 the server closes the first connection, so that the second request shows whose session it
        // resumes.
        let paths = version == .http1_1 ? ["/close", "/"] : ["/", "/"]
        let (answers, handles) = try await onEngine(settings) { engine in
            var answers: [[NginxServer.Answer]] = []
            for participant in 1...20 {
                try await withSession(engine, participant) { session in
                    var own: [NginxServer.Answer] = []
                    for path in paths {
                        let exchange = await session.perform(HTTPRequest(url: url + path))
                        #expect(exchange.failure == nil)
                        own += [NginxServer.Answer(exchange.body)].compactMap(\.self)
                    }
                    answers.append(own)
                }
            }
            return (answers, engine.pool(for: Session.Options()).transferCount)
        }
        #expect(handles == 1)
        #expect(answers.count == 20)
        for (index, own) in answers.enumerated() {
            let isHTTP1 = version == .http1_1
            #expect(own.map(\.isResumed) == [false, isHTTP1])
            #expect(own.map(\.participant) == ["\(index + 1)", "\(index + 1)"])
            #expect(own.map(\.cookie) == ["", "owner=\(index + 1)"])
            #expect(Set(own.map(\.connection)).count == (isHTTP1 ? 2 : 1))
        }
        #expect(Set(answers.joined().map(\.connection)).count == (version == .http1_1 ? 40 : 20))
    }

    @Test func `requests what the next one wants and nothing from the last one`() async throws {
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Kind: a\r\n\r\n"
        let script: [ScriptedServer.Action] = [.receive, .send(answer), .awaitClose]
        let server = try ScriptedServer(script, script, script, script)
        defer { server.stop() }
        let url = server.url
        var wanting = HTTPRequest(
            method: "PATCH", url: url + "/a?b=" + String(repeating: "c", count: 300), headers: ["X-Own: 1"],
            body: Array("{}".utf8), timeoutMilliseconds: 10_000, isPage: true)
        wanting.wantedHeaders = ["X-Kind"]
        let requests = [
            wanting, HTTPRequest(url: url + "/d"), HTTPRequest(method: "HEAD", url: url + "/e"),
            HTTPRequest(method: "POST", url: url + "/f"),
        ]
        let (exchanges, handles) = try await onEngine(.loopback()) { engine in
            var exchanges: [HTTPExchange] = []
            for (participant, request) in requests.enumerated() {
                try await withSession(engine, participant) { session in
                    exchanges.append(await session.perform(request))
                }
            }
            return (exchanges, engine.pool(for: Session.Options()).transferCount)
        }
        #expect(handles == 1)
        #expect(exchanges.allSatisfy { $0.failure == nil && $0.newConnections == 1 })
        #expect(exchanges.map(\.headers) == [["X-Kind": "a"], [:], [:], [:]])
        let host = "Host: 127.0.0.1:\(server.port)\r\nAccept: */*\r\nX-Turnout-Participant"
        #expect(
            server.requests.dropFirst() == [
                "GET /d HTTP/1.1\r\n\(host): 1\r\n\r\n", "HEAD /e HTTP/1.1\r\n\(host): 2\r\n\r\n",
                "POST /f HTTP/1.1\r\n\(host): 3\r\nContent-Length: 0\r\n\r\n",
            ])
    }

    @Test func `is replaced if the last one's session was closed in the middle`() async throws {
        let asked = Event()
        let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        let server = try ScriptedServer([.receive, .tell(asked), .awaitClose], [.receive, .send(ok), .awaitClose])
        defer { server.stop() }
        let url = server.url
        let (given, taken, handles) = try await onEngine(.loopback()) { engine in
            let pool = engine.pool(for: Session.Options())
            let first = try Session(engine: engine, options: Session.Options())
            async let given = first.perform(HTTPRequest(url: url))
            await asked.wait()
            first.close()
            var handles = [pool.transferCount]
            let taken = try await withSession(engine) { session in await session.perform(HTTPRequest(url: url)) }
            handles.append(pool.transferCount)
            return (await given, taken, handles)
        }
        #expect(given.failure?.kind == .cancelled)
        #expect(taken.text == "ok" && taken.newConnections == 1)
        #expect(handles == [0, 1])
    }

    @Test(arguments: [(true, 5), (false, 0)])
    func `is created in advance for each session if requested`(isWanted: Bool, count: Int) async throws {
        let settings = TransportSettings.loopback { $0.makesHandlesAhead = isWanted }
        let (waiting, later, afterwards) = try await onEngine(settings) { engine in
            let pool = engine.pool(for: Session.Options())
            var sessions: [Session] = []
            for _ in 0..<5 { sessions.append(try Session(engine: engine, options: Session.Options())) }
            let waiting = pool.transferCount
            for session in sessions { session.close() }
            for _ in 0..<3 { try await withSession(engine) { _ in } }
            let later = pool.transferCount
            engine.close()
            return (waiting, later, pool.transferCount)
        }
        #expect(waiting == count)
        #expect(later == count)
        #expect(afterwards == 0)
    }

    @Test(arguments: [ScriptedServer.Action.reset, .close])
    func `is not used again after a failure, with an errno or without`(end: ScriptedServer.Action) async throws {
        let half = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"
        let server = try ScriptedServer([.receive, .send(half), end])
        defer { server.stop() }
        let url = server.url
        let (exchange, handles) = try await onEngine(.loopback()) { engine in
            let exchange = try await withSession(engine) { await $0.perform(HTTPRequest(url: url)) }
            return (exchange, engine.pool(for: Session.Options()).transferCount)
        }
        #expect(exchange.failure != nil)
        #expect(handles == 0)
    }

    @Test(arguments: ["Host: other.test", "host:other.test"])
    func `is not used again after a Host of the request's own`(line: String) async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let url = server.url
        let (handles, cookies) = try await onEngine(.loopback()) { engine in
            let first = try await withSession(engine, 1) { session in
                await session.perform(HTTPRequest(url: url, headers: [line]))
            }
            #expect(first.status == 200)
            let handles = engine.pool(for: Session.Options()).transferCount
            return try await withSession(engine, 2) { session in
                _ = await session.perform(HTTPRequest(url: url))
                return (handles, session.cookies.count)
            }
        }
        #expect(handles == 0)
        #expect(cookies == 1)
    }

    @Test func `is a separate one for reading the jar during a request`() async throws {
        let asked = Event()
        let ok = "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"
        let server = try ScriptedServer([.receive, .send(ok), .receive, .tell(asked), .awaitClose])
        defer { server.stop() }
        let url = server.url
        let (found, kind) = try await onEngine(.loopback()) { engine in
            let session = try Session(engine: engine, options: Session.Options())
            _ = await session.perform(HTTPRequest(url: url))
            async let flying = session.perform(HTTPRequest(url: url))
            await asked.wait()
            let found = session.cookie("a")
            engine.close()
            session.close()
            return (found, await flying.failure?.kind)
        }
        #expect(found == "b")
        #expect(kind == .cancelled)
    }

    @Test func `is not used again after it only connected`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let url = server.url
        let (handles, exchange) = try await onEngine(.loopback()) { engine in
            let failure = try await withSession(engine) { await $0.connect(to: url, timeoutMilliseconds: 5_000) }
            #expect(failure == nil)
            let handles = engine.pool(for: Session.Options()).transferCount
            let exchange = try await withSession(engine) { await $0.perform(HTTPRequest(url: url)) }
            return (handles, exchange)
        }
        #expect(handles == 0)
        #expect(exchange.status == 200)
    }
}
