// Pages of all sizes, codings and character sets.
import Foundation
import Measuring
import Support
import Testing

extension RealServerTests {
    @Test func `a value at the end of 200 KB is found, however the page comes`() async throws {
        let walk = try await site.walk(
            """
              - request: GET \(site[.https])/pages/large/?kb=200
                name: large
                extract: { last: { html: "//input[@name='last']/@value" } }
                check: [ size > 200000, size < 300000, header content-type contains html ]
              - request: GET \(site[.https])/echo/large
                query: { last: "${last}" }
              - request: GET \(site[.plainTLS])/pages/chunked/?parts=20
                name: chunked
                extract: { end: { html: "//a[@id='end']/@href" }, part: { regex: 'class="part">(19)<' } }
              - request: GET \(site[.https])${end}
                name: by its link
                query: { part: "${part}" }
            """, participants: 5)
        let large = try walk.step("large")
        // gzip: a fraction crosses the wire.
        #expect(large.bytesIn > 5 * 500 && large.bytesIn < 5 * 50_000)
        #expect(walk.front.filter { $0.target.hasPrefix("/pages/large") }.allSatisfy { $0.coding == "gzip" })
        let echoes = walk.echoes
        #expect(echoes.count { $0["query"] == [["last", "found \"it\" & kept"]] } == 5)
        #expect(echoes.count { $0["query"] == [["chunked", "1"], ["parts", "all"], ["part", "19"]] } == 5)
    }

    @Test(arguments: ["gzip", "deflate", "br", "zstd"])
    func `a page is read in the coding in which it comes`(coding: String) async throws {
        let walk = try await site.walk(
            """
              - request: GET \(site[.https])/pages/encoded/\(coding)/
                name: page
                check: [ 'body contains "Encoded: \(coding)"', header content-encoding == \(coding), size > 20000 ]
                extract: { last: { html: "//input[@name='last']/@value" } }
            """, participants: 2)
        #expect(walk.seen.map { $0.note?["coding"] } == [.text(coding), .text(coding)])
        #expect(try walk.step("page").bytesIn < 2 * 20_000)
    }

    @Test func `without compression nothing is asked for, and nothing comes`() async throws {
        let walk = try await site.walk(
            """
              - request: GET \(site[.https])/pages/large/?kb=30
                name: page
                check: [ size > 30000 ]
            """, participants: 1, target: "compression: false")
        #expect(walk.seen.allSatisfy { $0.acceptEncoding == nil })
        #expect(try walk.step("page").bytesIn > 30_000)
    }

    @Test(arguments: [
        ("windows-1251", "header", "Привет, Участник"), ("windows-1251", "page", "Привет, Участник"),
        ("koi8-r", "page", "Привет, Участник"), ("iso-8859-1", "header", "Grüße, Schülerin"),
        ("utf-8", "page", "Привет, Участник"),
    ])
    func `a page is read in its own character set`(charset: String, told: String, text: String) async throws {
        let walk = try await site.walk(
            """
              - request: GET \(site[.https])/pages/charset/\(charset)/?told=\(told)
                extract: { greeting: { html: "//p[@id='greeting']" } }
                check: [ 'body contains "\(text)"' ]
              - request: GET \(site[.https])/echo/
                query: { greeting: "${greeting}" }
            """, participants: 1)
        #expect(walk.echoes.map { $0["query"] } == [[["greeting", .text(text)]]])
    }

    // Without compression, so that nginx sends a length: the framing of chunks is in its count and not in libcurl's.
    @Test func `the bytes of HTTP 1.1 are counted as nginx counts them`() async throws {
        let walk = try await site.walk(
            """
              - request: GET \(site[.plainTLS])/files/leaflet.txt
                name: file
              - request: POST \(site[.plainTLS])/echo/bytes
                name: form
                form: { a: "${participant.email}" }
            """, participants: 5, target: "compression: false")
        for (name, path) in [("file", "/files/leaflet.txt"), ("form", "/echo/bytes")] {
            let step = try walk.step(name)
            let lines = walk.front.filter { $0.target == path }
            #expect(step.bytesIn == lines.reduce(0) { $0 + $1.bytes }, "\(name)")
            #expect(step.bytesOut == lines.reduce(0) { $0 + $1.received }, "\(name)")
        }
    }
}
