// Storms from setup to teardown, against the stand-in and against a server that speaks the contract alone.
import Analysis
import Measuring
import PlatformContract
import Scenarios
import StandIn
import Support
import Testing

@testable import Driver

struct StormTests {
    private let journey = [Storms.gated(Storms.token), Storms.access, Storms.entry]

    @Test func `Everybody storms the stand-in at once and gets in`() async throws {
        let outcome = try await Storms.withStandIn { address in
            try await Storms.run(Storms.plan(journey, count: 60), against: address)
        }
        let ending = try outcome.ending.get()
        #expect(ending.status == .completed)
        #expect(outcome.samples.requests.compactMap(\.failure) == [])
        #expect(outcome.samples.participants.count == 60)
        #expect(outcome.samples.participants.allSatisfy { $0.entered != nil && $0.ending == .completed })
        #expect(Set(outcome.samples.participants.map(\.participant)) == Set(1...60))
        for endpoint in [
            Endpoint.token, .generateAccess, .roomPage, .room, .participant, .signalingToken, .join,
        ] {
            #expect(outcome.requests(endpoint).count == 60, "\(endpoint)")
        }
        // Led out afterwards, kept apart from the figures.
        let leaves = outcome.samples.requests.filter { $0.endpoint == Endpoint.leave.rawValue }
        #expect(leaves.count == 60)
        #expect(leaves.allSatisfy { $0.step == .teardown && $0.failure == nil })
        #expect(outcome.progress.phase == .ended)
        #expect(outcome.progress.entered == 60)
        #expect(outcome.progress.requests == outcome.samples.requests.count)
        // Whoever began a step has ended it.
        #expect(!outcome.progress.steps.isEmpty)
        #expect(outcome.progress.steps.allSatisfy { $0.inside == 0 && $0.resting == 0 })
    }

    @Test func `One T0 releases all loops, and each participant's first request is marked`() async throws {
        let outcome = try await Storms.withStandIn { address in
            try await Storms.run(Storms.plan(journey, count: 40), against: address, loops: 3)
        }
        let gate = try #require(outcome.samples.gates.first { $0.gate == 1 })
        #expect(gate.waiting == 40)
        #expect(gate.stragglers == [])
        let firsts = outcome.journeyRequests.filter { $0.firstBehindGate == 1 }
        #expect(firsts.count == 40)
        #expect(Set(firsts.map(\.participant)).count == 40)
        #expect(firsts.allSatisfy { $0.endpoint == Endpoint.token.rawValue && $0.intended == gate.opened })
        #expect(firsts.allSatisfy { $0.started >= gate.opened })
        #expect(outcome.samples.participants.allSatisfy { $0.intended == gate.opened })
    }

    @Test func `The intended start of a later step is the end of the one before`() async throws {
        let outcome = try await Storms.withStandIn { address in
            try await Storms.run(Storms.plan(journey, count: 5), against: address, loops: 1)
        }
        for participant in Int32(1)...5 {
            let steps = outcome.samples.steps.filter { $0.participant == participant }.sorted { $0.step < $1.step }
            #expect(steps.map(\.step.rawValue) == [0, 1, 2])
            #expect(steps[1].intended == steps[0].finished)
            #expect(steps[2].intended == steps[1].finished)
            let rows = outcome.samples.requests.filter { $0.participant == participant && $0.step.rawValue == 2 }
            #expect(rows.map(\.endpoint) == ["room-page", "room", "participant", "signaling-token", "join"])
            #expect(zip(rows.dropFirst(), rows).allSatisfy { $0.intended == $1.figures.answered })
            let sample = try #require(outcome.samples.participants.first { $0.participant == participant })
            #expect(sample.entered == rows.last?.figures.answered)
            #expect(sample.journeyNanoseconds == rows.last?.figures.answered.nanoseconds(since: steps[0].intended))
        }
    }

    @Test func `A server that implements only the contract can be stormed too`() async throws {
        let platform = try PlainPlatform()
        defer { platform.stop() }
        let outcome = try await Storms.run(Storms.plan(journey, count: 12), against: platform.url)
        _ = try outcome.ending.get()
        #expect(outcome.samples.requests.filter { $0.step.rawValue >= 0 }.compactMap(\.failure) == [])
        #expect(outcome.samples.participants.filter { $0.entered != nil }.count == 12)
        // The redirect is followed, one row a request.
        #expect(outcome.requests(.roomPage).count == 24)
        #expect(platform.inRoom == 0)
        // Entering is by cookie alone.
        let behindThePage = platform.requests.filter { $0.line.hasSuffix("/join") || $0.line.hasPrefix("GET /room/") }
        #expect(behindThePage.allSatisfy { $0.headers["authorization"] == nil })
        #expect(platform.requests.allSatisfy { $0.headers["user-agent"] == "Turnout/0 (run r1)" })
        let numbers = platform.requests.compactMap { $0.headers["x-turnout-participant"].flatMap { Int($0) } }
        #expect(Set(numbers) == Set(0...12))
        #expect(outcome.notices.contains { $0.contains("Created the space Load rehearsal") })
    }

    @Test func `A second run reuses the space and the room of the first`() async throws {
        let outcomes = try await Storms.withStandIn { address in
            let plan = Storms.plan(journey, count: 2)
            return [try await Storms.run(plan, against: address), try await Storms.run(plan, against: address)]
        }
        #expect(outcomes[0].notices.count == 2)
        #expect(outcomes[1].notices == [])
        #expect(outcomes[1].samples.participants.allSatisfy { $0.entered != nil })
    }

    @Test func `Accounts are registered once`() async throws {
        let outcomes = try await Storms.withStandIn { address in
            let plan = Storms.plan(journey, count: 20) { $0.crowds[0].participants.accounts = .create }
            return [try await Storms.run(plan, against: address), try await Storms.run(plan, against: address)]
        }
        for outcome in outcomes {
            _ = try outcome.ending.get()
            #expect(outcome.samples.participants.filter { $0.entered != nil }.count == 20)
            #expect(outcome.samples.requests.filter { $0.endpoint == Endpoint.users.rawValue }.count == 20)
        }
    }

    @Test func `Without cookies nobody gets in, and the report says why`() async throws {
        let outcome = try await Storms.withStandIn { address in
            try await Storms.run(
                Storms.plan(journey, count: 3) { $0.crowds[0].participants.cookies = false }, against: address)
        }
        let failures = outcome.samples.steps.compactMap(\.failure)
        #expect(failures.map(\.diagnosis?.code) == Array(repeating: "cookies-not-stored", count: 3))
        #expect(outcome.samples.participants.allSatisfy { $0.ending == .failed && $0.endedAt?.rawValue == 2 })
        #expect(outcome.progress.failed == 3)
    }

    @Test func `A wrong grant, an alias in place of an id and a private room are distinguished`() async throws {
        let client = StepPlan(name: "token", action: .token(TokenPlan(grant: .clientCredentials)))
        let own = StepPlan(name: "generate-access", action: .generateAccess(AccessPlan(granter: .participant)))
        let alias = StepPlan(
            name: "generate-access",
            action: .generateAccess(AccessPlan(room: Template(segments: [.name(.roomAlias, default: nil)]))))
        let name = StepPlan(
            name: "token",
            action: .token(
                TokenPlan(grant: .password, username: Template(segments: [.name(.participantName, default: nil)]))))
        let cases: [([StepPlan], String)] = [
            ([client, own], "client-token"), ([Storms.token, own], "not-rooms-creator"), ([alias], "alias-for-id"),
            ([name], "username-not-email"), ([Storms.token, Storms.entry], "private-room"),
        ]
        let codes = try await Storms.withStandIn { address in
            var codes: [String?] = []
            for (journey, _) in cases {
                let outcome = try await Storms.run(Storms.plan(journey, count: 1), against: address, loops: 1)
                codes.append(outcome.samples.steps.compactMap(\.failure).last?.diagnosis?.code)
            }
            return codes
        }
        #expect(codes == cases.map(\.1))
    }

    @Test func `A wrong host password ends the run before it begins, with a message`() async throws {
        var platform = Storms.platform
        platform.host?.password = Secret("wrong-secret-word")
        let plan = Storms.plan(journey, count: 2, platform: platform)
        let outcome = try await Storms.withStandIn { address in try await Storms.run(plan, against: address) }
        let error = #expect(throws: Problem.self) { try outcome.ending.get() }
        #expect(error?.description.contains("the host's log-in failed") == true)
        #expect(error?.description.contains("the host's e-mail or password is wrong") == true)
        #expect(error?.remedy == "Check `platform: { host: { email: …, password: … } }`.")
        #expect(error?.description.contains("wrong-secret-word") == false)
        #expect(outcome.samples.participants.isEmpty)
    }

    @Test func `An API's version in the target's address is told, with what to leave out`() async throws {
        let outcome = try await Storms.withStandIn { address in
            try await Storms.run(Storms.plan(journey, count: 2), against: address + "/v1")
        }
        let error = #expect(throws: Problem.self) { try outcome.ending.get() }
        #expect(error?.description.contains("`target.api` ends with /v1") == true)
        #expect(error?.remedy == "Remove /v1 from `target.api`.")
        #expect(outcome.samples.participants.isEmpty)
    }

    @Test func `A race between log-in and entry is told from a refused cookie`() async throws {
        let journey = [Storms.access, Storms.gated(Storms.entry)]
        // A store so slow that the last of the crowd enters before its session can be seen, however busy the machine is.
        var profile = CapacityProfile.sessionRace
        profile.sessionStore?.writeMilliseconds = 500
        let outcome = try await Storms.withStandIn(profile) { address in
            try await Storms.run(Storms.plan(journey, count: 60), against: address)
        }
        _ = try outcome.ending.get()
        let failures = outcome.samples.steps.compactMap(\.failure)
        #expect(!failures.isEmpty)
        #expect(Set(failures.map(\.diagnosis?.code)) == ["session-race"])
    }

    @Test(arguments: [true, false])
    func `A closed port is reported before anybody starts`(hasSetup: Bool) async throws {
        let socket = try LoopbackSocket()
        let address = "http://127.0.0.1:\(socket.port)"
        LoopbackSocket.reset(socket.descriptor)
        let get = StepPlan(name: "get", action: .get(Template(literal: address)))
        let plan = hasSetup ? Storms.plan(journey, count: 2) : Storms.plan([get], count: 2, platform: nil)
        let outcome = try await Storms.run(plan, against: address)
        let error = #expect(throws: Problem.self) { try outcome.ending.get() }
        #expect(error?.description.contains("cannot be reached") == true)
        #expect(outcome.samples.participants.isEmpty)
    }

    @Test func `Each loop looks up a name once, and no request makes its own lookup`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let url = "http://localhost:\(server.port)"
        let get = Storms.gated(StepPlan(name: "get", action: .get(Template(literal: url + "/"))))
        let outcome = try await Storms.run(Storms.plan([get], count: 4, platform: nil), against: url)
        #expect(outcome.samples.lookups.map(\.loop).sorted() == [0, 1])
        #expect(outcome.samples.lookups.allSatisfy { $0.host == "localhost:\(server.port)" && $0.microseconds > 0 })
        #expect(outcome.samples.requests.compactMap(\.failure) == [])
        let byAddress = try await Storms.run(
            Storms.plan(
                [Storms.gated(StepPlan(name: "get", action: .get(Template(literal: server.url))))], count: 1,
                platform: nil),
            against: server.url)
        #expect(byAddress.samples.lookups == [])
    }

    @Test func `The peak of open files counts, however short it was and in whatever order files were closed`()
        async throws
    {
        let server = try CountingServer()
        defer { server.stop() }
        let get = Storms.gated(StepPlan(name: "get", action: .get(Template(literal: server.url + "/"))))
        // One release, everybody in, and out again before a look around five times a second would have seen them. The
        // second gate keeps them until the last one has come.
        let pause = Storms.gated(StepPlan(name: "pause", action: .pause(.fixed(.zero))))
        let outcome = try await Storms.run(
            Storms.plan([get, pause], count: 100, platform: nil), against: server.url)
        #expect(try #require(outcome.ending.get().generator).peakOpenFiles >= 100)
    }

    @Test func `A run against a URL needs no platform`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let get = Storms.gated(StepPlan(name: "get", action: .get(Template(literal: server.url + "/"))))
        let outcome = try await Storms.run(Storms.plan([get], count: 50, platform: nil), against: server.url)
        #expect(try outcome.ending.get().status == .completed)
        #expect(outcome.journeyRequests.count == 50)
        #expect(outcome.samples.requests.count == 50)
        #expect(outcome.samples.participants.allSatisfy { $0.entered != nil })
        // One connection each, and the one by which the target was found reachable, which asked for nothing.
        #expect(server.seen.connections == 51)
        #expect(server.seen.requests == 50)
        #expect(server.seen.foreignConnections == 0)
    }

    @Test func `Participants who come over a window start when they are due`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let get = StepPlan(name: "get", action: .get(Template(literal: server.url + "/")))
        let plan = Storms.plan(
            [get], count: 20, arrival: .over(window: .milliseconds(200), curve: .uniform), platform: nil)
        let outcome = try await Storms.run(plan, against: server.url)
        let intended = outcome.samples.participants.sorted { $0.participant < $1.participant }.map(\.intended)
        #expect(zip(intended.dropFirst(), intended).allSatisfy { $0.nanoseconds(since: $1) == 10_000_000 })
        #expect(outcome.samples.participants.allSatisfy { $0.started >= $0.intended })
        #expect(try outcome.ending.get().durationSeconds >= 0.19)
    }
}
