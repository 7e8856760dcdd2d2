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
