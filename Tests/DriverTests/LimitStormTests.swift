// Limits that end a storm: a number of requests, exactly; conditions on what was recorded so far.
import Analysis
import Journeys
import Measuring
import PlatformContract
import Scenarios
import StandIn
import Support
import Synchronization
import Testing

@testable import Driver

@Suite struct LimitStormTests {
    private func gets(_ url: String, _ count: Int) -> [StepPlan] {
        (1...count).map { StepPlan(name: "get \($0)", action: .get(Template(literal: url + "/"))) }
    }

    // MARK: Requests

    @Test(arguments: [1, 2, 4], [1, 7, 100, 1234])
    func `Exactly as many requests are made as the limit says`(loops: Int, limit: Int) async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let plan = Storms.plan(
            gets(server.url, 3), count: 30, arrival: .looping(30, for: .seconds(600)), platform: nil
        ) { $0.limits.maxRequests = limit }
        let outcome = try await Storms.run(plan, against: server.url, loops: loops)
        let ending = try outcome.ending.get()
        #expect(ending.status == .aborted)
        #expect(ending.reason == "max-requests (\(limit)) was reached")
        #expect(outcome.journeyRequests.count == limit)
        #expect(outcome.journeyRequests.allSatisfy { $0.failure == nil })
        #expect(server.seen.requests == limit)
    }

    @Test func `Requests that redirects lead to count, and setup and teardown do not`() async throws {
        // Opening the room redirects once, so that entering takes more requests than it has calls.
        let platform = try PlainPlatform()
        defer { platform.stop() }
        let stay = StepPlan(name: "pause", action: .pause(.fixed(.seconds(600))))
        let plan = Storms.plan([Storms.token, Storms.access, Storms.entry, stay], count: 6, arrival: .atOnce) {
            $0.limits.maxRequests = 20
        }
        let outcome = try await Storms.run(plan, against: platform.url)
        #expect(try outcome.ending.get().status == .aborted)
        #expect(outcome.journeyRequests.count == 20)
        let others = outcome.samples.requests.count { $0.step.rawValue < 0 }
        #expect(others > 0)
        #expect(platform.requests.count == 20 + others)
        #expect(platform.inRoom == 0)
    }

    /// Seven requests bring a participant to the door, the eighth one in.
    @Test(arguments: [(7, 0), (8, 1)])
    func `Nobody leaves a room whose entry was not sent`(limit: Int, leaves: Int) async throws {
        let platform = try PlainPlatform()
        defer { platform.stop() }
        let again = StepPlan(name: "again", action: .get(Template(literal: "\(platform.url)/v1/spaces")))
        let plan = Storms.plan([Storms.token, Storms.access, Storms.entry, again], count: 1, arrival: .atOnce) {
            $0.limits.maxRequests = limit
        }
        let outcome = try await Storms.run(plan, against: platform.url)
        #expect(try outcome.ending.get().status == .aborted)
        #expect(outcome.journeyRequests.count == limit)
        #expect(platform.requests.count { $0.line.hasSuffix("/leave") } == leaves)
        #expect(platform.inRoom == 0)
    }

    @Test func `The stand-in counts as many requests as the limit allows, replays included`() async throws {
        var profile = CapacityProfile.unlimited
        profile.faults = CapacityProfile.Faults(reset: 0.1)
        let tokens = ["a", "b", "c"].map { StepPlan(name: $0, action: .token(TokenPlan(grant: .password))) }
        let plan = Storms.plan(tokens, count: 12, arrival: .looping(12, for: .seconds(600))) {
            $0.limits.maxRequests = 700
        }
        let (outcome, truth) = try await Storms.withStandIn(profile) { address -> (StormOutcome, Truth) in
            (try await Storms.run(plan, against: address), try await Storms.truth(of: address))
        }
        #expect(try outcome.ending.get().reason == "max-requests (700) was reached")
        #expect(outcome.journeyRequests.count == 700)
        #expect(outcome.journeyRequests.contains { $0.isReplay })
        #expect(outcome.samples.requests.count == truth.endpoints.values.reduce(0) { $0 + $1.requests })
    }

    @Test func `A run that needs no more than its limit completes`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let plan = Storms.plan(gets(server.url, 2), count: 50, platform: nil) { $0.limits.maxRequests = 100 }
        let outcome = try await Storms.run(plan, against: server.url)
        #expect(try outcome.ending.get().status == .completed)
        #expect(outcome.samples.participants.allSatisfy { $0.ending == .completed })
        #expect(server.seen.requests == 100)
    }

    @Test func `Nobody waits at a primed gate for those who have no request left`() async throws {
        let server = try LastByteServer()
        defer { server.stop() }
        let post = StepPlan(
            name: "log in",
            action: .request(
                RequestPlan(
                    method: "POST", url: Template(literal: server.url + "/"),
                    body: .text(Template(literal: "name=value")))))
        // The gate would be held for ten minutes.
        let journey = [Storms.gated(post, ReleasePlan(primed: true, hold: .seconds(600)))]
        let plan = Storms.plan(journey, count: 5, platform: nil) { $0.limits.maxRequests = 3 }
        let outcome = try await Storms.run(plan, against: server.url)
        #expect(try outcome.ending.get().reason == "max-requests (3) was reached")
        let gate = try #require(outcome.samples.gates.first { $0.gate == 1 })
        #expect(gate.waiting == 5 && gate.unprimed.map(\.cause) == [.limited, .limited])
        #expect(server.arrivals.count == 3 && outcome.journeyRequests.count == 3)
    }

    @Test func `A request that may not be made costs nothing`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        // Each participant makes one request, and is redirected to a host that may not be contacted.
        let platform = try PlainPlatform { _ in .init(302, headers: ["Location: http://elsewhere.test/"]) }
        defer { platform.stop() }
        let plan = Storms.plan(gets(platform.url, 1), count: 9, platform: nil) { $0.limits.maxRequests = 10 }
        let outcome = try await Storms.run(plan, against: platform.url)
        #expect(try outcome.ending.get().status == .completed)
        #expect(platform.requests.count == 9)
        #expect(outcome.journeyRequests.count { $0.failure?.kind == .notAllowed } == 9)
    }

    @Test func `A request that is wrong before it is sent costs nothing`() async throws {
        // The second request of each participant has a line break in a header.
        let platform = try PlainPlatform { _ in .init(200, body: #"{"v":"a\nb"}"#) }
        defer { platform.stop() }
        let text = """
            turnout: 1
            participants: { count: 9 }
            journey:
              - request: GET \(platform.url)/
                extract: { v: { json: /v } }
              - request: GET \(platform.url)/
                headers: { X-V: "${v}" }
            limits: { max-requests: 10 }
            """
        let outcome = try await Storms.run(
            try ScenarioLoader().load(text: text, file: "x.yaml"), against: platform.url)
        #expect(try outcome.ending.get().status == .completed)
        #expect(platform.requests.count == 9)
        #expect(outcome.journeyRequests.count { $0.failure?.kind == .protocol } == 9)
    }

    @Test func `Who waits for a request goes on when one is given back, and when cancelled`() async {
        let budget = RequestBudget(limit: 1, loops: 2) {}
        #expect(budget.take(on: 0))
        await withTaskGroup(of: Bool.self) { group in
            let waits = Event()
            group.addTask {
                while !budget.take(on: 1) {
                    waits.happen()
                    guard await budget.waitForOneGivenBack() else { return false }
                }
                return true
            }
            await waits.wait()
            budget.giveBack(on: 0)
            #expect(await group.next() == true)
            // Given back before anybody waits.
            budget.giveBack(on: 0)
            #expect(await budget.waitForOneGivenBack())
            #expect(budget.take(on: 0))
            group.addTask { await budget.waitForOneGivenBack() }
            group.cancelAll()
            #expect(await group.next() == false)
        }
    }

    @Test(arguments: [1, 3, 8], [0, 1, 5, 1000, 40_000])
    func `Loops that share a budget take all of it, and no more`(loops: Int, limit: Int) async {
        let reached = Mutex(0)
        let budget = RequestBudget(limit: limit, loops: loops) { reached.withLock { $0 += 1 } }
        let taken = await withTaskGroup(of: Int.self) { group in
            for loop in 0..<loops {
                group.addTask {
                    var taken = 0
                    while budget.take(on: loop) {
                        taken += 1
                        budget.finish(on: loop)
                    }
                    return taken
                }
            }
            return await group.reduce(0, +)
        }
        #expect(taken == limit)
        #expect(budget.made == limit)
        #expect(reached.withLock { $0 } > 0)
    }

    @Test func `The limit is reached only when the last request has ended`() {
        let reached = Mutex(false)
        let budget = RequestBudget(limit: 2, loops: 2) { reached.withLock { $0 = true } }
        #expect(budget.take(on: 0) && budget.take(on: 1))
        #expect(!budget.take(on: 0))
        budget.finish(on: 0)
        #expect(!reached.withLock { $0 })
        // One that was not made can be taken by another loop.
        budget.giveBack(on: 1)
        #expect(budget.take(on: 0))
        #expect(!budget.take(on: 1))
        #expect(!reached.withLock { $0 })
        budget.finish(on: 0)
        #expect(reached.withLock { $0 })
    }

    // MARK: Conditions

    @Test func `A condition that holds ends the storm, and everyone leaves the room`() async throws {
        // The hosts get in and stay; the learners are refused.
        let platform = try PlainPlatform { request in
            request.line == "GET /learn" ? .init(503) : nil
        }
        defer { platform.stop() }
        let stay = StepPlan(name: "stay", action: .pause(.fixed(.seconds(600))))
        let learn = StepPlan(name: "learn", action: .get(Template(literal: platform.url + "/learn")))
        var plan = Plan(
            name: "test", source: "test.yaml", target: TargetPlan(api: .url("http://127.0.0.1:1")),
            platform: Storms.platform,
            crowds: [
                CrowdPlan(
                    name: "hosts", participants: ParticipantsPlan(count: 3), arrival: .atOnce,
                    journey: [Storms.token, Storms.access, Storms.entry, stay]),
                CrowdPlan(
                    name: "learners", participants: ParticipantsPlan(count: 1000),
                    arrival: .over(window: .seconds(100), curve: .uniform), start: .afterCrowd("hosts"),
                    journey: [learn]),
            ])
        plan.limits.abortWhen = [try Thresholds.parse("failures(learners) >= 3", names: plan.thresholdNames)]
        let outcome = try await Storms.run(plan, against: platform.url)
        let ending = try outcome.ending.get()
        #expect(ending.status == .aborted)
        #expect(ending.reason?.hasPrefix("abort-when failures(learners) >= 3: ") == true)
        let failed = outcome.samples.participants.count { $0.ending == .failed }
        #expect((3..<1000).contains(failed))
        #expect(outcome.samples.participants.count { $0.entered != nil } == 3)
        #expect(platform.inRoom == 0)
    }

    @Test func `The watch judges what it was given so far`() throws {
        var limits = LimitsPlan()
        #expect(AbortWatch(limits, metadata) == nil)
        limits.abortWhen = [
            try Thresholds.parse("p95(get) > 10s", steps: ["get"]),
            try Thresholds.parse("turnout < 50%", steps: ["get"]),
        ]
        let watch = try #require(AbortWatch(limits, metadata))
        #expect(watch.judge() == nil)
        watch.take(failures(1...5))
        #expect(watch.judge() == nil)
        watch.take(failures(6...6))
        #expect(watch.judge() == "abort-when turnout < 50%: at most 40% can still get in")
    }

    /// A crowd that is refused has gone before the conditions are judged for the second time.
    @Test func `A condition that holds when the last journey ends counts`() async throws {
        let server = try PlainPlatform { _ in .init(500) }
        defer { server.stop() }
        var plan = Storms.plan(gets(server.url, 1), count: 20, arrival: .atOnce, platform: nil)
        plan.limits.abortWhen = [try Thresholds.parse("turnout < 90%", names: plan.thresholdNames)]
        let ending = try await Storms.run(plan, against: server.url).ending.get()
        #expect(ending.status == .aborted)
        #expect(ending.reason == "abort-when turnout < 90%: at most 0% can still get in")
    }

    private let metadata = RunMetadata(
        id: "r", name: "t", scenario: "t.yaml", startedAt: "2026-01-01T00:00:00.000Z", seed: 1, version: "0",
        api: "http://a", http: "auto", crowds: [CrowdMetadata(expected: 10, steps: ["get"], hasEntry: false)],
        origin: Moment(nanoseconds: 0))

    private func failures(_ numbers: ClosedRange<Int32>) -> SampleBatch {
        var batch = SampleBatch()
        batch.participants = numbers.map {
            ParticipantSample(
                participant: $0, crowd: 0, intended: metadata.origin, started: metadata.origin,
                finished: metadata.origin, entered: nil, journeyNanoseconds: nil, ending: .failed,
                endedAt: StepIndex(rawValue: 0))
        }
        return batch
    }
}
