import Addresses
import Testing

@testable import Journeys

@Suite struct `A proxy set in the environment` {
    @Test(
        arguments: [
            (["https_proxy": "http://proxy:3128"], "https://edu.example/", "https_proxy"),
            (["HTTPS_PROXY": "http://proxy:3128"], "https://edu.example/", "HTTPS_PROXY"),
            (["https_proxy": "http://proxy:3128"], "http://edu.example/", nil),
            (["http_proxy": "http://proxy:3128"], "http://edu.example/", "http_proxy"),
            // A CGI server sets it from a client's header, so curl does not read it.
            (["HTTP_PROXY": "http://proxy:3128"], "http://edu.example/", nil),
            (["all_proxy": "socks5://proxy"], "http://edu.example/", "all_proxy"),
            (["ALL_PROXY": "socks5://proxy"], "https://edu.example/", "ALL_PROXY"),
            (["https_proxy": ""], "https://edu.example/", nil),
            ([:], "https://edu.example/", nil),
            (["https_proxy": "p", "no_proxy": "*"], "https://edu.example/", nil),
            (["https_proxy": "p", "no_proxy": "other.example, EDU.example"], "https://edu.example/", nil),
            (["https_proxy": "p", "no_proxy": ".example"], "https://edu.example/", nil),
            (["https_proxy": "p", "NO_PROXY": "example"], "https://edu.example/", nil),
            (["https_proxy": "p", "no_proxy": "du.example"], "https://edu.example/", "https_proxy"),
            (["https_proxy": "p"], "https://localhost:8443/", nil),
            (["https_proxy": "p"], "https://127.0.0.2/", nil),
            (["https_proxy": "p"], "https://[::1]/", nil),
            (["https_proxy": "p"], "https://127.example/", "https_proxy"),
        ] as [([String: String], String, String?)])
    func `is the one that curl would use`(environment: [String: String], url: String, variable: String?) throws {
        #expect(UnusedProxy(environment).variable(for: try WebURL(url)) == variable)
    }
}
