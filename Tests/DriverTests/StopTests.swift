// Storms that are ended before their time: everything measured is kept, and nobody is left in the room.
import Measuring
import PlatformContract
import Scenarios
import Support
import Testing

@testable import Driver

struct StopTests {
    @Test func `An interrupt cancels requests in progress and makes everyone leave the room`() async throws {
        let platform = try PlainPlatform()
        defer { platform.stop() }
        let stay = StepPlan(name: "pause", action: .pause(.fixed(.seconds(600))))
        let plan = Storms.plan(
            [Storms.gated(Storms.token), Storms.access, Storms.entry, stay], count: 8)
        let control = StormControl()
        let outcome = try await Storms.run(plan, against: platform.url, control: control) { progress, control in
            while progress.snapshot.entered < 8, !Task.isCancelled { await Task.yield() }
            control.stop(.interrupted)
        }
        let ending = try outcome.ending.get()
        #expect(ending.status == .interrupted)
        #expect(ending.reason == nil)
        #expect(outcome.samples.participants.count == 8)
        #expect(outcome.samples.participants.allSatisfy { $0.ending == .cancelled && $0.entered != nil })
        #expect(platform.inRoom == 0)
    }

    @Test func `A request in flight ends as cancelled, and its row is kept`() async throws {
        let release = BlockingEvent()
        let platform = try PlainPlatform { request in
            guard request.line == "GET /hang" else { return nil }
            release.wait()
            return .init(200)
        }
        defer {
            release.happen()
            platform.stop()
        }
        let get = StepPlan(name: "hang", action: .get(Template(literal: platform.url + "/hang")))
        let control = StormControl()
        let outcome = try await Storms.run(
            Storms.plan([get], count: 4, platform: nil), against: platform.url, control: control
        ) { _, control in
            while platform.requests.count < 4, !Task.isCancelled { await Task.yield() }
            control.stop(.interrupted)
        }
        #expect(try outcome.ending.get().status == .interrupted)
        #expect(outcome.journeyRequests.map(\.failure?.kind) == Array(repeating: .cancelled, count: 4))
        #expect(outcome.samples.participants.map(\.ending) == Array(repeating: .cancelled, count: 4))
        // What the server saw of them is known all the same.
        let figures = outcome.journeyRequests.map(\.figures)
        #expect(figures.allSatisfy { $0.newConnections == 1 && $0.sent != nil && $0.bytesOut > 0 })
        #expect(figures.allSatisfy { $0.address.map(platform.url.hasSuffix) ?? false })
    }

    /// The answer to `leave` says whether it was in: none of them is a failure.
    @Test(arguments: [204, 400, 403, 404, 409])
    func `A participant without a response to its join still leaves the room`(status: Int) async throws {
        let release = BlockingEvent()
        let platform = try PlainPlatform { request in
            if request.line.hasSuffix("/leave") { return .init(status) }
            guard request.line.hasSuffix("/join") else { return nil }
            release.wait()
            return .init(204)
        }
        defer {
            release.happen()
            platform.stop()
        }
        func sent(_ call: String) -> Int { platform.requests.count { $0.line.hasSuffix(call) } }
        let plan = Storms.plan([Storms.token, Storms.access, Storms.entry], count: 4)
        let outcome = try await Storms.run(plan, against: platform.url) { _, control in
            while platform.requests.count(where: { $0.line.hasSuffix("/join") }) < 4, !Task.isCancelled {
                await Task.yield()
            }
            control.stop(.interrupted)
        }
        #expect(try outcome.ending.get().status == .interrupted)
        #expect(outcome.samples.participants.allSatisfy { $0.entered == nil })
        #expect(sent("/leave") == 4)
        let leaving = outcome.samples.requests.filter { $0.endpoint == Endpoint.leave.rawValue }
        #expect(leaving.map(\.failure) == [nil, nil, nil, nil])
        #expect(!outcome.notices.contains { $0.contains("could not leave") })
    }

    @Test func `A participant whose join was refused has nothing to leave`() async throws {
        let platform = try PlainPlatform { $0.line.hasSuffix("/join") ? .init(403, body: "{}") : nil }
        defer { platform.stop() }
        let plan = Storms.plan([Storms.token, Storms.access, Storms.entry], count: 2)
        let outcome = try await Storms.run(plan, against: platform.url)
        #expect(outcome.samples.participants.map(\.ending) == [.failed, .failed])
        #expect(!platform.requests.contains { $0.line.hasSuffix("/leave") })
    }

    @Test func `A storm whose task is cancelled ends, even with participants waiting at a gate`() async throws {
        let platform = try PlainPlatform()
        defer { platform.stop() }
        // The second participant never comes, so that the gate stays shut for the first.
        let plan = Storms.plan(
            [Storms.token, Storms.gated(Storms.access)], count: 2,
            arrival: .over(window: .seconds(3600), curve: .uniform))
        let outcome = try await Storms.run(
            plan, against: platform.url,
            cancelledAfter: { progress in
                while progress.snapshot.waiting < 1, !Task.isCancelled { await Task.yield() }
            })
        #expect(outcome.samples.participants.map(\.ending) == [.cancelled])
    }

    @Test func `A limit on the duration aborts with its reason`() async throws {
        let release = BlockingEvent()
        let platform = try PlainPlatform { _ in
            release.wait()
            return .init(200)
        }
        defer {
            release.happen()
            platform.stop()
        }
        let get = StepPlan(name: "hang", action: .get(Template(literal: platform.url + "/hang")))
        let plan = Storms.plan([get], count: 2, platform: nil) { $0.limits.maxDuration = .seconds(5) }
        let ending = try await Storms.run(plan, against: platform.url).ending.get()
        #expect(ending.status == .aborted)
        #expect(ending.reason == "max-duration (5 s) was reached")
    }

    @Test func `The limit on the duration leaves teardown out`() async throws {
        let limit = Duration.seconds(5)
        let outcome = try await stormHeldInTeardown(limit: limit) { _ in
            // Teardown began after the run did, so that this ends after the limit.
            try? await Task.sleep(for: limit + .milliseconds(200))
        }
        let ending = try outcome.ending.get()
        #expect(ending.status == .completed && ending.reason == nil)
    }

    @Test(arguments: [StopReason.interrupted, .terminated, .hungUp, .aborted("too late")])
    func `What comes in teardown, when everything is measured, makes no run incomplete`(
        reason: StopReason
    ) async throws {
        let outcome = try await stormHeldInTeardown { $0.stop(reason) }
        let ending = try outcome.ending.get()
        #expect(ending.status == .completed && ending.reason == nil)
        #expect(outcome.samples.participants.map(\.ending) == [.completed, .completed])
    }

    /// Runs a storm of two whose leaving the server holds until `meanwhile` is done.
    private func stormHeldInTeardown(
        limit: Duration? = nil, meanwhile: @escaping @Sendable (StormControl) async -> Void
    ) async throws -> StormOutcome {
        let platform = try LeavingPlatform()
        defer { platform.stop() }
        let plan = Storms.plan([Storms.token, Storms.access, Storms.entry], count: 2) { $0.limits.maxDuration = limit }
        let outcome = try await Storms.run(plan, against: platform.url) { _, control in
            await platform.someoneIsLeaving()
            await meanwhile(control)
            platform.letLeave()
        }
        #expect(platform.inRoom == 0)
        return outcome
    }

    @Test func `Participants waiting at a gate stop waiting when the storm is stopped`() async throws {
        let release = BlockingEvent()
        let platform = try PlainPlatform { request in
            if request.line == "GET /a", request.headers["x-turnout-participant"] == "1" { release.wait() }
            return .init(200)
        }
        defer {
            release.happen()
            platform.stop()
        }
        let open = StepPlan(name: "a", action: .get(Template(literal: platform.url + "/a")))
        let gated = Storms.gated(
            StepPlan(name: "b", action: .get(Template(literal: platform.url + "/b"))),
            ReleasePlan(timeout: .seconds(600)))
        let control = StormControl()
        let outcome = try await Storms.run(
            Storms.plan([open, gated], count: 3, platform: nil), against: platform.url, control: control
        ) { progress, control in
            while progress.snapshot.waiting < 2, !Task.isCancelled { await Task.yield() }
            control.stop(.interrupted)
        }
        #expect(outcome.samples.participants.map(\.ending) == Array(repeating: .cancelled, count: 3))
        #expect(outcome.samples.gates.filter { $0.gate > 0 } == [])
        #expect(outcome.progress.waiting == 0)
    }

    @Test(arguments: [
        (StopReason.interrupted, nil), (.terminated, "stopped by SIGTERM"),
        (.hungUp, "the terminal was closed (SIGHUP)"),
    ])
    func `A storm that was stopped before it began does nothing, and the first reason counts`(
        reason: StopReason, words: String?
    ) async throws {
        let platform = try PlainPlatform()
        defer { platform.stop() }
        let control = StormControl()
        control.stop(reason)
        control.stop(.aborted("too late"))
        let outcome = try await Storms.run(
            Storms.plan([Storms.token], count: 3), against: platform.url, control: control)
        let ending = try outcome.ending.get()
        #expect(ending.status == .interrupted)
        #expect(ending.reason == words)
        #expect(outcome.samples.participants == [])
        #expect(platform.requests == [])
    }
}
