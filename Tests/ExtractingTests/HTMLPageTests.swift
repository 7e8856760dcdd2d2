import Foundation
import Support
import Testing

// Values out of pages: what is found in pages as they are written, and that no page does harm.
@testable import Extracting

struct HTMLPageTests {
    private static let page = """
        <!DOCTYPE html>
        <html><head><title>My &amp; your courses</title><meta charset="utf-8">
        <script>if (1 < 2) { document.write("<p class='no'>"); }</script></head>
        <body id=top><H1>Courses  of\tyours</H1>
        <form action="/login?a=1&amp;b=2" method=POST>
        <input type="hidden" name="csrf_token" value="a&quot;b&#39;c&eacute;&#x1F600;&nbsp;">
        <input name=email disabled><input type=password name=password>
        </form>
        <ul><li>One<li>Two<li data-n='3'>Th<b>re</b>e</ul>
        <table><tr><td>cell</table>
        <iframe id=userplayer src='https://edu.example/r/1?x=1&y=2&copy=3'></iframe>
        <p title="">empty</p><br/><custom-tag x>own</custom-tag><svg viewBox="0 0 1 1"><path d="M0"/></svg>
        <!-- <p>comment</p> -->
        </body></html>
        """

    @Test(
        arguments: [
            ("//input[@name='csrf_token']/@value", "a\"b'cé😀\u{A0}"), ("//title", "My & your courses"),
            ("//title/text()", "My & your courses"), ("//h1", "Courses  of\tyours"),
            ("//form/@action", "/login?a=1&b=2"),
            ("//iframe[@id='userplayer']/@src", "https://edu.example/r/1?x=1&y=2&copy=3"), ("//li", "One"),
            ("//li[3]", "Three"), ("//li[@data-n]/@data-n", "3"), ("count(//li)", "3"), ("//li[last()]/b", "re"),
            ("//td", "cell"), ("string(//li[2])", "Two"), ("//p/@title", ""), ("//p", "empty"), ("//nothing", nil),
            ("//p[@class='no']", nil), ("//custom-tag", "own"), ("//svg/@viewbox", "0 0 1 1"), ("//path/@d", "M0"),
            ("boolean(//form)", "true"), ("boolean(//nothing)", "false"), ("//input[@disabled]/@name", "email"),
            ("id('userplayer')/@src", "https://edu.example/r/1?x=1&y=2&copy=3"), ("name(id('top'))", "body"),
            ("//comment()", " <p>comment</p> "), ("//H1", nil), ("string(//nothing)", ""), ("1 div 0", "Infinity"),
            ("//td/preceding::*", "My & your courses"), ("//td | //title | //li", "My & your courses"),
            ("//td | //nothing", "cell"), ("//li[3]/preceding-sibling::li", "One"),
            ("//td/ancestor::*[last()]/@id", nil),
        ] as [(String, String?)])
    func `An expression finds its first value in the order of the page`(path: String, value: String?) throws {
        if path == "//td/preceding::*" {
            // The first in the order of the page, although the axis goes backwards: the head.
            #expect(try HTMLPage(Self.page).value(of: XPath(path))?.hasPrefix("My & your courses") == true)
        } else {
            #expect(try HTMLPage(Self.page).value(of: XPath(path)) == value)
        }
    }

    @Test func `Several values come from one page, in the order asked for`() throws {
        let paths = try ["//form/@action", "//nothing", "count(//a)"].map { try XPath($0) }
        #expect(try HTMLPage.values(of: paths, in: Array(Self.page.utf8)) == ["/login?a=1&b=2", nil, "0"])
    }

    @Test func `A page can be read on any number of threads at once`() async throws {
        let path = try XPath("//input[contains(@name, 'csrf')]/@value")
        let page = Array(Self.page.utf8)
        let values = try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<200 { group.addTask { try HTMLPage.values(of: [path], in: page)[0] } }
            return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        #expect(values == ["a\"b'cé😀\u{A0}": 200])
    }

    @Test(
        arguments: [
            ("", "count(//*)", "0"), (" \n", "count(//*)", "0"), ("text", "//p", "text"), ("<", "count(//p)", "0"),
            ("<a", "count(//a)", "1"), ("<a href", "count(//a)", "1"), ("<a href='x", "//a/@href", "x"),
            ("<a href='x'", "//a/@href", "x"), ("<a href='x'>y", "//a", "y"), ("<p>&", "//p", "&"),
            ("<p>&amp", "count(//p)", "1"), ("<p>&nothing;", "//p", "&nothing;"), ("<p>&#", "//p", ""),
            ("<p>&#99999999999;x", "//p", "x"), ("<a b='&#0;c'>", "//a/@b", ""), ("<p>a\0b", "//p", "a\u{FFFD}b"),
            ("<a b='a\0b'>", "//a/@b", "a\u{FFFD}b"), ("<p>a\r\nb", "//p", "a\r\nb"), ("<!--", "count(//p)", "0"),
            ("<script>x", "//script", "x"), ("<script>a</b></script>", "//script", "a</b>"),
            ("<p>\u{1}x", "//p", "x"), ("</p></div></html>x", "//p", "x"), ("<?php x ?><p>y", "//p", "y"),
            ("<html><html><body><body><p>x", "//p", "x"), ("<![CDATA[x]]><p>y", "//p[last()]", "y"),
            ("<p>x\u{FFFE}\u{FFFF}y", "//p", "xy"), ("<a b=1 B=2>", "//a/@b", "1"), ("<a =x>y", "//a", "y"),
        ] as [(String, String, String)])
    func `A broken page is read as far as it goes`(page: String, path: String, value: String) throws {
        #expect(try HTMLPage(page).value(of: XPath(path)) == value)
    }

    @Test(
        arguments: [
            ("depth", String(repeating: "<div>", count: 100_000), .tooDeep),
            ("depth of unknown elements", String(repeating: "<x>", count: 100_000), .tooDeep),
            ("elements", String(repeating: "<p>", count: 300_000), .tooManyNodes),
            ("texts", String(repeating: "<br>x", count: 60_000), .tooManyNodes),
            ("comments", String(repeating: "<!---->", count: 200_000), .tooManyNodes),
            (
                "attributes", "<a " + (0..<300_000).map { "a\($0)=1" }.joined(separator: " ") + ">", .tooManyNodes
            ),
            (
                "the same attributes",
                "<a " + (0..<1_600_000).map { "a\($0 % 1400)" }.joined(separator: " ") + ">", .tooMuchWork
            ),
            (
                "end tags", String(repeating: "<div>", count: 1000) + String(repeating: "</x>", count: 1_000_000),
                .tooMuchWork
            ),
            ("size", String(repeating: "x", count: HTMLPage.sizeLimit + 1), .tooLarge),
        ] as [(String, String, HTMLFault)])
    func `A page that is made to cost much is refused`(name: String, page: String, fault: HTMLFault) {
        // What it costs is limited in libxml2's own steps. Without the limits most of these take minutes to hours, and the
        // suite would not end.
        #expect(throws: fault) { _ = try HTMLPage(page).value(of: XPath("//a")) }
    }

    @Test func `What is large without harm is read`() throws {
        let attribute = "<a href='" + String(repeating: "x", count: 3_000_000) + "'>"
        #expect(try HTMLPage(attribute).value(of: XPath("//a/@href"))?.utf8.count == 3_000_000)
        let entities =
            "<p title='" + String(repeating: "&amp;", count: 300_000) + "'>" + String(repeating: "&lt;", count: 300_000)
        let values = try HTMLPage(entities).values(of: [XPath("//p/@title"), XPath("//p")])
        #expect(values.map { $0?.utf8.count } == [300_000, 300_000])
        let deep = String(repeating: "<div>", count: 1000) + "x"
        #expect(try HTMLPage(deep).value(of: XPath("count(//div)")) == "1000")
        let nul = String(repeating: "\0", count: 300_000)
        #expect(try HTMLPage(nul).value(of: XPath("string-length(//p)")) == "300000")
    }

    @Test(arguments: [
        "//p[count(preceding::p) > 20000]", "//p[. = //p[. = 'y']]", "count(//p//text()[count(//p) > 0])",
        "string(//p[//p[//p = 'z'] = 'z'])",
    ])
    func `An expression that takes too many operations is ended, and the next one works`(path: String) throws {
        let page = try HTMLPage(String(repeating: "<p>x</p>", count: 20_000))
        #expect(throws: HTMLFault.tooManyOperations(path)) { try page.value(of: XPath(path)) }
        #expect(try page.value(of: XPath("count(//p)")) == "20000")
    }

    @Test func `A path without conditions is held to the same limit`() throws {
        // libxml2 evaluates it in another way.
        let page = try HTMLPage(String(repeating: "<p>x</p>", count: 20_000))
        #expect(try page.value(of: XPath("//p")) == "x")
    }

    @Test func `A large union is not compared pair by pair`() throws {
        let page = try HTMLPage(String(repeating: "a<br>", count: 45_000))
        #expect(try page.values(of: [XPath("//br | //text()"), XPath("//text() | //br")]) == ["a", "a"])
    }

    @Test func `An expression that meets a value of the wrong type is told`() throws {
        #expect(throws: HTMLFault.self) { try HTMLPage("<p>x").value(of: XPath("//p[count(string(.)) = 1]")) }
    }

    @Test(arguments: [FuzzSeed.value]) func `A page is the same in whatever pieces libxml2 gets it`(seed: UInt64) throws
    {
        var random = SeededGenerator(seed: seed)
        let paths = try Self.looks.map { try XPath($0) }
        for _ in 0..<150 {
            let page = String(decoding: Self.mutated(&random), as: UTF8.self)
            let whole = try HTMLPage(page, piece: 0).values(of: paths)
            // It asks for 4,000 bytes at a time and looks ahead at most 250.
            for piece in [64, 250, 1024] {
                #expect(try HTMLPage(page, piece: piece).values(of: paths) == whole, "seed \(seed), \(piece): \(page)")
            }
        }
    }

    @Test(arguments: [FuzzSeed.value]) func `No mutilated page does harm`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let paths = try Self.looks.map { try XPath($0) }
        for _ in 0..<1500 {
            let bytes = Self.mutated(&random)
            let type =
                [nil, "text/html", "text/html; charset=windows-1251", "text/html;charset=utf-16"]
                .randomElement(using: &random) ?? nil
            let page = try HTMLPage(bytes, contentType: type)
            let values = try page.values(of: paths)
            #expect(try page.values(of: paths) == values, "seed \(seed)")
            _ = LogInForm.find(in: page)
        }
        for _ in 0..<1500 {
            let noise = (0..<Int.random(in: 0..<200, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            _ = try HTMLPage.values(of: paths, in: noise)
        }
    }

    private static let looks = [
        "//input[@name='csrf_token']/@value", "//iframe/@src", "string(/)", "count(//*)", "count(//@*)",
        "//li[2] | //td",
        "//*[@id][last()]", "//comment()", "id('userplayer')/@src",
    ]

    private static func mutated(_ random: inout SeededGenerator) -> [UInt8] {
        var bytes = Array(page.utf8)
        let snippets = [
            "<", ">", "</", "\"", "'", "=", "&", "&#", "&#x", ";", "<!--", "-->", "<script>", "</script>", "<table>",
            "<form>",
            "<p ", "\0", "<![CDATA[", "<?", "<!DOCTYPE", "é", "😀", "\u{FEFF}", "<select><option>", "</body>", "<style>",
        ]
        for _ in 0..<Int.random(in: 0...8, using: &random) where !bytes.isEmpty {
            let at = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...40, using: &random)))
            case 2: bytes.insert(contentsOf: (snippets.randomElement(using: &random) ?? "").utf8, at: at)
            case 3:
                bytes.insert(
                    contentsOf: bytes[at..<min(bytes.count, at + 200)], at: Int.random(in: 0...at, using: &random))
            case 4: if Int.random(in: 0..<4, using: &random) == 0 { bytes.removeSubrange(at...) }
            default: bytes.swapAt(at, Int.random(in: 0..<bytes.count, using: &random))
            }
        }
        return bytes
    }
}
