import Testing

@testable import Addresses

@Suite struct `The proxies of an environment` {
    @Test(
        arguments: [
            ("example", "https://edu.example/", true), ("EDU.example", "https://edu.example/", true),
            (".example", "https://edu.example/", true), ("edu.example.", "https://edu.example./", true),
            ("du.example", "https://edu.example/", false), ("edu.example", "https://example/", false),
            ("*", "https://edu.example/", true), ("*.example", "https://edu.example/", false),
            ("a.example edu.example", "https://edu.example/", true), (".", "https://edu.example/", false),
            ("192.0.2.1", "https://192.0.2.1/", true), ("192.0.2.0/24", "https://192.0.2.77/", true),
            ("192.0.2.0/24", "https://192.0.3.1/", false), ("192.0.2.0/33", "https://192.0.2.0/", false),
            ("192.0.2.64/26", "https://192.0.2.65/", true), ("192.0.2.64/26", "https://192.0.2.63/", false),
            ("2001:db8::1", "https://[2001:db8::1]/", true), ("2001:db8::/32", "https://[2001:db8:1::2]/", true),
            ("2001:db8::/32", "https://[2001:db9::2]/", false), ("192.0.2.1/8", "https://[::192.0.2.1]/", false),
            ("::ffff:0:0/96", "https://[::ffff:192.0.2.1]/", true), ("2.1", "https://192.0.2.1/", false),
        ])
    func `have curl's exceptions`(exceptions: String, url: String, isExempt: Bool) throws {
        let environment = ProxyEnvironment(["https_proxy": "p", "no_proxy": exceptions])
        #expect(try environment.variable(for: WebURL(url)) == (isExempt ? nil : "https_proxy"))
    }

    @Test func `are those that some URL may have`() {
        let environment = ProxyEnvironment([
            "ALL_PROXY": "a", "https_proxy": "b", "HTTP_PROXY": "c", "all_proxy": "", "HTTPS_PROXY": "d",
        ])
        #expect(environment.used == ["ALL_PROXY", "https_proxy", "HTTPS_PROXY"])
        #expect(environment.value(of: "https_proxy") == "b" && environment.value(of: "all_proxy") == nil)
    }
}
