// The pages of the site.

import Foundation
import PlatformContract
import Testing

@testable import StandIn

/// The customer's site, as its visitors see it.
@Suite struct SiteTests {
    @Test func `a person comes from the form to the lesson and through its frame into the room`() async throws {
        let event = try await TestPlatform().event()
        var browser = SiteBrowser(event.platform, participant: 7)
        var answer = await browser.get(event.lesson)
        #expect(answer.status == 303)
        let form = try #require(answer.location)
        #expect(form == "/site/login?next=%2Fsite%2Flessons%2F\(event.space)%2F\(event.room.id)")
        answer = await browser.get(form)
        #expect(answer.status == 200 && answer.media == .html)
        #expect(answer.text.contains(#"<form method="post" action="/site/login">"#))
        #expect(answer.hidden("next") == event.lesson)
        #expect(answer.cookies == ["session=\(browser.session ?? ""); Path=/site; HttpOnly; SameSite=Lax"])
        answer = await browser.send(
            [
                "email": "participant-7@example.test", "password": "password-7",
                "csrf_token": try #require(answer.hidden("csrf_token")), "next": event.lesson,
            ], to: "/site/login")
        #expect(answer.status == 303 && answer.location == event.lesson && answer.body.isEmpty)
        answer = await browser.get(event.lesson)
        #expect(answer.status == 200)
        #expect(answer.text.contains(#"allow="camera; microphone; fullscreen; display-capture"></iframe>"#))

        let visitor = try await event.open(try #require(answer.frame), participant: 7)
        let participant = try await event.participant(visitor)
        #expect(await event.join(participant, as: visitor).status == 204)
        #expect(await event.leave(participant, as: visitor).status == 204)
        let calls: ListAnswer<CallView> = try await event.platform.get(
            "/v1/spaces/\(event.space)/analytics/calls?roomId=\(event.room.id)", as: event.host
        ).decoded()
        let report: AttendanceReport = try await event.platform.get(
            PlatformPath.report(space: event.space, room: event.room.id, call: try #require(calls.items.first).id),
            as: event.host
        ).decoded()
        #expect(report.participants.map(\.externalUserID) == ["participant7"])
        let truth = event.platform.service.ledger.truth
        #expect(truth.participants == 1 && truth.entered == 1)
        #expect(truth[.sitePage].status == ["200": 1])
        #expect(truth[.siteLogin].status == ["303": 1])
        #expect(truth[.siteLesson].status == ["200": 1, "303": 1])
        #expect(truth[.generateAccess].status == ["200": 1])
        #expect(truth[.token].status == ["200": 2], "the host's, and the site's")
    }

    @Test func `the courses are the integrator's rooms, each with its lesson page`() async throws {
        let platform = try await TestPlatform { $0.siteAccount = $0.accounts.last?.email }
        let event = try await platform.event()
        var browser = SiteBrowser(platform)
        var answer = await browser.get("/site")
        #expect(answer.status == 303 && answer.location == "/site/login?next=%2Fsite")
        try await browser.logIn(3)
        answer = await browser.get("/site")
        #expect(answer.status == 200)
        #expect(answer.text.contains("<title>My courses</title>"))
        #expect(answer.text.contains(#"<span id="person">Participant 3</span>"#))
        #expect(answer.text.contains(#"<li><a href="\#(event.lesson)">Room</a></li>"#))
        answer = await browser.get("/site/")
        #expect(answer.status == 303 && answer.location == "/site")
    }

    @Test func `a room to which the integrator may grant no access is not among the courses`() async throws {
        let platform = try await TestPlatform()
        let host = try await platform.host()
        let space = try await platform.space(by: host, isPublic: true)
        let foreign = try await platform.room(in: space, by: try await platform.account(1), isPublic: true)
        var browser = SiteBrowser(platform)
        try await browser.logIn(3)
        #expect(await browser.get("/site").text.contains("There are no lessons yet."))
        let answer = await browser.get("/site/lessons/\(space)/\(foreign.id)")
        #expect(answer.status == 502 && answer.text.contains("The platform answered 403"))
    }

    @Test func `logging out ends the session and deletes the cookie`() async throws {
        let event = try await TestPlatform().event()
        var browser = SiteBrowser(event.platform)
        try await browser.logIn(3)
        let before = browser
        let token = try #require(await browser.get("/site").hidden("csrf_token"))
        let answer = await browser.send(["csrf_token": token], to: "/site/logout")
        #expect(answer.status == 303 && answer.location == "/site/login")
        #expect(answer.cookies == ["session=; Path=/site; HttpOnly; SameSite=Lax; Max-Age=0"])
        #expect(browser.session == nil)
        browser = before
        #expect(await browser.get(event.lesson).status == 303)
    }

    @Test func `a logged-in person does not see the form again`() async throws {
        var browser = SiteBrowser(try await TestPlatform())
        try await browser.logIn(3)
        var answer = await browser.get("/site/login")
        #expect(answer.status == 303 && answer.location == "/site" && answer.cookies.isEmpty)
        answer = await browser.get("/site/login?next=%2Fsite%2Flessons%2Fa%2Fb")
        #expect(answer.location == "/site/lessons/a/b")
    }

    @Test func `a browser that has a session keeps it at the form`() async throws {
        var browser = SiteBrowser(try await TestPlatform())
        let first = await browser.get("/site/login")
        let second = await browser.get("/site/login")
        #expect(second.cookies.isEmpty && second.hidden("csrf_token") == first.hidden("csrf_token"))
    }

    @Test func `over TLS the cookie is for TLS alone`() async throws {
        let platform = try await TestPlatform { $0.tls = true }
        let cookies = await platform.get("/site/login").cookies
        #expect(cookies.count == 1 && cookies[0].hasSuffix("; Path=/site; HttpOnly; SameSite=Lax; Secure"))
    }

    @Test func `every load of a lesson gives a link of its own, and each opens once`() async throws {
        let event = try await TestPlatform().event()
        var browser = SiteBrowser(event.platform)
        try await browser.logIn(3)
        let first = try #require(await browser.get(event.lesson).frame)
        let second = try #require(await browser.get(event.lesson).frame)
        #expect(first != second)
        for link in [first, second] {
            _ = try await event.open(link)
            #expect(await event.platform.get(link).status == 401)
        }
    }

    @Test func `the integrator's own person leads, and users made at the platform are known`() async throws {
        let platform = try await TestPlatform()
        let event = try await platform.event()
        let new = NewUser(email: "Eve@example.test", password: "secret", username: "Eve")
        let body = String(decoding: try JSONEncoder().encode(new), as: UTF8.self)
        let made: CreatedAnswer = try await platform.post(PlatformPath.users, body, as: try await platform.client())
            .decoded()
        for (email, password, role, name) in [
            ("HOST@example.test", "host-password", Role.moderator, "Host"),
            ("eve@EXAMPLE.test", "secret", .user, "Eve"),
        ] {
            var browser = SiteBrowser(platform)
            #expect(await browser.logIn(email, password).status == 303)
            let visitor = try await event.open(try #require(await browser.get(event.lesson).frame))
            let participant = try await event.participant(visitor)
            #expect(await event.join(participant, as: visitor).status == 204)
            let entered = try #require(await platform.service.platform.participants[participant])
            // The role asked for is "user"; only a leader is given more where nothing is asked for.
            let asked: CreatedAnswer = try await platform.post(
                PlatformPath.participants(space: event.space), #"{"name":"N","roomId":"\#(event.room.id)"}"#,
                as: visitor
            ).decoded()
            #expect(await platform.service.platform.participants[asked.id]?.role == role)
            if name == "Eve" { #expect(entered.externalUserID == made.id) }
        }
    }

    @Test func `an account without a name is shown by its e-mail`() async throws {
        let platform = try await TestPlatform {
            $0.accounts.append(.init(email: "ann@example.test", password: "p", name: ""))
        }
        let event = try await platform.event()
        var browser = SiteBrowser(platform)
        #expect(await browser.logIn("ann@example.test", "p").status == 303)
        #expect(await browser.get(event.lesson).frame?.contains("participantName=ann%40example.test") == true)
    }

    @Test func `the same seed gives the same sessions`() async throws {
        var sessions: Set<String?> = []
        for _ in 0..<2 {
            var browser = SiteBrowser(try await TestPlatform { $0.seed = 5 })
            _ = await browser.get("/site/login")
            sessions.insert(browser.session)
        }
        #expect(sessions.count == 1)
        var other = SiteBrowser(try await TestPlatform { $0.seed = 6 })
        _ = await other.get("/site/login")
        #expect(!sessions.contains(other.session))
    }
}

/// Where a log-in leads.
@Suite struct SiteDestinationTests {
    @Test(arguments: [
        "/site", "/site/", "/site?a=b", "/site/lessons/0123/4567", "/site/lessons/a/b?c=d&e=%2F", "/site/a..b",
    ]) func `a path of the site is accepted`(next: String) async throws {
        #expect(SiteDestination(next).path == next)
        var browser = SiteBrowser(try await TestPlatform())
        let answer = await browser.logIn("participant-1@example.test", "password-1", next: next)
        #expect(answer.status == 303 && answer.location == next)
    }

    @Test(arguments: [
        "", "/", "site", "/sites", "/site.evil.test", "/site@evil.test", "//evil.test", "//evil.test/site",
        "https://evil.test/site", "https:/site", "javascript:alert(1)", "/\\evil.test", "/site\\evil.test",
        "/site//evil.test", "/site/?u=//evil.test", "/site/\r\nSet-Cookie: session=x", "/site/\t/evil.test",
        "/site/\u{0}",
        "/site/é", "/site/a b", "/site/..", "/site/../_truth", "/site/./x", "/site/%2e%2E/_truth", "/site/.%2e",
        "/site#x", " /site", "/site/" + String(repeating: "a", count: 3_000),
    ]) func `anything else becomes the page of courses`(next: String) async throws {
        #expect(SiteDestination(next) == .home)
        let platform = try await TestPlatform()
        var browser = SiteBrowser(platform)
        let identity = GeneratedIdentity(index: 1)
        let form = await browser.get("/site/login?next=\(AccessLink.encoded(next))")
        #expect(form.hidden("next") == "/site")
        // Inserted into the form by the sender.
        let answer = await browser.send(
            [
                "email": identity.email, "password": identity.password,
                "csrf_token": form.hidden("csrf_token") ?? "", "next": next,
            ], to: "/site/login")
        #expect(answer.location == "/site")
        #expect(await browser.get("/site/login?next=\(AccessLink.encoded(next))").location == "/site")
    }
}
