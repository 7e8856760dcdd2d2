// What holds for every URL, whatever the text.
import Addresses
import CLibcurl
import Support
import Testing

@Suite struct WebURLPropertyTests {
    private static let pieces = [
        "http", "https", ":", "/", "//", "\\", "?", "#", "@", ".", "..", "%", "%2e", "%00", "[", "]", "::1", "a", "b.c",
        "127.0.0.1", "0x", "80", "99999", " ", "\t", "\n", "\r\n", "\u{0}", "\u{7F}", "\u{E4}", "\u{1F600}", "\u{FEFF}",
        "\u{202E}", "xn--", "-", "_", "&", "=", "+", ";", "\"", "'", "<", "{", "|", "^", "`", "$", "edu.example",
        "user:pw",
    ]

    private func junk(_ random: inout SeededGenerator) -> String {
        let opening =
            ["", "http://", "https://edu.example", "http://edu.example/", "//"].randomElement(using: &random) ?? ""
        return (0..<Int.random(in: 0...12, using: &random)).reduce(opening) { text, _ in
            text + (Self.pieces.randomElement(using: &random) ?? "")
        }
    }

    @Test(arguments: [FuzzSeed.value])
    func `any text gives a normalised URL or an error, and normalising again changes nothing`(
        seed: UInt64
    ) throws {
        var random = SeededGenerator(seed: seed)
        let base = try WebURL("https://edu.example:8443/a/b/c?d=e")
        var accepted = 0
        for _ in 0..<20_000 {
            let text = junk(&random)
            for url in [try? WebURL(text), try? base.resolving(text)].compactMap({ $0 }) {
                accepted += 1
                // One expectation for all: each costs more than what it looks at.
                #expect(try faults(url) == [], "seed \(seed): \(text)")
            }
        }
        #expect(accepted > 2_000)
    }

    /// What a normalised URL does not keep to.
    private func faults(_ url: WebURL) throws -> [String] {
        let again = try WebURL(url.text)
        var faults: [String] = []
        func hold(_ rule: String, _ holds: Bool) {
            if !holds { faults.append(rule) }
        }
        hold("normalising again changes nothing", again.text == url.text)
        hold("equal texts are equal URLs", again == url && again.hashValue == url.hashValue)
        hold("its parts stay", again.host == url.host && again.origin == url.origin && again.path == url.path)
        hold("printable ASCII", url.text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") })
        hold("no backslash in the path", !url.path.utf8.contains(UInt8(ascii: "\\")))
        hold("the path begins with a slash", url.path.hasPrefix("/"))
        hold("an empty reference leads to itself", try url.resolving("") == url)
        return faults
    }

    @Test(arguments: [FuzzSeed.value]) func `a URL is the same, whether its origin was known or not`(seed: UInt64)
        throws
    {
        var random = SeededGenerator(seed: seed)
        let bases = [
            "http://edu.example/", "https://edu.example:8443/a", "http://edu.example.:80/a?b",
            "http://u:p@edu.example/",
            "http://[::1]/x",
        ]
        let openings = ["http://edu.example", "https://edu.example:8443", "http://[::1]", "http://edu.example.", "//"]
        let pieces = [
            "/", "a", ".", "..", "%2e", "%2F", "?", "=", "&", "#", "\\", " ", "\u{E4}", "\"", "|", "\n", "~", ":@",
        ]
        var seen = 0
        for _ in 0..<20_000 {
            let known = try WebURL(bases.randomElement(using: &random) ?? "")
            var text = (openings.randomElement(using: &random) ?? "") + "/"
            for _ in 0..<Int.random(in: 0...8, using: &random) { text += pieces.randomElement(using: &random) ?? "" }
            if Bool.random(using: &random) {
                text += "?t=%2F" + String(repeating: "x", count: Int.random(in: 60...66, using: &random))
            }
            let parsed = WebURL.read(text)
            let near = WebURL.Reading { () throws(WebURL.Fault) in try WebURL(text, near: known) }
            #expect(near == parsed, "seed \(seed): \(text)")
            guard let near = try? near.get(), let parsed = try? parsed.get() else { continue }
            seen += 1
            #expect(
                facts(near) == facts(parsed), "seed \(seed): \(text) near \(known.text)")
        }
        #expect(seen > 10_000)
    }

    @Test(arguments: [FuzzSeed.value]) func `a URL is the same, whether its query was written in it or put into it`(
        seed: UInt64
    ) throws {
        var random = SeededGenerator(seed: seed)
        let bases = [
            "http://edu.example", "http://edu.example/a b/../c", "https://edu.example:8443/%2e/%41", "http://[::1]/x",
            "http://u:p@edu.example./y?" + String(repeating: "q", count: 65),
        ]
        let pieces = ["a", "=", "&", "?", "/", "%41", "%", "#", " ", "+", "\u{E4}", "\"", "'", "\n", "\\", "|", "{"]
        var (replaced, refused) = (0, 0)
        for _ in 0..<5_000 {
            let base = bases.randomElement(using: &random) ?? ""
            let count = Int.random(in: 0...(Bool.random(using: &random) ? 4 : 90), using: &random)
            let query = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            guard let url = try WebURL(base).replacingQuery(with: query) else {
                refused += 1
                continue
            }
            replaced += 1
            let written = try WebURL(base.prefix { $0 != "?" } + "?" + query)
            #expect(url == written && url.query == written.query, "seed \(seed): \(base) ? \(query)")
            // libcurl gets the query as a part of the target alone.
            let bare = try WebURL(String(base.prefix { $0 != "?" }))
            #expect(url.target == "\(bare.path)?\(query)" && facts(url).suffix(6) == facts(bare).suffix(6))
        }
        #expect(replaced > 1_000 && refused > 500)
        #expect(try WebURL("http://edu.example/?a").replacingQuery(with: "b") == nil)
    }

    /// Everything that a URL says of itself, and what libcurl says of its parsed form.
    private func facts(_ url: WebURL) -> [String?] {
        let parts = [CURLUPART_SCHEME, CURLUPART_HOST, CURLUPART_PORT, CURLUPART_PATH, CURLUPART_QUERY, CURLUPART_USER]
        return [
            url.text, url.scheme, url.host, String(url.port), url.hostPort, url.origin, url.path, url.query,
            url.userInformation, url.parsedText, url.target,
        ]
            + parts.map { part in
                var text: UnsafeMutablePointer<CChar>?
                guard curl_url_get(url.handle, part, &text, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK, let text else {
                    return nil
                }
                defer { curl_free(text) }
                return String(cString: text)
            }
    }

    @Test(arguments: [FuzzSeed.value]) func `resolving agrees with libcurl where both take a reference`(
        seed: UInt64
    ) throws {
        var random = SeededGenerator(seed: seed)
        let bases = [
            "http://edu.example/", "http://edu.example/a/b/c?d", "https://edu.example:8443/a/", "http://[::1]/x/y",
        ]
        let openings = [
            "", "/", "//other.example/", "//other.example:8080/", "https://other.example/", "./", "../", "../../",
        ]
        let segments = [".", "..", "a", "bc", "d=e", "%61", "~", "x:y", "..."]
        for _ in 0..<10_000 {
            let base = bases.randomElement(using: &random) ?? ""
            let path = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                segments.randomElement(using: &random) ?? ""
            }
            let ending = ["", "/", "?q", "?q=/../r", "#f", "?q#f"].randomElement(using: &random) ?? ""
            let reference = (openings.randomElement(using: &random) ?? "") + path.joined(separator: "/") + ending
            // Without a slash before it the colon ends a scheme for both.
            guard !reference.hasPrefix("x:y"), let theirs = byLibcurl(reference, base) else { continue }
            #expect(try WebURL(base).resolving(reference).text == theirs, "seed \(seed): \(reference) from \(base)")
        }
    }

    /// Where libcurl goes from `base`, without the fragment; nil if nowhere. Cases in which libcurl 7.88 deviates from
    /// the standards are not compared: an empty query, a reference that is empty or only a fragment, `.//`.
    private func byLibcurl(_ reference: String, _ base: String) -> String? {
        guard let handle = curl_url() else { return nil }
        defer { curl_url_cleanup(handle) }
        guard curl_url_set(handle, CURLUPART_URL, base, 0) == CURLUE_OK,
            curl_url_set(handle, CURLUPART_URL, reference, 0) == CURLUE_OK,
            curl_url_set(handle, CURLUPART_FRAGMENT, nil, 0) == CURLUE_OK
        else { return nil }
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, CURLUPART_URL, &text, UInt32(CURLU_NO_DEFAULT_PORT)) == CURLUE_OK, let text else {
            return nil
        }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
