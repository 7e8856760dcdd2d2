import EventLoops
import Glibc
import Measuring
import Support
import Testing
import Transport

@Suite struct `A request that fails` {
    @Test func `is refused if nothing listens`() async throws {
        let socket = try LoopbackSocket()
        let url = "http://127.0.0.1:\(socket.port)"
        socket.close()
        let exchange = try await failing(url)
        #expect(exchange.failure?.kind == .connect)
        #expect(exchange.failure?.curlCode == 7)
        #expect(exchange.sent == nil && exchange.status == nil && exchange.phases[.connect] == nil)
    }

    @Test func `does not trust an unknown certificate`() async throws {
        let nginx = try NginxServer()
        defer { nginx.stop() }
        let exchange = try await failing(nginx.url)
        #expect(exchange.failure?.kind == .tls)
        #expect(exchange.failure?.curlCode == 60)
        let trusting = try await failing(nginx.url) { $0.verify = false }
        #expect(trusting.failure == nil && trusting.status == 200)
    }

    @Test func `does not trust another name's certificate`() async throws {
        let nginx = try NginxServer()
        defer { nginx.stop() }
        let (port, file) = (nginx.port, nginx.certificate.file)
        for (name, code) in [("turnout.test", nil), ("other.test", Int32(60))] {
            let exchange = try await failing("https://\(name):\(port)/") {
                $0.caFile = file
                $0.allow("*.test")
                $0.resolve = ["\(name):\(port):127.0.0.1"]
            }
            #expect(exchange.failure?.curlCode == code)
            #expect(exchange.failure?.kind == code.map { _ in .tls })
        }
    }

    @Test func `says which file of certificates cannot be read`() async throws {
        await #expect(
            throws: Failure(kind: .tls, detail: "the file of trusted certificates /no/such.pem cannot be read")
        ) {
            try await onEngine(.loopback { $0.caFile = "/no/such.pem" }) { _ in }
        }
    }

    @Test func `is not sent to a host outside the allow-list`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let exchange = try await failing("http://127.0.0.1:\(server.port)/") { $0.allow("example.test") }
        #expect(
            exchange.failure
                == Failure(
                    kind: .notAllowed,
                    detail: "host 127.0.0.1:\(server.port) is not in allow-hosts; "
                        + "use --allow-host 127.0.0.1:\(server.port), or add \"127.0.0.1:\(server.port)\" to target.allow-hosts"
                ))
        #expect(server.seen.connections == 0)
    }

    @Test(arguments: ["", "ftp://127.0.0.1/", "no url", "http://", "http://127.0.0.1:99999/"])
    func `is not made if the URL is invalid`(url: String) async throws {
        let exchange = try await failing(url)
        #expect(exchange.failure?.kind == .protocol)
        #expect(exchange.sent == nil)
    }

    /// On a kept connection, so that the server sees not even an attempt to connect.
    @Test func `a request that is longer than libcurl sends was not sent, and no fault of the server`() async throws {
        let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        let server = try ScriptedServer([.receive, .send(ok), .receive, .send(ok), .awaitClose])
        defer { server.stop() }
        let url = server.url
        let exchanges = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                let first = await session.perform(HTTPRequest(url: url))
                let long = HTTPRequest(url: url, headers: ["X-Long: " + String(repeating: "x", count: 1_100_000)])
                return [first, await session.perform(long)]
            }
        }
        #expect(exchanges.map(\.status) == [200, nil])
        #expect(exchanges[1].failure?.kind == .harness)
        #expect(
            exchanges[1].failure?.detail
                == "the request's line and header lines are longer than libcurl sends (about 1 MB); nothing was sent")
        #expect(
            exchanges[1].sent == nil && exchanges[1].figures.mayHaveBeenSeen(failure: exchanges[1].failure) == false)
        #expect(server.requests.count == 1)
    }

    @Test(arguments: ["X: a\r\nY: b", "X: a\nY: b", "X: a\u{0}"])
    func `is not made if a header would break the request`(line: String) async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let url = server.url
        let exchange = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                let broken = await session.perform(HTTPRequest(url: url, headers: [line]))
                // The session still works.
                #expect(await session.perform(HTTPRequest(url: url)).status == 200)
                return broken
            }
        }
        #expect(exchange.failure?.kind == .protocol)
        #expect(exchange.failure?.detail == "the request's header x contains a line break or a zero byte")
        #expect(server.seen.requests == 1)
    }

    @Test func `is not made if the method would break the request`() async throws {
        let exchange = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                await session.perform(
                    HTTPRequest(method: "GET / HTTP/1.1\r\nX: y\r\n\r\nGET", url: "http://127.0.0.1:1/"))
            }
        }
        #expect(exchange.failure?.detail == "the request's method is not a valid HTTP method")
    }

    @Test func `is the harness's own failure if it has no descriptor left`() async {
        // A separate process, whose limit can be lowered.
        let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            let server = try CountingServer()
            let url = server.url
            let exchange = try await onEngine(.loopback()) { engine in
                try await withSession(engine) { session in
                    // The first free number becomes the limit, so that the next socket finds none.
                    let free = dup(0)
                    close(free)
                    var limit = rlimit(rlim_cur: rlim_t(free), rlim_max: rlim_t(free))
                    precondition(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
                    return await session.perform(HTTPRequest(url: url))
                }
            }
            precondition(exchange.failure?.kind == .harness, "\(exchange)")
            precondition(exchange.failure?.detail.contains("ulimit -n") == true, "\(exchange)")
            server.stop()
        }
        if let said = result?.standardErrorContent, !said.isEmpty { print(String(decoding: said, as: UTF8.self)) }
    }

    @Test func `leaves the session usable for the next request`() async throws {
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        let server = try ScriptedServer([.receive, .close], [.receive, .send(answer), .awaitClose])
        defer { server.stop() }
        let url = server.url
        let exchanges = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                [await session.perform(HTTPRequest(url: url)), await session.perform(HTTPRequest(url: url))]
            }
        }
        #expect(exchanges[0].failure != nil)
        #expect(exchanges[1].failure == nil && exchanges[1].text == "ok")
    }
}

private func failing(
    _ url: String, _ change: (inout TransportSettings) -> Void = { _ in }
) async throws -> HTTPExchange {
    try await onEngine(.loopback(change)) { engine in
        try await withSession(engine) { session in await session.perform(HTTPRequest(url: url)) }
    }
}
