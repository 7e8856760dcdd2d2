// What the site rejects.

import Foundation
import PlatformContract
import Support
import Testing

@testable import StandIn

/// What the customer's site rejects, and that each error is a page.
@Suite struct SiteRefusalTests {
    private static let form = "application/x-www-form-urlencoded"

    private func expectPage(_ answer: Answer, _ status: Int, _ words: String) {
        #expect(answer.status == status && answer.media == .html && answer.isPersonal)
        #expect(answer.text.contains(words), "\(answer.text)")
    }

    @Test(arguments: ["/site/login", "/site/logout"], [nil, "session=", "session=unknown", "sessions=x; other=y"])
    func `a form from a browser without a live session gets the message that cookies are needed`(
        path: String, cookies: String?
    ) async throws {
        let answer = try await TestPlatform().send(
            "POST", path, "csrf_token=&email=a%40b&password=c", type: Self.form, as: Sender(cookies: cookies))
        expectPage(answer, 403, "The site needs cookies")
        #expect(answer.cookies.isEmpty)
    }

    @Test(arguments: ["/site/login", "/site/logout"])
    func `a form without its token, or with another session's, is refused`(path: String) async throws {
        let platform = try await TestPlatform()
        var other = SiteBrowser(platform)
        let foreign = try #require(await other.get("/site/login").hidden("csrf_token"))
        var browser = SiteBrowser(platform)
        let own = try #require(await browser.get("/site/login").hidden("csrf_token"))
        let identity = GeneratedIdentity(index: 1)
        for token in [nil, "", foreign, own + "x", String(own.dropLast()), own.lowercased()] {
            var fields = ["email": identity.email, "password": identity.password]
            fields["csrf_token"] = token
            expectPage(await browser.send(fields, to: path), 403, "The form belongs to another session")
        }
        #expect(
            await browser.send(
                ["email": identity.email, "password": identity.password, "csrf_token": own], to: "/site/login"
            ).status == 303)
    }

    @Test(arguments: [
        ("participant-1@example.test", "hunter2"), ("participant-1@example.test", ""),
        ("nobody@example.test", "hunter2"),
        ("nobody@example.test", ""), ("", ""), ("participant-1", "password-1"),
        ("participant-1@example.test", "password-11"), (#""><script>alert(1)</script>@x"#, "p&\"<"),
    ]) func `a wrong log-in shows the form again, in the same words whatever was wrong`(
        email: String, password: String
    ) async throws {
        var browser = SiteBrowser(try await TestPlatform())
        let token = await browser.get("/site/login").hidden("csrf_token")
        let session = browser.session
        let answer = await browser.logIn(email, password, next: "/site/lessons/a/b")
        expectPage(answer, 401, #"<p role="alert">E-mail or password is wrong.</p>"#)
        #expect(answer.text.contains(#"name="email" value="\#(HTMLText.escaped(email))""#))
        #expect(!answer.text.contains("<script"))
        if password.count > 2 { #expect(!answer.text.contains(password) && !answer.text.contains("p&amp;")) }
        #expect(answer.hidden("csrf_token") == token && answer.hidden("next") == "/site/lessons/a/b")
        #expect(browser.session == session && answer.cookies.isEmpty)
    }

    @Test(arguments: [nil, "", "application/json", "multipart/form-data; boundary=x", "text/plain", form + "x"])
    func `a form of another content type is refused`(type: String?) async throws {
        let platform = try await TestPlatform()
        for path in ["/site/login", "/site/logout"] {
            var request = IncomingRequest(method: "POST", path: path)
            request.contentType = type
            request.body = Data("email=a".utf8)
            expectPage(await platform.service.answer(request), 415, Self.form)
        }
    }

    @Test(arguments: [form, form.uppercased(), form + "; charset=utf-8", " " + form + " ;charset=utf-8"])
    func `a form's content type is read as the standard says`(type: String) async throws {
        let answer = try await TestPlatform().send("POST", "/site/login", "email=a", type: type)
        #expect(answer.status == 403)
    }

    @Test func `a form larger than any of the site's is refused`() async throws {
        let platform = try await TestPlatform()
        let large = String(repeating: "x", count: SiteForm.longest + 1)
        expectPage(await platform.send("POST", "/site/login", large, type: Self.form), 413, "The body is too large")
        var request = IncomingRequest(method: "POST", path: "/site/login")
        request.contentType = Self.form
        request.body = nil
        expectPage(await platform.service.answer(request), 413, "The body is too large")
    }

    @Test func `an unknown lesson is not found`() async throws {
        let event = try await TestPlatform().event()
        var browser = SiteBrowser(event.platform)
        try await browser.logIn(1)
        for path in [
            "\(event.space)/\(event.room.alias)", "\(event.space)/\(event.space)", "x/y", "%00/é",
            "0123456789abcdef01234567/\(event.room.id)", "\(event.space)/\(String(repeating: "a", count: 70_000))",
        ] {
            expectPage(await browser.get("/site/lessons/\(path)"), 404, "There is no such lesson")
        }
    }

    @Test func `an unknown path and another method below the site are pages too`() async throws {
        let platform = try await TestPlatform()
        for path in ["/site/nowhere", "/site/lessons", "/site/lessons/a", "/site/login/", "/site//login"] {
            expectPage(await platform.get(path), 404, "No such path")
        }
        let answer = await platform.send("DELETE", "/site/login")
        expectPage(answer, 405, "This path answers GET, POST only")
        #expect(answer.allow == "GET, POST")
        #expect(await platform.get("/sites").media == .json)
    }

    @Test func `without an account or a client at the platform no lesson opens, and the rest works`() async throws {
        for (isAccount, message) in [(true, "no accounts"), (false, "no clients")] {
            let platform = try await TestPlatform { if isAccount { $0.accounts = [] } else { $0.clients = [] } }
            var browser = SiteBrowser(platform)
            try await browser.logIn(1)
            #expect(await browser.get("/site").status == 200, "\(message)")
            expectPage(await browser.get("/site/lessons/a/b"), 502, "The site has no account on the platform")
        }
    }

    @Test func `the site's pages are not stored, framed, or leaked to other sites`() {
        let fields = Dictionary(uniqueKeysWithValues: PersonalAnswer.fields)
        #expect(fields["cache-control"] == "no-store" && fields["referrer-policy"] == "same-origin")
        #expect(fields["content-security-policy"]?.contains("frame-ancestors 'none'") == true)
    }

    @Test func `names with markup are escaped`() async throws {
        let platform = try await TestPlatform {
            $0.accounts.append(.init(email: "m@example.test", password: "p", name: #"<b>"M" & 'm'</b>"#))
        }
        let host = try await platform.host()
        let space = try await platform.space(by: host)
        let room: CreatedRoom = try await platform.post(
            PlatformPath.rooms(space: space), #"{"name":"<img src=x onerror=\"y\">"}"#, as: host
        ).decoded()
        var browser = SiteBrowser(platform)
        #expect(await browser.logIn("m@example.test", "p").status == 303)
        let courses = await browser.get("/site").text
        #expect(courses.contains("&lt;b&gt;&quot;M&quot; &amp; 'm'&lt;/b&gt;"))
        #expect(courses.contains(#">&lt;img src=x onerror=&quot;y&quot;&gt;</a>"#))
        let lesson = await browser.get("/site/lessons/\(space)/\(room.id)")
        #expect(lesson.text.contains("&lt;b&gt;&quot;M&quot; &amp; 'm'&lt;/b&gt;"))
        for page in [courses, lesson.text] { #expect(!page.contains("<b>") && !page.contains("<img")) }
        #expect(lesson.text.contains("?participantName=%3Cb%3E") && lesson.text.contains("&amp;accessToken="))
    }

    @Test(arguments: [FuzzSeed.value]) func `every request gets one of the site's statuses`(seed: UInt64)
        async throws
    {
        var random = SeededGenerator(seed: seed)
        let event = try await TestPlatform().event()
        var known = SiteBrowser(event.platform)
        let token = await known.get("/site/login").hidden("csrf_token") ?? ""
        var inside = SiteBrowser(event.platform)
        try await inside.logIn(1)
        let pieces = [
            "email", "password", "csrf_token", "next", "=", "&", "+", "%", "%zz", "%00", "%C3", "é", "\u{0}", "session",
            ";", " ", "\"", "<", "//", "\\", "/site", token, "participant-1%40example.test", "password-1",
            "csrf_token=\(token)&email=participant-1%40example.test&password=password-1",
            "session=\(known.session ?? "")", "session=\(inside.session ?? "")", String(repeating: "x", count: 20_000),
        ]
        func text() -> String {
            (0..<Int.random(in: 0...6, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
        }
        let paths = ["/site", "/site/login", "/site/logout", event.lesson, "/site/lessons/x/y", "/site/nowhere"]
        let types = [Self.form, Self.form, Self.form, "application/json", ""]
        let allowed: Set = [200, 303, 401, 403, 404, 405, 413, 415]
        for _ in 0..<3_000 {
            let path = paths.randomElement(using: &random) ?? ""
            let (query, body, cookies) = (text(), text(), text())
            let answer = await event.platform.send(
                Bool.random(using: &random) ? "GET" : "POST", "\(path)?\(query)", body,
                type: types.randomElement(using: &random) ?? "", as: Sender(cookies: cookies))
            #expect(
                allowed.contains(answer.status) && answer.isPersonal,
                "seed \(seed): \(answer.status) \(path) ? \(query) | \(body) | \(cookies)")
            if answer.status != 303 { #expect(answer.media == .html, "seed \(seed)") }
            if let location = answer.location { #expect(location.hasPrefix("/site"), "seed \(seed): \(location)") }
        }
    }
}
