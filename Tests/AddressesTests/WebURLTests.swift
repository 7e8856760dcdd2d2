// URLs as people and servers write them, and what a browser makes of them.
import Addresses
import Testing

@Suite struct WebURLTests {
    @Test(arguments: [
        ("http://edu.example", "http://edu.example/"),
        ("HTTP://EDU.Example:80/Room", "http://edu.example/Room"),
        ("https://edu.example:443/", "https://edu.example/"),
        ("https://edu.example:80/", "https://edu.example:80/"),
        ("http://edu.example:/x", "http://edu.example/x"),
        ("  \t http://edu.example/a \n", "http://edu.example/a"),
        ("\u{FEFF}http://edu.example/a", "http://edu.example/a"),
        ("ht\ntp://edu.ex\tample/a\r\nb", "http://edu.example/ab"),
        ("http:\\\\edu.example\\a\\b", "http://edu.example/a/b"),
        ("http:edu.example/a", "http://edu.example/a"),
        ("http:/edu.example/a", "http://edu.example/a"),
        ("http:////edu.example/a", "http://edu.example/a"),
        ("http://edu.example/room/abc?name=Ann Lee", "http://edu.example/room/abc?name=Ann%20Lee"),
        (
            "http://edu.example/R\u{E4}ume/\u{1F600}?n=J\u{FC}rgen",
            "http://edu.example/R%C3%A4ume/%F0%9F%98%80?n=J%C3%BCrgen"
        ),
        ("http://edu.example/a b/{c}?q={\"d\"}|'e'", "http://edu.example/a%20b/%7Bc%7D?q={%22d%22}|%27e%27"),
        ("http://edu.example/100%/%zz?50%", "http://edu.example/100%/%zz?50%"),
        ("http://edu.example/a/./b/../c/%2e%2E/d", "http://edu.example/a/d"),
        ("http://edu.example/../../a/..", "http://edu.example/"),
        ("http://edu.example/a//b/", "http://edu.example/a//b/"),
        ("http://edu.example?x=/../y", "http://edu.example/?x=/../y"),
        ("http://edu.example/a#secret", "http://edu.example/a"),
        ("http://edu.example#?x", "http://edu.example/"),
        ("http://edu.example./a", "http://edu.example./a"),
        ("http://%65du.example/", "http://edu.example/"),
        ("http://b\u{FC}cher.example/", "http://xn--bcher-kva.example/"),
        ("http://B\u{DC}CHER.example/", "http://xn--bcher-kva.example/"),
        ("http://127.1/", "http://127.0.0.1/"),
        ("http://0x7f.0.0.1:8080/", "http://127.0.0.1:8080/"),
        ("http://[::0001]:8080/", "http://[::1]:8080/"),
        ("http://[2001:DB8::A]/", "http://[2001:db8::a]/"),
        ("http://user:pa ss@w@edu.example/", "http://user:pa%20ss%40w@edu.example/"),
        ("http://under_score.example/", "http://under_score.example/"),
    ])
    func `a URL is parsed as in a browser`(written: String, normalised: String) throws {
        #expect(try WebURL(written).text == normalised)
    }

    @Test(arguments: [
        ("", WebURL.Fault.scheme), ("edu.example", .scheme), ("//edu.example/", .scheme), ("/room", .scheme),
        ("ftp://edu.example/", .scheme), ("javascript:alert(1)", .scheme), ("localhost:8080", .scheme),
        ("http:", .host), ("http://", .host), ("http://?x", .host), ("http://:80/", .host), ("http://user@/", .host),
        ("http://edu .example/", .host), ("http://edu..example/", .host), ("http://-edu.example/", .host),
        ("http://edu<.example/", .host), ("http://[::1/", .host), ("http://[::g]/", .host),
        ("http://1.2.3.4.5/", .host),
        ("http://256.1.1.1/", .host), ("http://edu.42/", .host), ("http://[fe80::1%25eth0]/", .host),
        ("http://\(String(repeating: "a", count: 64)).example/", .host),
        ("http://edu.example:port/", .port), ("http://edu.example:0/", .port), ("http://edu.example:65536/", .port),
        ("http://edu.example:80:80/", .port), ("http://edu.example:-1/", .port),
    ])
    func `a URL that no browser requests is rejected with a reason`(written: String, fault: WebURL.Fault) {
        #expect(throws: fault) { try WebURL(written) }
    }

    @Test(arguments: [
        ("/room/abc?name=Ann Lee", "http://edu.example/room/abc?name=Ann%20Lee"),
        ("/R\u{E4}ume", "http://edu.example/R%C3%A4ume"),
        ("\u{FEFF}/room", "http://edu.example/room"),
        ("", "http://edu.example/a/b?q=1"),
        ("#part", "http://edu.example/a/b?q=1"),
        ("?x=2#part", "http://edu.example/a/b?x=2"),
        ("c", "http://edu.example/a/c"),
        ("./c", "http://edu.example/a/c"),
        ("../c", "http://edu.example/c"),
        ("../../../c", "http://edu.example/c"),
        (".", "http://edu.example/a/"),
        ("..", "http://edu.example/"),
        ("c/./d/../e?f", "http://edu.example/a/c/e?f"),
        ("//other.example/c", "http://other.example/c"),
        ("\\\\other.example\\c", "http://other.example/c"),
        ("/\\other.example/c", "http://other.example/c"),
        ("///other.example/c", "http://other.example/c"),
        ("https://other.example", "https://other.example/"),
        ("https:c", "https://c/"),
        ("http:c", "http://edu.example/a/c"),
        ("http:/c", "http://edu.example/c"),
        ("http://", "http://"),
        ("c:d", "c:d"),
        ("./c:d", "http://edu.example/a/c:d"),
        ("/x?next=http://evil.example/", "http://edu.example/x?next=http://evil.example/"),
        (" /c ", "http://edu.example/c"),
    ])
    func `a reference is resolved as in a browser`(reference: String, target: String) throws {
        let base = try WebURL("http://edu.example/a/b?q=1#part")
        #expect((try? base.resolving(reference).text) ?? reference == target)
    }

    @Test(arguments: [
        (Array("/caf\u{E9}".utf8), "http://a/caf%C3%A9"), (Array("/caf".utf8) + [0xE9, 0x20], "http://a/caf%E9"),
    ])
    func `a header's bytes are sent on, whatever their encoding`(header: [UInt8], target: String) throws {
        #expect(try WebURL("http://a/b").resolving(WebURL.reference(header)).text == target)
    }

    // RFC 3986 section 5.4.
    @Test(arguments: [
        ("//g", "http://g/"), ("/g", "http://a/g"), ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"),
        ("g/", "http://a/b/c/g/"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"),
        ("#s", "http://a/b/c/d;p?q"),
        ("g#s", "http://a/b/c/g"), ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"), ("..", "http://a/b/"),
        ("../g", "http://a/b/g"), ("../..", "http://a/"), ("../../../g", "http://a/g"), ("/./g", "http://a/g"),
        ("/../g", "http://a/g"), ("g;x=1/../y", "http://a/b/c/y"), ("g?y/../x", "http://a/b/c/g?y/../x"),
        ("g.", "http://a/b/c/g."), ("..g", "http://a/b/c/..g"), ("./g/.", "http://a/b/c/g/"),
        ("http:g", "http://a/b/c/g"),
    ])
    func `a reference is resolved as the RFC's examples are`(reference: String, target: String) throws {
        #expect(try WebURL("http://a/b/c/d;p?q").resolving(reference).text == target)
    }

    @Test func `two spellings of one URL are equal`() throws {
        #expect(try WebURL("HTTP://Edu.Example:80/a b") == WebURL("http://edu.example/a%20b#c"))
        #expect(try WebURL("http://edu.example/a") != WebURL("https://edu.example/a"))
        #expect(try WebURL("http://edu.example/a?") != WebURL("http://edu.example/a"))
    }

    @Test func `the shown form omits user information, query and fragment`() throws {
        let url = try WebURL("https://ann:pa55word@edu.example:8443/room/1?accessToken=s3cr3t#s3cr3t")
        #expect(url.shown == "https://edu.example:8443/room/1")
        #expect("\(url)" == url.shown)
        #expect(url.origin == "https://edu.example:8443")
        #expect(url.hostPort == "edu.example:8443")
        #expect(url.query == "accessToken=s3cr3t")
        #expect(
            url.hidingSecrets(in: "cannot get accessToken=s3cr3t of ann:pa55word@edu.example")
                == "cannot get ••• of •••@edu.example")
    }

    @Test(arguments: [
        ("http://edu.example", "http://edu.example/v1/token"), ("http://edu.example/", "http://edu.example/v1/token"),
        ("HTTP://edu.example:80/api/", "http://edu.example/api/v1/token"),
        ("http://edu.example//", "http://edu.example/v1/token"),
        ("http://edu.example/api//", "http://edu.example/api/v1/token"),
    ])
    func `a path can be appended to a base`(base: String, whole: String) throws {
        let url = try BaseURL(base)
        #expect(try url.appending("/v1/token").get().text == whole)
        #expect(url.text + "/v1/token" == whole)
        #expect(try url == BaseURL(url.text) && url.url == WebURL(url.text))
    }

    @Test(arguments: [
        ("http://ann@edu.example", WebURL.Fault.userInformation), ("http://edu.example/?x", .queryOrFragment),
        ("http://edu.example/#x", .queryOrFragment), ("edu.example", .scheme), ("http:///", .host),
    ])
    func `nothing can be appended to what is no base`(text: String, fault: WebURL.Fault) {
        #expect(throws: fault) { try BaseURL(text) }
        #expect(BaseURL.loopback.text == "http://127.0.0.1")
    }

    @Test(arguments: [63, 64, 65, 2000]) func `a long query is passed separately from the URL that libcurl parses`(
        length: Int
    ) throws {
        let query = String(repeating: "q", count: length)
        let url = try WebURL("http://edu.example/room?\(query)")
        #expect(url.text == "http://edu.example/room?\(query)")
        #expect(url.target == (length > 64 ? "/room?\(query)" : nil))
        #expect(url.parsedText == (length > 64 ? "http://edu.example/room" : url.text))
    }
}

@Suite struct ShownTargetTests {
    @Test(arguments: [
        ("/sorry-we-are-full", "/sorry-we-are-full"), ("/", "/"), ("/login/continue/", "/login/continue/"),
        ("/login/continue/eyJhbGciOi.eyJzdWIi.c2ln", "/login/continue/•••"),
        ("/login/continue/0b9d1c7e-6a3f-4f0e-9d55-2b1a", "/login/continue/•••"),
        ("/login/a1b2c3", "/login/•••"), ("/login/483920", "/login/•••"), ("/login/QxZrTkPwLm", "/login/•••"),
        ("/login/aVeryMixedOne", "/login/•••"), ("/s;sessionid=4f2/x", "/•••/x"), ("/J%C3%BCrgen", "/•••"),
        ("/api/v1/error.html", "/api/v1/error.html"), ("/Account/Login.aspx", "/Account/Login.aspx"),
        ("/403", "/403"), ("/room/aB3-x9?token=s3cr3t#x", "/room/•••"), ("/known/r00m-1d/in", "/known/r00m-1d/in"),
        ("/thisisasinglewordoflettersthatistoolong", "/•••"), ("/lengths/bcdfga", "/lengths/bcdfga"),
        ("/lengthts/rhythm/bcdfgh", "/•••/rhythm/•••"),
    ])
    func `only words and known segments of a target's path are shown`(path: String, shown: String)
        throws
    {
        let url = try WebURL("https://user:pw@edu.example:8443\(path)")
        #expect(url.shownTarget(known: ["r00m-1d"]) == "https://edu.example:8443\(shown)")
    }

    @Test(arguments: [
        ("http://us:pw@edu.example./x", "http://edu.example./x"),
        ("http://edu.example:8080/x", "http://edu.example:8080/x"),
        ("http://[::1]/", "http://[::1]/"),
    ])
    func `a proxy is asked for everything but user name and password`(text: String, sent: String) throws {
        for query in ["", String(repeating: "q", count: 100)] {
            #expect(try WebURL(text + "?" + query).wholeTarget == sent + "?" + query)
        }
        #expect(try WebURL(text).wholeTarget == nil)
    }
}
