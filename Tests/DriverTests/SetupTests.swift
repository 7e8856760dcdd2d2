// What ends a run before its participants arrive, and what setup says while it waits.
import Measuring
import PlatformContract
import Scenarios
import Support
import Synchronization
import Testing

@testable import Driver

struct SetupTests {
    private let journey = [Storms.gated(Storms.token), Storms.access, Storms.entry]

    @Test func `max-duration includes setup, and a run that ends during setup was not carried out`() async throws {
        let release = BlockingEvent()
        let platform = try PlainPlatform { _ in
            release.wait()
            return .init(200)
        }
        defer {
            release.happen()
            platform.stop()
        }
        let plan = Storms.plan(journey, count: 2) { $0.limits.maxDuration = .milliseconds(50) }
        let outcome = try await Storms.run(plan, against: platform.url)
        let problem = #expect(throws: Problem.self) { try outcome.ending.get() }
        #expect(problem?.messages == ["the run ended during setup: max-duration (0.05 s) was reached"])
        #expect(problem?.kind == .execution)
        #expect(outcome.samples.participants == [])
    }

    @Test func `Setup says that the server asks it to wait, and waits`() async throws {
        let isFirst = Atomic(true)
        let platform = try PlainPlatform { request in
            guard request.line == "POST /v1/auth/token", isFirst.exchange(false, ordering: .relaxed) else { return nil }
            return .init(429, headers: ["Retry-After: 1"])
        }
        defer { platform.stop() }
        let outcome = try await Storms.run(Storms.plan(journey, count: 1), against: platform.url)
        #expect(try outcome.ending.get().status == .completed)
        #expect(outcome.notices.first == "The server asks to wait 1 s; waiting…")
        let setup = outcome.samples.requests.filter { $0.step == .setup }
        #expect(setup[1].intended.nanoseconds(since: setup[0].figures.answered) >= 1_000_000_000)
    }

    @Test func `What setup says of the run, and why it failed, has none of the plan's secrets in it`() async throws {
        let platform = try PlainPlatform { $0.line.hasSuffix("/rooms") ? .init(500) : nil }
        defer { platform.stop() }
        let plan = Storms.plan(journey, count: 1) { $0.secrets = [Secret("Load rehearsal")] }
        let outcome = try await Storms.run(plan, against: platform.url)
        let problem = #expect(throws: Problem.self) { try outcome.ending.get() }
        #expect(outcome.notices == ["Created the space ••• (\(PlainPlatform.spaceID))."])
        #expect(problem?.messages.first?.hasPrefix("creating the room ••• failed at ") == true)
    }

    @Test(arguments: [(nil, 3600, 60), (Duration.seconds(5), 6, 5)])
    func `Setup does not wait longer than the run may last`(limit: Duration?, asked: Int, longest: Int) async throws {
        let platform = try PlainPlatform { _ in .init(503, headers: ["Retry-After: \(asked)"]) }
        defer { platform.stop() }
        let plan = Storms.plan(journey, count: 1) { $0.limits.maxDuration = limit }
        let outcome = try await Storms.run(plan, against: platform.url)
        let problem = #expect(throws: Problem.self) { try outcome.ending.get() }
        #expect(
            problem?.description.contains(
                "the server asks to wait \(asked) s, and setup waits \(longest) s at most") == true)
        #expect(platform.requests.count == 1)
        #expect(outcome.notices == [])
    }

    @Test func `A warning that comes of setup has none of the plan's secrets in it`() async throws {
        let platform = try PlainPlatform { request in
            guard request.line.hasPrefix("GET /room/") else { return nil }
            return .init(302, headers: ["Location: http://hush-hush.example/"])
        }
        defer { platform.stop() }
        let plan = Storms.plan([Storms.access, Storms.entry], count: 1) { $0.secrets = [Secret("hush-hush")] }
        let warnings = try await Storms.run(plan, against: platform.url).ending.get().warnings
        #expect(warnings.count == 1)
        #expect(warnings.first?.contains("setup could not open one (") == true)
        #expect(warnings.first?.contains("•••.example") == true)
        #expect(warnings.first?.contains("hush") == false)
    }

    @Test(arguments: [200, 401])
    func `The host logs in for the room page alone, and may fail to`(status: Int) async throws {
        let platform = try PlainPlatform { request in
            guard request.body.contains(DefaultAccount.hostEmail), status != 200 else { return nil }
            return .init(status)
        }
        defer { platform.stop() }
        var existing = Storms.platform
        existing.space = .existing(PlainPlatform.spaceID)
        existing.room = .existing(PlainPlatform.roomID)
        let own = StepPlan(name: "generate-access", action: .generateAccess(AccessPlan(granter: .participant)))
        let plan = Storms.plan([Storms.token, own, Storms.entry], count: 2, platform: existing)
        let outcome = try await Storms.run(plan, against: platform.url)
        let warnings = try outcome.ending.get().warnings
        if status == 200 {
            #expect(warnings == [])
        } else {
            #expect(warnings.count == 1)
            #expect(warnings.first?.contains("setup could not log in as the host (the host's log-in failed") == true)
        }
        #expect(outcome.samples.participants.count(where: { $0.ending == .completed }) == 2)
        // A link is redirected once.
        let pages = platform.requests.count(where: { $0.line.hasPrefix("GET /room/") }) / 2
        #expect(pages == (status == 200 ? 3 : 2))
    }
}
