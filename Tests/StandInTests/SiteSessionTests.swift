// Sessions of the site.

import PlatformContract
import Testing

@testable import StandIn

/// Sessions of the customer's site: renewed, limited, and delayed if the model says so.
@Suite struct SiteSessionTests {
    @Test func `a log-in renews the session and invalidates the old one with its form token`() async throws {
        let event = try await TestPlatform().event()
        var browser = SiteBrowser(event.platform)
        let form = await browser.get("/site/login")
        var planted = browser
        try await browser.logIn(1)
        #expect(browser.session != planted.session)
        // Anyone who planted the id in the person's browser gains nothing.
        #expect(await planted.get(event.lesson).status == 303)
        #expect(await planted.send(["csrf_token": form.hidden("csrf_token") ?? ""], to: "/site/logout").status == 403)
        #expect(await browser.send(["csrf_token": form.hidden("csrf_token") ?? ""], to: "/site/logout").status == 403)
        #expect(await browser.get(event.lesson).status == 200)
    }

    @Test func `the same form sent twice logs in once`() async throws {
        let platform = try await TestPlatform()
        var browser = SiteBrowser(platform)
        let identity = GeneratedIdentity(index: 1)
        let fields = [
            "csrf_token": try #require(await browser.get("/site/login").hidden("csrf_token")),
            "email": identity.email, "password": identity.password,
        ]
        var second = browser
        #expect(await browser.send(fields, to: "/site/login").status == 303)
        #expect(await second.send(fields, to: "/site/login").status == 403)
    }

    @Test func `a session ends after its time`() async throws {
        let event = try await TestPlatform().event()
        var browser = SiteBrowser(event.platform)
        let form = await browser.get("/site/login")
        var late = browser
        try await browser.logIn(1)
        event.platform.time.advance(seconds: SiteSessions.anonymousLifetime / 1_000_000)
        #expect(await late.send(["csrf_token": form.hidden("csrf_token") ?? ""], to: "/site/login").status == 403)
        #expect(await browser.get(event.lesson).status == 200)
        event.platform.time.advance(
            seconds: (SiteSessions.lifetime - SiteSessions.anonymousLifetime) / 1_000_000)
        #expect(await browser.get(event.lesson).status == 303)
        #expect(await browser.get("/site/login").cookies.count == 1)
    }

    @Test func `a session that the store has not written yet is not seen, and loses only the race`() async throws {
        let event = try await TestPlatform {
            $0.capacity = CapacityProfile(name: "slow store")
            $0.capacity.sessionStore = .init(writeMilliseconds: 1_000, lagMilliseconds: 0)
        }.event()
        event.platform.time.advance(seconds: 60)
        var first = SiteBrowser(event.platform)
        var second = SiteBrowser(event.platform)
        try await first.logIn(1)
        try await second.logIn(2)
        let cookie = second
        #expect(await first.get("/site").status == 200)
        var answer = await second.get(event.lesson)
        #expect(answer.status == 303 && answer.location?.hasPrefix("/site/login?next=%2Fsite%2Flessons") == true)
        // The form does not know the browser either, and gives it another session.
        #expect(await second.get("/site/login").status == 200)
        #expect(second.session != cookie.session)
        second = cookie
        event.platform.time.advance(seconds: 60)
        answer = await second.get(event.lesson)
        #expect(answer.status == 200)
    }

    @Test func `the site's own token runs the same race, and the page can be loaded again`() async throws {
        let event = try await TestPlatform {
            $0.capacity = CapacityProfile(name: "slow store")
            $0.capacity.sessionStore = .init(writeMilliseconds: 1_000, lagMilliseconds: 0)
        }.event()
        event.platform.time.advance(seconds: 60)
        var browser = SiteBrowser(event.platform)
        try await browser.logIn(1)
        #expect(await browser.get(event.lesson).status == 502)
        #expect(event.platform.service.ledger.truth[.generateAccess].status == ["401": 2])
        event.platform.time.advance(seconds: 60)
        #expect(await browser.get(event.lesson).status == 200)
    }
}

@Suite struct SessionStoreTests {
    private func session(_ id: Int) -> SiteSession { SiteSession(id: "\(id)", formToken: "") }

    @Test func `expired sessions are dropped when another is added`() {
        var store = SessionStore(lifetime: 10, capacity: 100)
        for id in 0..<5 { store.put(session(id), at: id) }
        #expect(store.session("0", at: 9) == session(0))
        #expect(store.session("0", at: 10) == nil && store.session("1", at: 10) == session(1))
        store.put(session(5), at: 13)
        #expect(store.count == 2)
        #expect(store.session("4", at: 13) == session(4) && store.session("5", at: 22) == session(5))
    }

    @Test func `one too many removes the oldest`() {
        var store = SessionStore(lifetime: 10, capacity: 3)
        for id in 0..<5 { store.put(session(id), at: 0) }
        #expect(store.count == 3)
        #expect((0..<5).filter { store.session("\($0)", at: 0) != nil } == [2, 3, 4])
    }

    @Test func `a removed session stays removed, and its entry expires`() {
        var store = SessionStore(lifetime: 10, capacity: 3)
        for id in 0..<10_000 {
            store.put(session(id), at: id)
            store.remove("\(id - 1)")
            #expect(store.count == 1)
        }
        #expect(store.session("9998", at: 9_999) == nil && store.session("9999", at: 9_999) != nil)
    }

    @Test func `thousands that come and go leave nothing behind`() {
        var store = SessionStore(lifetime: 10, capacity: 100_000)
        for now in 0..<5_000 {
            store.put(SiteSession(id: "\(now)", formToken: ""), at: now)
            #expect(store.count == min(now + 1, 10))
        }
        #expect(store.session("4990", at: 4_999) != nil && store.session("4989", at: 4_999) == nil)
    }

    @Test func `of two simultaneous log-ins from one session, the second fails`() async throws {
        let sessions = SiteSessions(seed: 1, clock: .live())
        let person = SitePerson(name: "Ann", externalUserID: "ann", role: .user)
        let form = await sessions.openAnonymous()
        let first = await sessions.logIn(person, from: form, visibleFrom: nil)
        let second = await sessions.logIn(person, from: form, visibleFrom: nil)
        #expect(first?.person == person && second == nil)
    }
}
