// Several crowds in one storm: their numbers, gates, starts and tallies; open and closed arrivals in whole storms.
import Measuring
import PlatformContract
import Scenarios
import Support
import Synchronization
import Testing

@testable import Driver

struct CrowdStormTests {
    private func crowd(
        _ name: String, _ count: Int, _ journey: [StepPlan], arrival: Arrival = .atOnce,
        start: CrowdPlan.Start = .withRun, moderators: Int = 0
    ) -> CrowdPlan {
        CrowdPlan(
            name: name, participants: ParticipantsPlan(count: count, moderators: moderators), arrival: arrival,
            start: start, journey: journey)
    }

    private func plan(_ crowds: [CrowdPlan], platform: PlatformPlan? = Storms.platform) -> Plan {
        Plan(
            name: "test", source: "test.yaml", target: TargetPlan(api: .url("http://127.0.0.1:1")),
            platform: platform, crowds: crowds)
    }

    private func get(_ name: String, _ url: String, _ release: ReleasePlan? = nil) -> StepPlan {
        var step = StepPlan(name: name, action: .get(Template(literal: url + "/")))
        step.release = release
        return step
    }

    private let journey = [Storms.token, Storms.access, Storms.entry]

    @Test func `Two crowds storm the stand-in, each with its own journey, and one tally each`() async throws {
        let plan = plan([
            crowd("hosts", 3, [Storms.gated(Storms.token)] + [Storms.access, Storms.entry], moderators: 1),
            crowd("learners", 20, [Storms.gated(Storms.access), Storms.entry], start: .afterCrowd("hosts")),
        ])
        let outcome = try await Storms.withStandIn { address in try await Storms.run(plan, against: address) }
        #expect(try outcome.ending.get().status == .completed)
        #expect(outcome.samples.requests.compactMap(\.failure) == [])
        // Numbers of participants and steps continue from crowd to crowd.
        let byCrowd = Dictionary(grouping: outcome.samples.participants, by: \.crowd)
        #expect(byCrowd.mapValues { Set($0.map(\.participant)) } == [0: Set(1...3), 1: Set(4...23)])
        #expect(Set(outcome.samples.steps.filter { $0.participant <= 3 }.map(\.step.rawValue)) == [0, 1, 2])
        #expect(Set(outcome.samples.steps.filter { $0.participant > 3 }.map(\.step.rawValue)) == [3, 4])
        #expect(outcome.samples.participants.allSatisfy { $0.entered != nil })
        // The learners arrive once the hosts are in the room.
        let hostsIn = try #require(byCrowd[0]?.compactMap(\.entered).max())
        #expect(byCrowd[1]?.allSatisfy { $0.intended >= hostsIn } == true)
        let arrivals = outcome.samples.gates.filter { $0.gate == GateSample.arrivals }
        #expect(Set(arrivals.map(\.crowd)) == [0, 1])
        #expect(outcome.samples.gates.filter { $0.gate > 0 }.map(\.waiting).sorted() == [3, 20])
        #expect(outcome.progress.crowds.map(\.name) == ["hosts", "learners"])
        #expect(outcome.progress.crowds.map(\.entered) == [3, 20])
        #expect(outcome.progress.crowds.map(\.finished) == [3, 20])
        #expect(outcome.heartbeats.last?.crowds == [.init(started: 3, ended: 3), .init(started: 20, ended: 20)])
    }

    @Test func `A gate of the same name is one gate for all crowds`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let together = ReleasePlan(gate: "doors")
        let plan = plan(
            [
                crowd("first", 4, [get("a", server.url, together)]),
                crowd("second", 6, [get("own", server.url, ReleasePlan()), get("b", server.url, together)]),
            ], platform: nil)
        #expect(plan.gates.map(\.name) == ["doors", "own"])
        #expect(plan.gates.map(\.expected) == [10, 6])
        #expect(plan.gateNumbers(ofCrowd: 0) == [1])
        #expect(plan.gateNumbers(ofCrowd: 1) == [2, 1])
        let outcome = try await Storms.run(plan, against: server.url)
        let gates = outcome.samples.gates.filter { $0.gate > 0 }.sorted { $0.gate < $1.gate }
        #expect(gates.map(\.waiting) == [10, 6])
        #expect(outcome.journeyRequests.count { $0.firstBehindGate == 1 && $0.intended == gates[0].opened } == 10)
    }

    @Test func `A crowd may start a while after the run`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let plan = plan(
            [
                crowd("early", 2, [get("a", server.url)]),
                crowd("late", 2, [get("b", server.url)], start: .after(.milliseconds(150))),
            ], platform: nil)
        let outcome = try await Storms.run(plan, against: server.url)
        let starts = outcome.samples.gates.filter { $0.gate == GateSample.arrivals }.sorted { $0.crowd < $1.crowd }
        #expect(starts.count == 2)
        #expect(starts[1].opened.nanoseconds(since: starts[0].opened) == 150_000_000)
        #expect(outcome.samples.participants.filter { $0.crowd == 1 }.allSatisfy { $0.intended == starts[1].opened })
    }

    @Test(arguments: [["b", "a"], ["nobody", "a"]])
    func `A crowd that can never start is reported before anything is sent`(awaited: [String]) async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let plan = plan(
            [
                crowd("a", 1, [get("a", server.url)], start: .afterCrowd(awaited[0])),
                crowd("b", 1, [get("b", server.url)], start: .afterCrowd(awaited[1])),
            ], platform: nil)
        let outcome = try await Storms.run(plan, against: server.url)
        #expect(throws: Problem.self) { try outcome.ending.get() }
        #expect(server.seen.connections == 0)
    }

    @Test func `A looping crowd keeps its number at the server, with new participants all the time`() async throws {
        // At most two requests are ever in progress at the same time, and everybody makes one.
        let present = Mutex((now: 0, most: 0))
        let platform = try PlainPlatform { _ in
            present.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            defer { present.withLock { $0.now -= 1 } }
            return .init(200)
        }
        defer { platform.stop() }
        func storm(lasting milliseconds: Int) async throws -> StormOutcome {
            let plan = plan(
                [
                    crowd(
                        "looping", 0, [get("get", platform.url)],
                        arrival: .looping(2, for: .milliseconds(milliseconds))),
                    crowd("fixed", 3, [get("get", platform.url)]),
                ], platform: nil)
            return try await Storms.run(plan, against: platform.url)
        }
        // Again, for longer, if the machine stopped for so long that nobody could follow anybody.
        var outcome = try await storm(lasting: 300)
        var looping: [ParticipantSample] { outcome.samples.participants.filter { $0.crowd == 0 } }
        if looping.count <= 4 { outcome = try await storm(lasting: 6_000) }
        #expect(looping.count > 4)
        #expect(looping.allSatisfy { $0.ending == .completed })
        // Their numbers follow those of the crowds of known size, and no two are the same.
        #expect(Set(looping.map(\.participant)).count == looping.count)
        #expect(looping.allSatisfy { $0.participant > 3 })
        #expect(outcome.samples.participants.filter { $0.crowd == 1 }.map(\.participant).sorted() == [1, 2, 3])
        #expect(present.withLock { $0.most } <= 2 + 3)
    }

    @Test func `In an open model participants arrive at its rate and leave at the end of their journey`() async throws {
        let platform = try PlainPlatform()
        defer { platform.stop() }
        let plan = plan([
            crowd("open", 0, journey, arrival: .rate(perSecond: 100, for: .milliseconds(200), poisson: false))
        ])
        let outcome = try await Storms.run(plan, against: platform.url)
        let intended = outcome.samples.participants.sorted { $0.participant < $1.participant }.map(\.intended)
        #expect(intended.count == 20)
        #expect(zip(intended.dropFirst(), intended).allSatisfy { $0.nanoseconds(since: $1) == 10_000_000 })
        #expect(outcome.samples.participants.allSatisfy { $0.entered != nil })
        #expect(outcome.samples.requests.filter { $0.endpoint == Endpoint.leave.rawValue }.count == 20)
        #expect(platform.inRoom == 0)
    }

    @Test func `An open model keeps few of those whom the server does not let leave, and says how many stay behind`()
        async throws
    {
        let platform = try PlainPlatform { $0.line.hasSuffix("/leave") ? .init(500) : nil }
        defer { platform.stop() }
        let plan = plan([
            crowd("open", 0, journey, arrival: .rate(perSecond: 400, for: .milliseconds(250), poisson: false))
        ])
        let outcome = try await Storms.run(plan, against: platform.url)
        #expect(outcome.samples.participants.count { $0.entered != nil } == 100)
        // All ask at the end of their journey, and those who are kept once more: so many on each of the two loops.
        let asked = platform.requests.count { $0.line.hasSuffix("/leave") }
        #expect(asked == 100 + 2 * LoopWorker.mostRefused)
        #expect(outcome.notices.last?.hasPrefix("100 participants could not leave the room") == true)
    }

    @Test(arguments: [404, 409])
    func `Whom the platform does not know in the room is not led out twice`(status: Int) async throws {
        let platform = try PlainPlatform { request in
            // No answer to `join`: whether it counts nobody can tell.
            if request.line.hasSuffix("/join") { return .init(200, body: "<h1>welcome</h1>") }
            return request.line.hasSuffix("/leave") ? .init(status) : nil
        }
        defer { platform.stop() }
        let plan = plan([
            crowd("open", 0, journey, arrival: .rate(perSecond: 100, for: .milliseconds(50), poisson: false))
        ])
        let outcome = try await Storms.run(plan, against: platform.url)
        #expect(outcome.samples.participants.map(\.ending) == Array(repeating: .failed, count: 5))
        #expect(platform.requests.count { $0.line.hasSuffix("/leave") } == 5)
        #expect(!outcome.notices.contains { $0.contains("could not leave") })
    }

    @Test func `A gate before two steps of a crowd waits for each participant once`() async throws {
        let platform = try PlainPlatform { request in
            let fails = request.line == "GET /open" && request.headers["x-turnout-participant"] == "1"
            return .init(fails ? 500 : 200)
        }
        defer { platform.stop() }
        let doors = ReleasePlan(timeout: .seconds(600), gate: "doors")
        let open = StepPlan(name: "open", action: .get(Template(literal: platform.url + "/open")))
        let plan = plan(
            [crowd("only", 3, [open, get("a", platform.url, doors), get("b", platform.url, doors)])], platform: nil)
        try #require(plan.gates.map(\.expected) == [3])
        let outcome = try await Storms.run(plan, against: platform.url)
        let gates = outcome.samples.gates.filter { $0.gate > 0 }
        // Whoever failed before the gate is missing at it once.
        #expect(gates.map(\.waiting) == [2] && gates.map(\.stragglers) == [[]])
        #expect(outcome.samples.participants.count { $0.ending == .completed } == 2)
    }

    @Test func `A gate before either of two steps waits for those who take the second`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        func step(_ name: String, forModerators isEqual: Bool) -> StepPlan {
            var step = get(name, server.url, ReleasePlan(timeout: .seconds(600), gate: "doors"))
            step.when = Condition(
                left: Template(segments: [.name(.participantRole, default: nil)]), isEqual: isEqual,
                right: Template(literal: "moderator"))
            return step
        }
        let steps = [step("as moderator", forModerators: true), step("as learner", forModerators: false)]
        let plan = plan([crowd("only", 4, steps, moderators: 1)], platform: nil)
        let outcome = try await Storms.run(plan, against: server.url)
        #expect(outcome.samples.gates.filter { $0.gate > 0 }.map(\.waiting) == [4])
        #expect(outcome.journeyRequests.count { $0.firstBehindGate == 1 } == 4)
    }

    @Test(arguments: [
        Arrival.looping(2, for: .seconds(1)), .rate(perSecond: 10, for: .seconds(1), poisson: true),
    ])
    func `A gate that cannot tell for how many to wait is refused before anything is sent`(
        arrival: Arrival
    ) async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let plan = plan(
            [
                crowd("fixed", 2, [get("a", server.url, ReleasePlan(gate: "doors"))]),
                crowd("open", 0, [get("b", server.url, ReleasePlan(gate: "doors"))], arrival: arrival),
            ], platform: nil)
        let outcome = try await Storms.run(plan, against: server.url)
        let problem = #expect(throws: Problem.self) { try outcome.ending.get() }
        #expect(problem?.kind == .usage)
        #expect(problem?.messages.first?.hasPrefix("the gate doors cannot wait for the crowd open: ") == true)
        #expect(server.seen.connections == 0)
    }
}
