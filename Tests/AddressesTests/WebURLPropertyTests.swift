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
                let again = try WebURL(url.text)
                #expect(again.text == url.text, "seed \(seed): \(text)")
                #expect(again == url && again.hashValue == url.hashValue)
                #expect([again.host, again.origin, again.path] == [url.host, url.origin, url.path])
                #expect(url.text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }, "\(text)")
                #expect(!url.path.utf8.contains(UInt8(ascii: "\\")) && url.path.hasPrefix("/"))
                #expect(try url.resolving("") == url)
            }
        }
        #expect(accepted > 2_000)
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
