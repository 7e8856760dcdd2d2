// The site under load.

import PlatformContract
import Testing

@testable import StandIn

/// The customer's site when it, or the platform behind it, is at its limit.
@Suite struct SiteCapacityTests {
    /// The capacity that the event needs (token, space, room), and that a person needs up to the lesson page (form,
    /// log-in).
    private static let before = 5

    @Test(arguments: [
        (0, "Too Many Requests", 429, Endpoint.siteLesson), (1, "Service Unavailable", 503, .token),
        (2, "Service Unavailable", 503, .generateAccess),
    ]) func `a lesson has Retry-After, whichever request was refused`(
        left: Int, title: String, status: Int, refuser: Endpoint
    ) async throws {
        let event = try await TestPlatform {
            $0.capacity = CapacityProfile(name: "limited")
            $0.capacity.rateLimit = .init(perSecond: 0.1, burst: Double(Self.before + left))
        }.event()
        var browser = SiteBrowser(event.platform)
        try await browser.logIn(1)
        let answer = await browser.get(event.lesson)
        #expect(answer.status == status && answer.retryAfterSeconds == 10 && answer.media == .html)
        #expect(answer.text.contains("<h1>\(title)</h1>"))
        #expect(event.platform.service.ledger.truth[refuser].status["429"] == 1)
        event.platform.time.advance(seconds: 60)
        #expect(await browser.get(event.lesson).status == 200)
    }

    @Test(arguments: ["/site", "/site/login"]) func `an overload of the site is a page`(path: String) async throws {
        let platform = try await TestPlatform {
            $0.capacity = CapacityProfile(name: "tiny")
            $0.capacity.slots = .init(concurrent: 1, queued: 0)
            $0.capacity.service[.sitePage] = .init(medianMilliseconds: 1_000, p99Milliseconds: 1_000)
        }
        var browser = SiteBrowser(platform)
        _ = await browser.get("/site/login")
        let answer = await browser.get(path)
        #expect(answer.status == 503 && answer.retryAfterSeconds == 2 && answer.media == .html)
        let form = await browser.send(["email": "a", "password": "b"], to: "/site/login")
        #expect(form.status == 503 && form.retryAfterSeconds == 2 && form.media == .html)
        platform.time.advance(seconds: 2)
        #expect(await browser.get("/site/login").status == 200)
    }

    @Test func `only a checked password costs a hash, a wrong one as much as a right one`() async throws {
        // One worker, whose work takes longer than anyone waits for the only connection: a hash blocks everybody.
        func platform() async throws -> TestPlatform {
            try await TestPlatform {
                $0.capacity = CapacityProfile(name: "hashing")
                $0.capacity.passwordHash = .init(workers: 1, milliseconds: 5_000)
                $0.capacity.database = .init(connections: 1, acquireTimeoutMilliseconds: 1)
            }
        }
        let known = GeneratedIdentity(index: 1)
        for (fields, hashes) in [
            (["email": known.email, "password": known.password], true),
            (["email": known.email, "password": "wrong"], true),
            (["email": "nobody@example.test", "password": "wrong"], true), (["email": known.email], false),
            (["email": known.email, "password": known.password, "csrf_token": "wrong"], false),
        ] {
            var browser = SiteBrowser(try await platform())
            let token = await browser.get("/site/login").hidden("csrf_token") ?? ""
            _ = await browser.send(["csrf_token": token].merging(fields) { $1 }, to: "/site/login")
            #expect(await browser.get("/site/login").status == (hashes ? 503 : 200), "\(fields)")
        }
    }

    @Test(arguments: [
        CapacityProfile.Faults(reset: 1), .init(stall: 1, stallSeconds: 60), .init(truncated: 1), .init(malformed: 1),
    ]) func `faults affect requests from outside, never the site's own calls`(
        faults: CapacityProfile.Faults
    ) async throws {
        let platform = try await TestPlatform {
            $0.capacity = CapacityProfile(name: "faulty")
            $0.capacity.faults = faults
        }
        // The host meets no faults, so any fault of the lesson would come from the calls behind it.
        let host = try await platform.host(participant: 0)
        let space = try await platform.space(by: host)
        let room = try await platform.room(in: space, by: host)
        var browser = SiteBrowser(platform, participant: 0)
        try await browser.logIn(1)
        let lesson = await browser.get(CustomerSite.lesson(room: room.id, space: space))
        #expect(lesson.status == 200 && lesson.delivery == .complete)
        let truth = platform.service.ledger.truth
        #expect(truth[.token].status == ["200": 2] && truth[.generateAccess].status == ["200": 1])
    }

    @Test func `a token that the platform no longer accepts is replaced`() async throws {
        let event = try await TestPlatform().event()
        var browser = SiteBrowser(event.platform)
        try await browser.logIn(1)
        for _ in 0..<3 { #expect(await browser.get(event.lesson).status == 200) }
        #expect(event.platform.service.ledger.truth[.token].requests == 2, "the host's, and the site's")
        event.platform.time.advance(seconds: TokenClaims.accessLifetimeSeconds)
        try await browser.logIn(1)
        for _ in 0..<3 { #expect(await browser.get(event.lesson).status == 200) }
        let truth = event.platform.service.ledger.truth
        #expect(truth[.token].requests == 3)
        #expect(truth[.generateAccess].status == ["200": 6, "401": 1])
    }

    @Test func `however many lessons are opened at once, the site requests its token once`() async throws {
        let event = try await TestPlatform().event()
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 1...100 {
                group.addTask {
                    var browser = SiteBrowser(event.platform, participant: index)
                    try await browser.logIn(index)
                    return await browser.get(event.lesson).status
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == Array(repeating: 200, count: 100))
        let truth = event.platform.service.ledger.truth
        #expect(truth[.token].requests == 2, "the host's, and the site's")
        #expect(truth[.generateAccess].status == ["200": 100] && truth.participants == 100)
    }
}

@Suite struct IntegratorTokenTests {
    @Test func `a refusal is not kept`() async throws {
        let token = IntegratorToken()
        let refusal = ErrorResponse.api(.badGateway, "no")
        await #expect(throws: refusal) { try await token.current { .failure(refusal) } }
        #expect(try await token.current { .success("a") } == "a")
        #expect(try await token.current { .failure(refusal) } == "a")
    }

    @Test func `a token that was refused is replaced once, however many met the refusal`() async throws {
        let token = IntegratorToken()
        _ = try await token.current { .success("old") }
        for _ in 0..<3 { #expect(try await token.current(besides: "old") { .success("new") } == "new") }
        await #expect(throws: ErrorResponse.unauthorized) {
            try await token.current(besides: "new") { .failure(.unauthorized) }
        }
        #expect(try await token.current(besides: "new") { .success("newest") } == "newest")
    }

    @Test func `a task that asks meanwhile shares the result`() async throws {
        let token = IntegratorToken()
        let (asked, isAsked) = AsyncStream.makeStream(of: Void.self)
        let (answers, answer) = AsyncStream.makeStream(of: Void.self)
        let given = try await withThrowingTaskGroup(of: String.self) { group in
            group.addTask {
                try await token.current {
                    isAsked.finish()
                    for await _ in answers {}
                    return .success("one")
                }
            }
            for await _ in asked {}
            for _ in 0..<20 { group.addTask { try await token.current { .success("another") } } }
            answer.finish()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(given == Array(repeating: "one", count: 21))
    }

    @Test func `a task cancelled while asking leaves no other waiting`() async throws {
        let token = IntegratorToken()
        let (asked, isAsked) = AsyncStream.makeStream(of: Void.self)
        let (answers, answer) = AsyncStream.makeStream(of: Void.self)
        let (others, areWaiting) = AsyncStream.makeStream(of: Void.self)
        let given = try await withThrowingTaskGroup(of: String.self) { group in
            group.addTask {
                try await withThrowingTaskGroup(of: String.self) { asking in
                    asking.addTask {
                        try await token.current {
                            isAsked.finish()
                            // Ends with the cancellation, as the wait for the platform does.
                            for await _ in answers {}
                            return .success("one")
                        }
                    }
                    for await _ in others {}
                    asking.cancelAll()
                    return try await asking.next() ?? ""
                }
            }
            for await _ in asked {}
            for _ in 0..<20 { group.addTask { try await token.current { .success("another") } } }
            areWaiting.finish()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        answer.finish()
        #expect(given == Array(repeating: "one", count: 21))
    }
}

/// The profiles, seen from the site: form, log-in, lesson page with its link, room page.
@Suite struct SiteProfileTests {
    private static let steps: [Endpoint] = [.sitePage, .siteLogin, .siteLesson, .generateAccess, .roomPage]

    @Test(arguments: 1...5, [50_000, 300_000, 2_000_000])
    func `healthy handles five hundred at the site at once, quickly`(seed: UInt64, spread: Int) {
        var model = CapacityModel(.healthy, seed: seed)
        let result = Storm.walk(&model, arrivals: Storm.atOnce(500, spread: spread), steps: Self.steps)
        #expect(result.entered == 500)
        #expect(result.percentile(0.95) < 400_000)
    }

    @Test(arguments: 1...5) func `fragile lets five hundred through the site over two minutes`(seed: UInt64) {
        for arrivals in [
            Storm.poisson(500, over: 120_000_000, seed: seed), Storm.atOnce(500, spread: 120_000_000),
        ] {
            var model = CapacityModel(.fragile, seed: seed)
            #expect(Storm.walk(&model, arrivals: arrivals, steps: Self.steps).entered == 500)
        }
    }

    @Test(arguments: 1...5, [50_000, 300_000, 2_000_000])
    func `fragile loses a good part of them at once, and recovers`(seed: UInt64, spread: Int) {
        var model = CapacityModel(.fragile, seed: seed)
        let collapse = Storm.walk(&model, arrivals: Storm.atOnce(500, spread: spread), steps: Self.steps)
        #expect((150...400).contains(collapse.entered), "\(collapse.entered) of 500, \(collapse.refused)")
        #expect(collapse.refused[.queue, default: 0] + collapse.refused[.database, default: 0] > 100)
        let later = Storm.walk(
            &model, arrivals: Storm.atOnce(60, spread: 12_000_000, from: 60_000_000), steps: Self.steps)
        #expect(later.entered == 60)
    }
}
