import Addresses
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

    @Test func `has a name and a value, and other lines are none`() {
        #expect(StoredCookie(line: Self.forParent)?.value == "a\tb")
        #expect(StoredCookie(line: Self.hostOnly)?.name == "accessToken")
        #expect(StoredCookie(line: "# Netscape HTTP Cookie File") == nil)
    }
}
