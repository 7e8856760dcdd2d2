import Testing

@testable import Addresses

@Suite struct `A rule for where to connect` {
    @Test(arguments: [
        ("API.test:443:127.0.0.1", "api.test", "443", "127.0.0.1"),
        ("+api.test:443:127.0.0.1,127.0.0.2", "api.test", "443", "127.0.0.1,127.0.0.2"),
        ("api.test:443:[::1]", "api.test", "443", "[::1]"), ("[::1]:443:127.0.0.1", "[::1]", "443", "127.0.0.1"),
        ("[fe80::1]:80:[::1]:8080", "[fe80::1]", "80", "[::1]:8080"), ("::other.test:8080", "", "", "other.test:8080"),
        ("api.test::other.test:", "api.test", "", "other.test:"),
    ])
    func `is taken apart outside of brackets`(text: String, host: String, port: String, place: String) throws {
        let rule = try #require(ConnectionRule(text))
        #expect(rule.host == host && rule.port == port && rule.place == place)
    }

    @Test(arguments: ["", "api.test", "-api.test:443", "[::1]:443", "[::1"])
    func `has three parts`(text: String) {
        #expect(ConnectionRule(text) == nil)
    }

    @Test(arguments: [
        ("api.test:443:x", "https://api.test/", true), ("api.test:80:x", "https://api.test/", false),
        ("::x", "https://api.test/", true), ("api.test::x", "https://api.test:8443/", true),
        ("[::1]:80:x", "http://[::1]/", true), ("other.test:443:x", "https://api.test/", false),
    ])
    func `is for some URLs`(rule: String, url: String, concerns: Bool) throws {
        #expect(try #require(ConnectionRule(rule)).concerns(WebURL(url)) == concerns)
    }
}
