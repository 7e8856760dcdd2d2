import Measuring
import Testing

@testable import Transport

@Suite struct `The allow-list` {
    @Test(arguments: [
        ("https://api.test/", true),
        ("https://API.test/x", true),
        ("https://api.test./x", true),
        ("https://api.test:8443/x", true),
        ("http://port.test:8080/", true),
        ("http://port.test/", false),
        ("https://port.test:8081/", false),
        ("https://a.lms.test", true),
        ("https://a.b.lms.test?x", true),
        ("https://lms.test/", false),
        ("https://evillms.test/", false),
        ("https://x.sub.test:444/", true),
        ("https://x.sub.test/", false),
        ("http://[::1]:9/", true),
        ("https://origin.test:1234/deep", true),
        ("https://origin.test/", false),
        ("https://origin.test:12345/", false),
        ("https://origin.test:1234@evil.test/", false),
        ("https://origin.test:1234.evil.test/", false),
        ("https://api.test@evil.test/", false),
        ("https://evil.test/https://api.test/", false),
        ("https://evil.test#@api.test/", false),
        ("https://evil.test?@api.test/", false),
        ("https://api.test\\@evil.test/", false),
        ("https://api.test%2eevil.test/", false),
        ("https://user:secret@api.test/", true),
        ("//api.test/", false),
        ("ftp://api.test/", false),
        ("file:///etc/passwd", false),
    ])
    func `judges what will be contacted`(url: String, isAllowed: Bool) {
        var settings = TransportSettings()
        settings.allowedHosts = ["api.test", "port.test:8080", "*.lms.test", "*.sub.test:444", "[::1]"]
        settings.allowedOrigins = ["https://origin.test:1234"]
        var gate = ContactPolicy(settings: settings)
        // Twice, since what was judged once is kept; and behind others that begin alike.
        for known in ["https://api.test/", "https://origin.test:1234/", url, url] {
            let verdict = gate.judge(known)
            guard known == url else { continue }
            switch verdict {
            case .ready, .unresolved: #expect(isAllowed)
            case .refused: #expect(!isAllowed)
            }
        }
    }

    @Test(arguments: [
        ("https://evil.test/path?secret", "evil.test"), ("http://evil.test:8080/", "evil.test:8080"),
        ("https://evil.test:443/", "evil.test"), ("http://[::2]:7/", "[::2]:7"),
    ])
    func `prints what to add`(url: String, name: String) throws {
        var gate = ContactPolicy(settings: TransportSettings())
        guard case .refused(let failure) = gate.judge(url) else {
            Issue.record("allowed")
            return
        }
        #expect(failure.kind == .notAllowed)
        #expect(failure.detail == "host \(name) is not in allow-hosts; add \"\(name)\" to target.allow-hosts")
    }

    @Test func `knows whose address is known`() {
        var settings = TransportSettings()
        settings.allowedHosts = ["*.test", "192.0.2.1", "[::1]"]
        settings.resolve = ["given.test:443:127.0.0.1", "+plus.test:80:127.0.0.1"]
        var gate = ContactPolicy(settings: settings)
        func isReady(_ url: String) -> Bool {
            if case .ready = gate.judge(url) { true } else { false }
        }
        #expect(isReady("https://given.test/") && isReady("http://plus.test"))
        #expect(isReady("http://192.0.2.1/") && isReady("http://[::1]/"))
        #expect(!isReady("http://given.test/"))
        #expect(!isReady("http://asked.test:81/"))
        gate.markResolved("asked.test:81")
        #expect(isReady("http://asked.test:81/") && isReady("https://asked.test:81/x"))
    }
}

@Suite struct `A failure's text` {
    @Test func `holds nothing of the URL's query or user`() {
        let url = "https://name:password@host/path?token=abcdef#part"
        #expect(
            Failure.withoutSecrets(of: url, in: "cannot load /path?token=abcdef as name:password")
                == "cannot load /path?••• as •••")
        #expect(Failure.withoutSecrets(of: "http://host/?a", in: "a short query") == "a short query")
    }
}
