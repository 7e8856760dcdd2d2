import Measuring
import Support
import Testing

@testable import Transport

/// What went over the wire, for `run --debug`.
@Suite struct `A kept wire log` {
    private static let answer = """
        HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\n\
        X-Kind:  spaced \r\nX-Empty: \r\nset-cookie: b=2; Path=/\r\nContent-Length: 2\r\n\r\nok
        """

    @Test func `has the request's header as sent and all header lines of the final response`() async throws {
        let server = try ScriptedServer([.receive, .send(Self.answer), .receive, .send(Self.answer), .awaitClose])
        defer { server.stop() }
        let url = server.url
        let (exchanges, handles) = try await onEngine(.loopback()) { engine in
            let exchanges = try await withSession(engine, 7) { session in
                var request = HTTPRequest(
                    method: "POST", url: url + "/a?b=c", headers: ["X-Own: \u{e4}"], body: Array("body".utf8))
                request.keepsWire = true
                let first = await session.perform(request)
                request.keepsWire = false
                return [first, await session.perform(request)]
            }
            return (exchanges, engine.pool(for: Session.Options()).transferCount)
        }
        let wire = try #require(exchanges[0].wire)
        #expect(wire.request + "body" == server.requests[0])
        #expect(
            wire.responseHeaders == [
                WireLog.Line(name: "Set-Cookie", value: "a=1"), WireLog.Line(name: "X-Kind", value: "spaced"),
                WireLog.Line(name: "X-Empty", value: ""),
                WireLog.Line(name: "set-cookie", value: "b=2; Path=/"),
                WireLog.Line(name: "Content-Length", value: "2"),
            ])
        #expect(exchanges.map(\.text) == ["ok", "ok"])
        #expect(exchanges[1].wire == nil)
        // The handle of the first request stays verbose, and was closed.
        #expect(handles == 1)
    }

    @Test func `has a large header whole`() async throws {
        let server = try ScriptedServer([.receive, .send(Self.answer), .awaitClose])
        defer { server.stop() }
        let url = server.url
        let lines = (0..<200).map { "X-Line-\($0): " + String(repeating: "x", count: 1_000) }
        let exchange = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                var request = HTTPRequest(url: url, headers: lines)
                request.keepsWire = true
                return await session.perform(request)
            }
        }
        #expect(exchange.wire?.request == server.requests.first)
        #expect((exchange.wire?.request.utf8.count ?? 0) > 200_000)
    }

    @Test func `has the form of HTTP 1.1 over HTTP 2`() async throws {
        let nginx = try NginxServer()
        defer { nginx.stop() }
        let (url, settings) = (nginx.url, TransportSettings.trusting(nginx))
        let exchange = try await onEngine(settings) { engine in
            try await withSession(engine, 3) { session in
                var request = HTTPRequest(url: url + "/x")
                request.keepsWire = true
                return await session.perform(request)
            }
        }
        #expect(exchange.version == .http2)
        let request = try #require(exchange.wire?.request)
        #expect(request.hasPrefix("GET /x HTTP/2\r\n") && request.hasSuffix("\r\n\r\n"))
        #expect(request.contains("x-turnout-participant: 3\r\n"))
        let cookie = exchange.wire?.responseHeaders.first { $0.name == "set-cookie" }
        #expect(cookie?.value == "owner=3; Path=/; Secure")
    }

    @Test func `exists after a failure as far as it got`() async throws {
        let server = try ScriptedServer([
            .receive, .send("HTTP/1.1 200 OK\r\nX-Kind: a\r\nContent-Length: 9\r\n\r\nhalf"),
        ])
        defer { server.stop() }
        let url = server.url
        let refusing = try LoopbackSocket(backlog: nil)
        defer { refusing.close() }
        let refusingURL = "http://127.0.0.1:\(refusing.port)/"
        let exchanges = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                var exchanges: [HTTPExchange] = []
                for url in [url, refusingURL] {
                    var request = HTTPRequest(url: url)
                    request.keepsWire = true
                    exchanges.append(await session.perform(request))
                }
                return exchanges
            }
        }
        #expect(exchanges.map { $0.failure?.kind } == [.reset, .connect])
        #expect(exchanges[0].wire?.request == server.requests.first)
        #expect(exchanges[0].wire?.responseHeaders.first == WireLog.Line(name: "X-Kind", value: "a"))
        #expect(exchanges[1].wire?.request == "" && exchanges[1].wire?.responseHeaders == [])
    }
}
