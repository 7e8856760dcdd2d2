import Addresses
import Support
import Testing

@testable import Transport

/// Which requests carry a cookie (RFC 6265 section 5.4).
@Suite struct `A stored cookie` {
    private static let hostOnly = "edu.test\tFALSE\t/\tFALSE\t0\taccessToken\tabc"
    private static let forParent = "#HttpOnly_.test.example\tTRUE\t/room\tTRUE\t0\taccessToken\ta\tb"

    @Test(arguments: [
        (hostOnly, "http://edu.test/", true), (hostOnly, "http://EDU.test:8080/x?y", true),
        (hostOnly, "http://api.edu.test/", false), (hostOnly, "http://api.test/", false),
        (forParent, "https://edu.test.example/room", true), (forParent, "https://test.example/room/x", true),
        (forParent, "https://edu.test.example/roomy", false), (forParent, "https://edu.test.example/", false),
        (forParent, "http://edu.test.example/room", false), (forParent, "https://mytest.example/room", false),
    ])
    func `goes where its host, path and protocol allow`(line: String, url: String, isSent: Bool) throws {
        #expect(try #require(StoredCookie(line: line)).isSent(to: WebURL(url)) == isSent)
    }

    @Test func `reaches an IPv6 address`() throws {
        let cookie = try #require(StoredCookie(line: "::1\tFALSE\t/\tFALSE\t0\ta\tb"))
        #expect(try cookie.isSent(to: WebURL("http://[::1]:8080/")))
        #expect(try !cookie.isSent(to: WebURL("http://[::2]/")))
    }

    @Test func `has a name and a value; other lines are not cookies`() {
        #expect(StoredCookie(line: Self.forParent)?.value == "a\tb")
        #expect(StoredCookie(line: Self.hostOnly)?.name == "accessToken")
        #expect(StoredCookie(line: "# Netscape HTTP Cookie File") == nil)
    }
}

/// What the jar returns between two requests.
@Suite struct `A jar that is asked for one cookie` {
    private static func answer(_ cookies: String...) -> ScriptedServer.Action {
        let lines = cookies.map { "Set-Cookie: \($0)\r\n" }.joined()
        return .send("HTTP/1.1 200 OK\r\n\(lines)Content-Length: 0\r\n\r\n")
    }

    @Test func `knows its value, after each request anew`() async throws {
        let server = try ScriptedServer([
            .receive, Self.answer("other=0", "a=1; Path=/only", "aa=2; Path=/"), .receive,
            Self.answer("a=3; Path=/only"),
            .receive, Self.answer("a=gone; Path=/only; Max-Age=0"), .awaitClose,
        ])
        defer { server.stop() }
        let url = server.url
        try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                #expect(session.cookie("a") == nil)
                _ = await session.perform(HTTPRequest(url: url))
                #expect(session.cookie("a") == "1" && session.cookie("aa") == "2" && session.cookie("") == nil)
                _ = await session.perform(HTTPRequest(url: url))
                #expect(session.cookie("a") == "3" && session.cookies.count == 3)
                _ = await session.perform(HTTPRequest(url: url))
                #expect(session.cookie("a") == nil && session.cookies.count == 2)
            }
        }
    }
}

/// A cookie of a name that several cookies have.
@Suite struct `A jar that is asked for the cookies of a name` {
    @Test(
        arguments: [
            (nil, nil, ["1", "2", "3", "4"]), ("a.test", nil, ["1", "2", "4"]), ("A.test", "/", ["1", "4"]),
            ("a.test", "/app", ["2"]), ("a.test", "/app/", ["2"]), ("b.a.test", nil, ["4"]), ("b.test", nil, ["3"]),
            ("other.test", nil, []), (nil, "/", ["1", "3", "4"]), (nil, "/ap", []),
        ] as [(String?, String?, [String])])
    func `tells them apart by host and path`(host: String?, path: String?, values: [String]) async throws {
        let answer: (String) -> [ScriptedServer.Action] = { lines in
            [.receive, .send("HTTP/1.1 200 OK\r\n\(lines)Content-Length: 0\r\n\r\n")]
        }
        let server = try ScriptedServer(
            answer(
                "Set-Cookie: sid=1; Path=/\r\nSet-Cookie: sid=2; Path=/app/\r\nSet-Cookie: other=0\r\n"
                    + "Set-Cookie: sid=4; Path=/; Domain=a.test\r\nSet-Cookie: sid=gone; Path=/x; Max-Age=0\r\n")
                + [.awaitClose], answer("Set-Cookie: sid=3; Path=/\r\n") + [.awaitClose])
        defer { server.stop() }
        let port = server.port
        let settings = TransportSettings.loopback {
            $0.allow("*.test")
            $0.resolve = ["a.test:\(port):127.0.0.1", "b.test:\(port):127.0.0.1"]
        }
        let found = try await onEngine(settings) { engine in
            try await withSession(engine) { session in
                for host in ["a.test", "b.test"] {
                    #expect(await session.perform(HTTPRequest(url: "http://\(host):\(port)/app/x")).status == 200)
                }
                return session.cookie("sid", host: host, path: path)
            }
        }
        #expect(found.map(\.value).sorted() == values)
    }
}

/// A cookie that no response set.
@Suite struct `A cookie set by request` {
    @Test func `is sent to its host alone, from the first request on`() async throws {
        let ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        let serve: [ScriptedServer.Action] = [.receive, .send(ok), .receive, .send(ok), .awaitClose]
        let server = try ScriptedServer(serve, serve, serve)
        defer { server.stop() }
        let port = server.port
        let settings = TransportSettings.loopback {
            $0.allow("*.test")
            $0.resolve = ["a.test:\(port):127.0.0.1", "b.a.test:\(port):127.0.0.1"]
        }
        try await onEngine(settings) { engine in
            try await withSession(engine) { session in
                let page = try WebURL("http://a.test:\(port)/app/page?x=y")
                #expect(session.setCookie(name: "token", value: "a b\u{e4}=\"", for: page))
                #expect(session.setCookie(name: "empty", value: "", for: page))
                #expect(session.cookie("token") == "a b\u{e4}=\"")
                _ = await session.perform(HTTPRequest(url: "http://a.test:\(port)/other"))
                #expect(session.setCookie(name: "token", value: "new", for: page))
                _ = await session.perform(HTTPRequest(url: "http://a.test:\(port)/"))
                _ = await session.perform(HTTPRequest(url: "http://b.a.test:\(port)/"))
            }
            try await withSession(engine) { session in
                #expect(session.cookies.isEmpty)
                _ = await session.perform(HTTPRequest(url: "http://a.test:\(port)/"))
            }
        }
        let cookies = server.requests.map { request in
            request.split(separator: "\r\n").first { $0.hasPrefix("Cookie:") }
        }
        #expect(cookies[0]?.contains("token=a b\u{e4}=\"") == true && cookies[0]?.contains("empty=") == true)
        #expect(cookies[1]?.contains("token=new") == true)
        #expect(cookies[2...] == [nil, nil])
    }

    @Test(arguments: [
        ("", "a"), ("a=b", "c"), ("a;b", "c"), ("a", "b;c"), ("a", "b\tc"), ("a", "b\r\nSet-Cookie: c=d"),
        ("a", "b\nc"),
        ("a\0", "b"), ("a", "b\0c"), ("__Host-a", "b"), ("__secure-a", "b"), ("a\t", "b"),
    ])
    func `is refused if it cannot be one`(name: String, value: String) async throws {
        let url = try WebURL("http://127.0.0.1/")
        let stored = try await onEngine(.loopback()) { engine in
            try await withSession(engine) { session in
                #expect(!session.setCookie(name: name, value: value, for: url))
                return session.cookies
            }
        }
        #expect(stored.isEmpty)
    }

    @Test func `is not stored where none are, or after the end`() async throws {
        let url = try WebURL("http://[::1]/")
        try await onEngine(.loopback()) { engine in
            try await withSession(engine, 1, { $0.cookies = false }) { session in
                #expect(!session.setCookie(name: "a", value: "b", for: url))
                #expect(session.cookies.isEmpty)
            }
            let session = try Session(engine: engine, options: Session.Options())
            #expect(session.setCookie(name: "a", value: "b", for: url))
            #expect(session.cookies.map { $0.isSent(to: url) } == [true])
            session.close()
            #expect(!session.setCookie(name: "a", value: "b", for: url))
        }
    }
}
