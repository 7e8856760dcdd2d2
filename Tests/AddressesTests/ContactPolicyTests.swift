// Which hosts may be contacted.
import Addresses
import Testing

@Suite struct ContactPolicyTests {
    private func policy(_ patterns: String...) throws -> ContactPolicy {
        ContactPolicy(patterns: try patterns.map { try #require(HostPattern($0)) })
    }

    @Test(arguments: [
        ("http://api.example/", true), ("https://API.Example:8443/x", true), ("http://api.example./", true),
        ("http://api.example.evil/", false), ("http://xapi.example/", false),
        ("http://api.example@evil.example/", false),
        ("http://evil.example\\@api.example/", false), ("http:\\\\api.example\\@evil.example", true),
        ("http://lms.example/", false), ("http://a.lms.example/", true), ("http://a.b.lms.example:1/", true),
        ("http://alms.example/", false), ("http://ported.example:8080/", true), ("http://ported.example/", false),
        ("http://[::1]:9/", true), ("http://[::2]:9/", false), ("http://b\u{FC}cher.example/", true),
        ("http://xn--bcher-kva.example/", true),
    ])
    func `a host is allowed by name, by suffix, with or without a port`(url: String, isAllowed: Bool) throws {
        let policy = try policy(
            "api.example", "*.lms.example", "ported.example:8080", "[::1]", "B\u{DC}CHER.example")
        #expect(policy.allows(try WebURL(url)) == isAllowed)
    }

    @Test func `a URL allows its own host and port, and no other port`() throws {
        let policy = ContactPolicy(urls: [try WebURL("https://api.example/v1")])
        #expect(policy.allows(try WebURL("https://api.example:443/v2?x")))
        #expect(policy.allows(try WebURL("http://api.example:443/")))
        #expect(!policy.allows(try WebURL("http://api.example/")))
        #expect(policy.rules.map(\.description) == ["api.example"])
    }

    @Test(arguments: [
        (
            "http://evil.example/x?token",
            "host evil.example is not in allow-hosts; use --allow-host evil.example, or add \"evil.example\" to target.allow-hosts"
        ),
        (
            "https://evil.example:80/",
            "host evil.example:80 is not in allow-hosts; use --allow-host evil.example:80, or add \"evil.example:80\" to target.allow-hosts"
        ),
    ])
    func `a refusal says which line to add`(url: String, words: String) throws {
        #expect(ContactPolicy.refusal(of: try WebURL(url)) == words)
    }

    @Test(arguments: [
        "", "*", "*.", "*.*.example", "http://api.example", "api.example/", "api.example:", "api.example:0",
        "api.example:x", "user@api.example", "api example", "*.[::1]", "api..example", "::1", "a#b",
    ])
    func `an invalid host is not a rule`(text: String) {
        #expect(HostPattern(text) == nil)
    }

    @Test(
        arguments: [
            ("API.Example.", "api.example", nil), ("api.example:80", "api.example", 80),
            ("127.0.0.1:443", "127.0.0.1", 443),
            ("[::1]:8080", "[::1]", 8080), ("b\u{FC}cher.example", "xn--bcher-kva.example", nil),
        ] as [(String, String, Int?)])
    func `a host and its port are read`(text: String, host: String, port: Int?) throws {
        let read = try #require(HostAndPort(text))
        #expect(read.host == host && read.port == port)
    }
}

@Suite struct ShownTextTests {
    @Test(arguments: [
        ("http://a/b", "http://a/b"), ("http://a/b?", "http://a/b?"), ("http://a/b?c=d", "http://a/b?•••"),
        ("http://a/b#c", "http://a/b#•••"), ("http://u:p@a/b", "http://•••@…"), ("plain", "plain"),
    ])
    func `text that may be a URL is shown without possible secrets`(text: String, shown: String) {
        #expect(ShownText.url(text) == shown)
    }
}
