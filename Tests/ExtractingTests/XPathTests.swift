import Testing

// Which expressions are accepted, and what is said about the others.
@testable import Extracting

struct XPathTests {
    @Test(arguments: [
        "//input[@name='csrf_token']/@value", "//iframe[@id=\"userplayer\"]/@src", "count(//a)", "string(//title)",
        "id('main')", "//p[last()]", "//a | //b", "//div and //div", "//mod mod mod", "/html/body/*", "//*[. * 2 = 4]",
        "normalize-space(//h1)", "concat('a', \"b\", //c)", "//a[contains(., 'x') and not(@href)]/text()", "..",
        "1 div 2",
        "//a[position() < 3]/ancestor-or-self::node()", "//comment()", "substring(//a, 2)", "'a(b)'", "//é",
        "//form[count(.//input[@type='password'])=1]//input[@name='t']/@value", "//processing-instruction('x')",
    ])
    func `An expression is accepted as written`(text: String) throws {
        #expect(try XPath(text).text == text)
    }

    @Test(
        arguments: [
            ("", "something is missing or out of place", 0), ("//", "something is missing or out of place", 2),
            ("//a[", "something is missing or out of place", 4), ("//a[@b", "a condition in [ ] is incomplete", 6),
            ("//a[@b='c]", "a text has no closing quote", 10), ("//a)", "something is missing or out of place", 3),
            ("foo(//a)", "it calls “foo”, which is no function of XPath 1.0", 0),
            ("//a[matches(., 'x')]", "it calls “matches”, which is no function of XPath 1.0", 4),
            ("//a[contains(.)]", "contains() takes 2 values", 4), ("count()", "count() takes one value", 0),
            ("//é[last(1)]", "last() takes 0 values", 4), ("concat('a')", "concat() takes 2 or more values", 0),
            ("//a[substring(., 1, 2, 3)]", "substring() takes 2 to 3 values", 4),
            ("//x::a", "“x” is no axis of XPath 1.0", 2), ("//svg:path", "there are no namespaces in pages: svg:", 2),
            ("//a[@b=$c]", "there are no variables in it: $c", 7),
            ("count('a')", "it uses a value as something that it is not", nil),
            ("//a | 'b'", "it uses a value as something that it is not", nil),
        ] as [(String, String, Int?)])
    func `A wrong expression is refused in plain words, with the place`(text: String, complaint: String, offset: Int?) {
        let fault = #expect(throws: XPathFault.self) { try XPath(text) }
        #expect(fault?.complaint == complaint)
        #expect(fault?.offset == offset)
        #expect(fault?.text == text)
    }

    @Test(arguments: [
        String(repeating: "(", count: 4000), String(repeating: "//a[", count: 1000),
        String(repeating: "-", count: 4000),
        String(repeating: "a/", count: 2000) + "a", String(repeating: "a|", count: 2000) + "a", "a\0b",
        String(repeating: "x", count: 5000),
        String(repeating: "not(", count: 800) + "1" + String(repeating: ")", count: 800),
    ])
    func `An expression that is made to be hard is accepted or refused, and does no harm`(text: String) {
        do throws(XPathFault) { _ = try XPath(text) } catch { #expect(!error.description.isEmpty) }
    }

    @Test func `The message says where`() {
        let fault = #expect(throws: XPathFault.self) { try XPath("//a[") }
        #expect(
            fault?.description
                == "“//a[” is not a valid XPath expression: something is missing or out of place, at its end")
        let other = #expect(throws: XPathFault.self) { try XPath("//a[b()]") }
        #expect(
            other?.description
                == "“//a[b()]” is not a valid XPath expression: it calls “b”, which is no function of XPath 1.0, at character 5"
        )
    }

    @Test func `Two expressions are equal if their texts are`() throws {
        #expect(try XPath("//a") == XPath("//a"))
        #expect(try XPath("//a") != XPath("//a "))
        #expect(try Set([XPath("//a"), XPath("//a"), XPath("//b")]).count == 2)
    }

    @Test(
        arguments: [
            ("//a|//b", ["//a", "//b"]), ("//a[b|c]", ["//a[b|c]"]), ("(//a|//b)[1]", ["(//a|//b)[1]"]),
            ("count(//a|//b)", ["count(//a|//b)"]), ("//a['|'] | b", ["//a['|'] ", " b"]),
            ("//a = //b|//c", ["//a = //b|//c"]),
        ] as [(String, [String])])
    func `Only a union of nodes is taken apart`(text: String, parts: [String]) throws {
        #expect(try XPath(text).parts == parts)
    }

    @Test(
        arguments: [
            ("input", "input"), ("input[name=_csrf]", "input"), (" input/@value", "input"), ("title | h1", "title"),
            ("HTML/body", "HTML"), ("div.total", "div.total"), ("html/body", nil), ("/html", nil), ("//input", nil),
            ("(input)", nil), ("*", nil), (".", nil), ("@value", nil), ("descendant::input", nil), ("string(//a)", nil),
            ("input | //a", nil), ("input or //a", nil), ("text()", nil),
        ] as [(String, String?)])
    func `a path that begins beside html is told from others`(text: String, element: String?) throws {
        let path = try XPath(text)
        #expect(path.elementMissingAtRoot == element)
        let page = try HTMLPage(
            "<html><head><title>a</title></head><body><input name=_csrf value=b></body></html>")
        if element != nil { #expect(try page.value(of: path) == nil) }
    }
}
