import Addresses
import EventLoops
import Measuring
import Support
import Testing
import Transport

@Suite struct `An exchange` {
    @Test func `has status, body and version of the response`() async throws {
        let server = try ScriptedServer([
            .receive, .send("HTTP/1.1 201 Created\r\nContent-Length: 5\r\nX-Two: b\r\n\r\nhello"), .awaitClose,
        ])
        defer { server.stop() }
        let url = server.url
        let exchange = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                var request = HTTPRequest(url: url + "/path?query=1")
                request.wantedHeaders = ["x-two", "x-three"]
                return await session.perform(request)
            }
        }
        #expect(exchange.failure == nil)
        #expect(exchange.status == 201)
        #expect(exchange.text == "hello")
        #expect(exchange.version == .http1_1)
        #expect(exchange.newConnections == 1)
        #expect(exchange.location == nil && exchange.retryAfter == nil)
        #expect(exchange.headers == ["x-two": "b"])
        #expect(exchange.bytesIn == 58)
        #expect(exchange.bytesOut == Int64(server.requests[0].utf8.count))
    }

    @Test func `asks for the path and the query as they stand, long or short, one after the other`() async throws {
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        let long = "accessToken=" + String(repeating: "eyJ.-_~%20+/", count: 30)
        // What is requested, and what is sent.
        let targets = [
            ("/room/a?\(long)", "/room/a?\(long)"), ("/b?c=d", "/b?c=d"),
            ("/room/a?\(long)&x={y}\" z", "/room/a?\(long)&x={y}%22%20z"),
            ("/e", "/e"), ("/f/../g?\(long)", "/g?\(long)"), ("/h?\(long)#fragment", "/h?\(long)"),
            ("?\(long)", "/?\(long)"), ("#j/k?\(long)", "/"), ("/l#/m?\(long)", "/l"),
            ("/a.b/.c?\(long)", "/a.b/.c?\(long)"), ("/i?\(long)?\(long)", "/i?\(long)?\(long)"),
        ]
        let script: [ScriptedServer.Action] = Array(repeating: [.receive, .send(answer)], count: targets.count)
            .flatMap { $0 }
        let server = try ScriptedServer(script + [.awaitClose])
        defer { server.stop() }
        let url = server.url
        try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                for (asked, _) in targets {
                    let exchange = await session.perform(HTTPRequest(url: url + asked))
                    #expect(exchange.failure == nil, "\(asked)")
                }
            }
        }
        let sent = server.requests.map { $0.split(separator: " ").dropFirst().first.map(String.init) }
        #expect(sent == targets.map(\.1))
    }

    @Test(arguments: [(TransportSettings.Version.http1_1, "HTTP/1.1"), (.auto, "HTTP/2.0")])
    func `asks for the same in each version of HTTP`(version: TransportSettings.Version, name: String) async throws {
        let nginx = try NginxServer()
        defer { nginx.stop() }
        let (url, settings) = (nginx.url, TransportSettings.trusting(nginx, version))
        let targets = ["", "/a?b", "/a?accessToken=" + String(repeating: "eyJ.-_~%20+/", count: 30), "/a"].map {
            "/target\($0)"
        }
        let bodies = try await onEngine(settings) { engine in
            try await withSession(engine) { session in
                var bodies: [String] = []
                for target in targets {
                    let exchange = await session.perform(HTTPRequest(url: url + target))
                    bodies.append(String(decoding: exchange.body, as: UTF8.self))
                }
                return bodies
            }
        }
        #expect(bodies == targets.map { "\(name) \($0)" })
    }

    @Test func `may be one of several over HTTP/2 without TLS`() async throws {
        let server = try FrameServer([.answer])
        defer { server.stop() }
        let url = server.url
        let statuses = try await onEngine(.loopback { $0.version = .http2 }) { engine in
            try await withSession(engine) { session in
                var statuses: [Int16?] = []
                for _ in 0..<3 { statuses.append(await session.perform(HTTPRequest(url: url)).status) }
                return statuses
            }
        }
        #expect(statuses == [200, 200, 200])
        #expect(server.requests == 3)
    }

    @Test func `goes to its own URL, whatever URLs came before`() async throws {
        // More of them than are kept parsed, each requested twice, and one again and again.
        let places = (0..<700).flatMap { ["/seldom/\($0 % 350)", "/often"] }
        let script = places.flatMap { _ -> [ScriptedServer.Action] in
            [.receive, .send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
        }
        let server = try ScriptedServer(script + [.awaitClose])
        defer { server.stop() }
        let url = server.url
        try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                for place in places {
                    let exchange = await session.perform(HTTPRequest(url: url + place))
                    #expect(exchange.status == 200)
                }
            }
        }
        let sent = server.requests.map { $0.split(separator: " ").dropFirst().first.map(String.init) }
        #expect(sent == places)
    }

    @Test func `sends what was asked for and nothing else`() async throws {
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        let script: [ScriptedServer.Action] = Array(repeating: [.receive, .send(answer)], count: 7).flatMap { $0 }
        let server = try ScriptedServer(script + [.awaitClose])
        defer { server.stop() }
        let url = server.url
        let settings = TransportSettings.loopback { $0.commonHeaders = ["User-Agent: turnout", "Accept: text/html"] }
        try await onEngine(settings) { engine in
            try await withSession(engine, 7) { session in
                for request in [
                    HTTPRequest(url: url + "/a"),
                    HTTPRequest(
                        method: "POST", url: url + "/b", headers: ["Content-Type: text/plain"], body: [65, 66]),
                    HTTPRequest(method: "POST", url: url + "/c"),
                    HTTPRequest(method: "DELETE", url: url + "/d", headers: ["user-agent: mine"]),
                    HTTPRequest(method: "PATCH", url: url + "/e", body: Array("{}".utf8)),
                    HTTPRequest(method: "HEAD", url: url + "/f", headers: ["Accept:"]),
                    HTTPRequest(url: url + "/g"),
                ] {
                    let exchange = await session.perform(request)
                    #expect(exchange.failure == nil, "\(request.url)")
                }
            }
        }
        let host = "Host: 127.0.0.1:\(server.port)\r\n"
        let common = "X-Turnout-Participant: 7\r\nUser-Agent: turnout\r\nAccept: text/html\r\n"
        #expect(
            server.requests == [
                "GET /a HTTP/1.1\r\n\(host)\(common)\r\n",
                "POST /b HTTP/1.1\r\n\(host)Content-Type: text/plain\r\n\(common)Content-Length: 2\r\n\r\nAB",
                "POST /c HTTP/1.1\r\n\(host)\(common)Content-Length: 0\r\n\r\n",
                "DELETE /d HTTP/1.1\r\n\(host)user-agent: mine\r\nX-Turnout-Participant: 7\r\nAccept: text/html\r\n\r\n",
                "PATCH /e HTTP/1.1\r\n\(host)\(common)Content-Length: 2\r\n\r\n{}",
                "HEAD /f HTTP/1.1\r\n\(host)X-Turnout-Participant: 7\r\nUser-Agent: turnout\r\n\r\n",
                "GET /g HTTP/1.1\r\n\(host)\(common)\r\n",
            ])
    }

    @Test(arguments: [0, 1, 1000, 16_383, 16_384, 16_385, 70_000, 1_100_000])
    func `returns the body byte for byte`(count: Int) async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let url = server.url
        let body = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        let exchange = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                await session.perform(HTTPRequest(method: "POST", url: url + "/echo", body: body))
            }
        }
        #expect(exchange.failure == nil)
        // Compared outside the macro, which would search for the shortest edit from one megabyte to the other.
        let isWhole = exchange.body == body
        #expect(isWhole, "\(exchange.body.count) of \(count) bytes came")
        #expect(exchange.bytesOut >= Int64(count) + 50 && exchange.bytesOut < Int64(count) + 400)
        #expect(exchange.bytesIn >= Int64(count) + 50 && exchange.bytesIn < Int64(count) + 200)
    }

    @Test func `has its phases, without overlaps`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let url = server.url
        let before = Moment.now
        let exchanges = try await readInTime {
            try await onEngine(.loopback()) { engine in
                try await withSession(engine) { session in
                    [
                        await session.perform(HTTPRequest(url: url + "/")),
                        await session.perform(HTTPRequest(url: url + "/")),
                    ]
                }
            }
        }
        let (cold, warm) = (exchanges[0], exchanges[1])
        #expect(cold.newConnections == 1 && warm.newConnections == 0)
        #expect(cold.phases[.connect] != nil && cold.phases[.resolve] != nil)
        #expect(warm.phases[.connect] == nil && warm.phases[.resolve] == nil)
        for exchange in exchanges {
            let begun = try #require(exchange.begun)
            let sent = try #require(exchange.sent)
            #expect(before <= exchange.started && exchange.started <= begun)
            #expect(begun <= sent && sent <= exchange.finished)
            let phases = exchange.phases
            #expect(phases[.tls] == nil)
            #expect((phases[.send] != nil) == Libcurl.tellsSendPhase)
            #expect(phases[.wait] != nil && phases[.receive] != nil)
            let parts = Phase.allCases.map { phases[$0] }
            let sum = parts.reduce(0) { $0 + ($1 ?? 0) }
            #expect(sum <= exchange.finished.microseconds(since: begun) + 1)
        }
        #expect(exchanges[0].finished <= exchanges[1].started)
    }

    @Test func `has the redirect's target and the Retry-After time`() async throws {
        let server = try ScriptedServer([
            .receive, .send("HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n"),
            .receive, .send("HTTP/1.1 503 Busy\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n"), .awaitClose,
        ])
        defer { server.stop() }
        let url = server.url
        let (moved, busy) = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                (
                    await session.perform(HTTPRequest(url: url)),
                    await session.perform(HTTPRequest(url: url))
                )
            }
        }
        #expect(moved.status == 302 && moved.location == "/next" && moved.failure == nil)
        #expect(
            busy.status == 503 && busy.retryAfter == "120" && busy.retryAfterSeconds == 120 && busy.location == nil
                && busy.failure == nil)
    }

    // A server that writes its paths in Latin-1, and one that writes them in UTF-8.
    @Test(arguments: [([0xE9], "/caf%E9?name=%E9"), ([0xC3, 0xA9], "/caf%C3%A9?name=%C3%A9")] as [([UInt8], String)])
    func `keeps the bytes of a redirect's target, as browsers do`(letter: [UInt8], path: String) async throws {
        let location = Array("/caf".utf8) + letter + Array("?name=".utf8) + letter
        let server = try ScriptedServer([
            .receive, .send("HTTP/1.1 302 Found\r\nLocation: "), .sendBytes(location),
            .send("\r\nContent-Length: 0\r\n\r\n"),
            .receive, .send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), .awaitClose,
        ])
        defer { server.stop() }
        let url = try WebURL(server.url)
        let statuses = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                let moved = await session.perform(HTTPRequest(url: url.text))
                let target = try url.resolving(moved.location ?? "")
                let arrived = await session.perform(HTTPRequest(url: target.text))
                return [moved.status, arrived.status]
            }
        }
        #expect(statuses == [302, 200])
        #expect(server.requests.last?.hasPrefix("GET \(path) HTTP/1.1\r\n") == true, "\(server.requests)")
    }

    @Test func `stores or ignores the participant's cookies`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let url = server.url
        let (kept, left) = try await onEngine(.loopback()) { engine in
            let kept = try await withSession(engine, 3) { session in
                _ = await session.perform(HTTPRequest(url: url))
                _ = await session.perform(HTTPRequest(url: url))
                return [session.cookie("owner"), session.cookie("other"), session.storesCookies ? "stores" : nil]
            }
            let left = try await withSession(engine, 4, { $0.cookies = false }) { session in
                _ = await session.perform(HTTPRequest(url: url))
                _ = await session.perform(HTTPRequest(url: url))
                return [session.cookie("owner"), session.storesCookies ? "stores" : nil]
            }
            return (kept, left)
        }
        #expect(kept == ["3", nil, "stores"])
        #expect(left == [nil, nil])
        #expect(server.seen.ownCookies == 1 && server.seen.foreignCookies == 0)
    }

    @Test func `can be made from a task elsewhere`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let url = server.url
        let status = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                let task = Task.detached {
                    let exchange = await session.perform(HTTPRequest(url: url))
                    return (exchange.status, EventLoop.current == nil)
                }
                return await task.value
            }
        }
        #expect(status == (200, true))
    }

    @Test func `comes from the source address that was asked for`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let url = server.url
        let (good, bad) = try await onEngine(.loopback()) { engine in
            let good = try await withSession(engine, 1, { $0.sourceAddress = "127.0.0.9" }) { session in
                await session.perform(HTTPRequest(url: url))
            }
            let bad = try await withSession(engine, 1, { $0.sourceAddress = "192.0.2.1" }) { session in
                await session.perform(HTTPRequest(url: url))
            }
            return (good, bad)
        }
        #expect(good.status == 200)
        #expect(bad.failure?.kind == .harness)
    }
}
