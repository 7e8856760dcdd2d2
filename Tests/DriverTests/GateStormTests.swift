// Gates in whole storms: in mid-journey, several, with failures and latecomers.
import Measuring
import Scenarios
import Support
import Testing

@testable import Driver

struct GateStormTests {
    private func get(_ name: String, _ url: String) -> StepPlan {
        StepPlan(name: name, action: .get(Template(literal: url)))
    }

    @Test func `Two gates in one journey each have their T0`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let journey = [
            get("open", server.url + "/"), Storms.gated(get("first", server.url + "/")),
            Storms.gated(get("second", server.url + "/"), ReleasePlan(tight: true)),
        ]
        let outcome = try await Storms.run(Storms.plan(journey, count: 30, platform: nil), against: server.url)
        let gates = outcome.samples.gates.filter { $0.gate > 0 }.sorted { $0.gate < $1.gate }
        #expect(gates.map(\.name) == ["first", "second"])
        #expect(gates.map(\.waiting) == [30, 30])
        for gate in gates {
            let firsts = outcome.journeyRequests.filter { $0.firstBehindGate == gate.gate }
            #expect(firsts.count == 30)
            #expect(firsts.allSatisfy { $0.intended == gate.opened && $0.step.rawValue == gate.gate })
            #expect(firsts.allSatisfy { $0.newConnections == 0 })
        }
        // The wait at a gate does not count in the journey's time: the three steps remain.
        for sample in outcome.samples.participants {
            let steps = outcome.samples.steps.filter { $0.participant == sample.participant }
            let sum = steps.reduce(0) { $0 + $1.finished.nanoseconds(since: $1.intended) }
            #expect(sample.journeyNanoseconds == sum)
        }
    }

    @Test func `A tight release starts all requests of a loop before the first is sent`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let journey = [Storms.gated(get("first", server.url + "/"), ReleasePlan(tight: true))]
        let outcome = try await Storms.run(
            Storms.plan(journey, count: 100, platform: nil), against: server.url, loops: 1)
        let requests = outcome.journeyRequests.sorted { $0.started < $1.started }
        // They reach the gate in order. The last of them opens it, and continues together with the others, not before
        // them.
        #expect(requests.map(\.participant) == Array(1...100))
        let lastStart = try #require(requests.last?.started)
        let firstSent = try #require(requests.compactMap(\.sent).min())
        #expect(lastStart <= firstSent)
    }

    @Test(arguments: [
        ([], true), ([ReleasePlan()], true), ([ReleasePlan(), ReleasePlan()], true),
        ([ReleasePlan(tight: true)], false),
    ])
    func `A release starts the whole crowd before it reads a response`(gates: [ReleasePlan], inPortions: Bool)
        async throws
    {
        let server = try CountingServer()
        defer { server.stop() }
        // Without a gate they are released by arriving at once.
        var journey = gates.map { Storms.gated(get("first", server.url + "/"), $0) }
        if journey.isEmpty { journey = [get("first", server.url + "/")] }
        journey.append(get("next", server.url + "/"))
        let outcome = try await Storms.run(
            Storms.plan(journey, count: 100, platform: nil), against: server.url, loops: 1)
        // The last release, whose connections are open if there was one before.
        let firsts = outcome.journeyRequests.filter { $0.step.rawValue == journey.count - 2 }
        let others = outcome.journeyRequests.filter { $0.step.rawValue == journey.count - 1 }
        #expect(firsts.count == 100 && others.count == 100)
        let (firstBegun, lastBegun) = (firsts.compactMap(\.begun).min(), firsts.compactMap(\.begun).max())
        let last = try #require(lastBegun)
        // Twice a second it reads up to 64, so that time limits are noticed. And libcurl itself reads what is there when it has
        // sent a request: a few, if the server is quick. If the loop read in between, it would be all but the last turn's.
        let looks = Int(last.nanoseconds(since: try #require(firstBegun)) / 500_000_000)
        #expect(firsts.count { $0.finished < last } < 25 + 64 * looks)
        #expect(others.count { $0.started < last } <= 64 * looks)
        // A request is sent as soon as its portion is prepared, unless the release is tight.
        let lastStarted = firsts.map(\.started).max()
        #expect((try #require(firstBegun) < #require(lastStarted)) == inPortions)
    }

    @Test func `A participant who fails before the gate does not delay the others`() async throws {
        let platform = try PlainPlatform { request in
            request.line == "GET /a" && request.headers["x-turnout-participant"] == "3" ? .init(500) : nil
        }
        defer { platform.stop() }
        let open = StepPlan(
            name: "a", action: .get(Template(literal: platform.url + "/a")),
            checks: [Check(text: "status == 401", subject: .status, demand: .number(.equal, 401))])
        let gated = Storms.gated(
            StepPlan(
                name: "b", action: .get(Template(literal: platform.url + "/b")),
                checks: [Check(text: "status == 401", subject: .status, demand: .number(.equal, 401))]))
        let outcome = try await Storms.run(
            Storms.plan([open, gated], count: 6, platform: nil), against: platform.url)
        let gate = try #require(outcome.samples.gates.first { $0.gate == 1 })
        #expect(gate.waiting == 5)
        #expect(gate.stragglers == [])
        #expect(outcome.samples.participants.filter { $0.ending == .failed }.map(\.participant) == [3])
        #expect(outcome.samples.steps.compactMap(\.failure).map(\.kind) == [.check])
    }

    @Test func `A gate does not wait for a participant who skips the step`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        var gated = Storms.gated(get("moderators", server.url + "/"))
        gated.when = Condition(
            left: Template(segments: [.name(.participantRole, default: nil)]), isEqual: true,
            right: Template(literal: "moderator"))
        let plan = Storms.plan([gated, get("all", server.url + "/")], count: 8, platform: nil) {
            $0.crowds[0].participants.moderators = 2
        }
        let outcome = try await Storms.run(plan, against: server.url)
        #expect(outcome.samples.gates.first { $0.gate == 1 }?.waiting == 2)
        #expect(outcome.journeyRequests.count == 10)
        #expect(outcome.samples.participants.filter { $0.ending == .completed }.count == 8)
    }

    @Test func `The quorum opens the gate, and latecomers are listed and pass`() async throws {
        // Participant 1's first response comes after another one was released, so it must be late.
        let released = BlockingEvent()
        let platform = try PlainPlatform { request in
            if request.line == "GET /b" { released.happen() }
            if request.line == "GET /a", request.headers["x-turnout-participant"] == "1" { released.wait() }
            return .init(200)
        }
        defer { platform.stop() }
        let journey = [
            get("a", platform.url + "/a"),
            Storms.gated(get("b", platform.url + "/b"), ReleasePlan(quorum: 0.75)),
        ]
        let outcome = try await Storms.run(Storms.plan(journey, count: 4, platform: nil), against: platform.url)
        let gate = try #require(outcome.samples.gates.first { $0.gate == 1 })
        #expect(gate.waiting == 3)
        #expect(gate.stragglers == [1])
        // A straggler was not released with the others, so it does not count in the spread.
        let firsts = outcome.journeyRequests.filter { $0.firstBehindGate == 1 }
        #expect(Set(firsts.map(\.participant)) == [2, 3, 4])
        #expect(outcome.samples.participants.count { $0.ending == .completed } == 4)
    }
}
