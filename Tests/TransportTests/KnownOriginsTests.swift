// What an engine knows of the hosts that requests go to.
import Addresses
import Measuring
import Testing

@testable import Transport

@Suite struct KnownOriginsTests {
    @Test func `a host outside the policy is refused each time, an allowed one never`() throws {
        var settings = TransportSettings()
        settings.allow("*.test", "ported.example:8080")
        var origins = KnownOrigins(settings: settings)
        let urls = [
            ("https://api.test/", true), ("https://api.test@evil.example/", false),
            ("https://api.test.evil.example/", false),
            ("http://ported.example:8080/x", true), ("http://ported.example/x", false),
        ]
        // Twice, because results are kept.
        for (text, isAllowed) in urls + urls {
            switch origins.judge(try WebURL(text)) {
            case .ready, .unresolved: #expect(isAllowed, "\(text)")
            case .refused(let failure): #expect(!isAllowed && failure.kind == .notAllowed, "\(text)")
            }
        }
    }

    @Test func `a host waits for its look-up unless its address is known`() throws {
        var settings = TransportSettings()
        settings.allow("*.test", "192.0.2.1", "[::1]")
        settings.resolve = ["given.test:443:127.0.0.1", "+plus.test:80:127.0.0.1"]
        var origins = KnownOrigins(settings: settings)
        func isReady(_ url: String) throws -> Bool {
            if case .ready = origins.judge(try WebURL(url)) { true } else { false }
        }
        #expect(
            origins.isGiven("given.test:443") && origins.isGiven("plus.test:80") && !origins.isGiven("given.test:80"))
        // The engine's lookup takes them from the settings, and learns how many there are.
        #expect(try !isReady("https://given.test/"))
        #expect(try isReady("http://192.0.2.1/") && isReady("http://[::1]/"))
        #expect(try !isReady("http://asked.test:81/"))
        origins.markResolved("asked.test:81", nil)
        #expect(try isReady("http://asked.test:81/") && isReady("https://asked.test:81/x"))
    }
}
