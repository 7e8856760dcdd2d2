// Shards of a run: together they are the whole run, whatever the crowds and however many shards.
import Journeys
import Measuring
import Support
import Testing

@testable import Driver
@testable import Scenarios

/// What defines a participant of a run, arrival included.
private struct Coming: Hashable {
    var number: Int32
    var crowd: Int
    var offset: Int64
    var person: Person?
}

struct ShardTests {
    private static let table = """
        email,name
        a@example.test,Anna
        b@example.test,Ben
        c@example.test,Caro
        d@example.test,Dan
        e@example.test,Eva
        """

    private static func data(_ order: ParticipantData.Order) throws -> ParticipantData {
        ParticipantData(table: try PeopleTable(Array(table.utf8)), order: order, file: "people.csv")
    }

    private static func crowd(
        _ name: String, _ count: Int = 0, _ arrival: Arrival, moderators: Int = 0, data: ParticipantData? = nil
    ) -> CrowdPlan {
        CrowdPlan(
            name: name, participants: ParticipantsPlan(count: count, moderators: moderators, data: data),
            arrival: arrival, journey: [Storms.token])
    }

    /// A plan with every kind of arrival that has a timetable, and with data in every order.
    private static func plan() throws -> Plan {
        Storms.plan([], count: 0) { plan in
            plan.crowds = [
                crowd("hosts", 5, .atOnce, moderators: 3, data: try? data(.unique)),
                crowd("window", 23, .over(window: .seconds(9), curve: .uniform), moderators: 7),
                crowd("early", 17, .over(window: .seconds(9), curve: .frontLoaded), data: try? data(.sequential)),
                crowd("random", 31, .over(window: .seconds(9), curve: .poisson), data: try? data(.random)),
                crowd("rate", 0, .rate(perSecond: 7, for: .seconds(5), poisson: false)),
                crowd("poisson", 0, .rate(perSecond: 7, for: .seconds(5), poisson: true), data: try? data(.random)),
                crowd("stages", 0, .stages([.ramp(to: 8, for: .seconds(3)), .hold(for: .seconds(2))])),
                crowd("trace", 0, .trace(RecordedJoins((0..<13).map { .milliseconds($0 * 37) }))),
                crowd("more", 0, .rate(perSecond: 5, for: .seconds(3), poisson: true), moderators: 2),
            ]
        }
    }

    /// Everybody who comes in one process, over its loops.
    private func comings(_ plan: Plan, loops: Int = 1) -> [Coming] {
        plan.crowds.indices.flatMap { crowd -> [Coming] in
            guard let places = plan.places(ofCrowd: crowd) else { return [] }
            let numbers = plan.numbers(ofCrowd: crowd)
            return (0..<loops).flatMap { loop in
                var source = plan.crowds[crowd].arrivals(crowd: crowd, seed: 11, at: places.part(loop, of: loops))
                var comings: [Coming] = []
                while case .comes(let place, let offset) = source.next(elapsed: 0, present: 0) {
                    comings.append(
                        Coming(
                            number: numbers[place], crowd: crowd, offset: offset,
                            person: plan.crowds[crowd].person(at: place, number: numbers[place], seed: 11)))
                }
                return comings
            }
        }
    }

    @Test(arguments: [1, 2, 3, 4, 7, 250], [1, 3])
    func `Shards together are the whole run: the same people, at the same moments`(count: Int, loops: Int) throws {
        let whole = try Self.plan()
        var all: [Coming] = []
        for number in 1...count {
            var plan = whole
            plan.shard = Shard(number: number, of: count)
            let own = comings(plan, loops: loops)
            #expect(own.allSatisfy { (Int($0.number) - 1) % count == number - 1 })
            #expect(own.allSatisfy { plan.shard?.has(participant: $0.number) == true })
            for crowd in plan.crowds.indices {
                guard let expected = plan.ownExpected(ofCrowd: crowd) else { continue }
                #expect(own.count { $0.crowd == crowd } == expected)
                #expect(plan.crowdMetadata[crowd].expected == expected)
            }
            all += own
        }
        let expected = comings(whole)
        #expect(expected.count > 150)
        #expect(all.sorted { $0.number < $1.number } == expected.sorted { $0.number < $1.number })
    }

    @Test(arguments: [1, 2, 3, 5], [1, 2, 3])
    func `Shards of looping crowds have all slots, and no number twice`(count: Int, loops: Int) throws {
        let whole = Storms.plan([], count: 0) { plan in
            plan.crowds = [
                Self.crowd("sized", 4, .atOnce), Self.crowd("one", 0, .looping(7, for: .seconds(9))),
                Self.crowd("two", 0, .looping(3, for: .seconds(9))),
            ]
        }
        for crowd in [1, 2] {
            var first: Set<Int32> = []
            for number in 1...count {
                var plan = whole
                plan.shard = Shard(number: number, of: count)
                guard let places = plan.places(ofCrowd: crowd) else { continue }
                for loop in 0..<loops {
                    var source = plan.crowds[crowd].arrivals(
                        crowd: crowd, seed: 1, at: places.part(loop, of: loops))
                    var present = 0
                    while case .comes(let place, _) = source.next(elapsed: 0, present: present) {
                        let participant = plan.numbers(ofCrowd: crowd)[place]
                        #expect(plan.shard?.has(participant: participant) == true)
                        #expect(first.insert(participant).inserted)
                        present += 1
                    }
                }
            }
            // The same participants come first as in one process: a slot each.
            let slots = crowd == 1 ? 7 : 3
            #expect(first == Set((0..<slots).map { whole.numbers(ofCrowd: crowd)[$0] }))
        }
    }

    @Test func `Shards divide max-requests and what a gate waits for`() {
        let whole = Storms.plan([Storms.gated(Storms.token)], count: 10) { $0.limits.maxRequests = 11 }
        let parts = (1...4).map { number in
            var plan = whole
            plan.shard = Shard(number: number, of: 4)
            return plan
        }
        #expect(parts.map(\.ownMaxRequests) == [3, 3, 3, 2])
        #expect(parts.map { $0.gates[0].expected } == [3, 3, 2, 2])
        #expect(parts.map(\.ownExpected) == [3, 3, 2, 2])
        #expect(whole.ownMaxRequests == 11 && whole.gates[0].expected == 10)
    }

    @Test func `Gates of shards have fixed times: T0 where nobody asks before them, otherwise their timeouts`() {
        let shared = ReleasePlan(timeout: .seconds(5), gate: "both")
        let plan = Storms.plan([], count: 0) { plan in
            var first = Self.crowd("first", 4, .atOnce)
            first.journey = [
                Storms.gated(Storms.token, ReleasePlan(timeout: .seconds(20))),
                Storms.gated(Storms.access, ReleasePlan(timeout: .seconds(7))), Storms.gated(Storms.entry, shared),
            ]
            var second = Self.crowd("second", 4, .over(window: .seconds(3), curve: .uniform))
            second.start = .after(.seconds(2))
            second.journey = [Storms.gated(Storms.token, shared), Storms.gated(Storms.entry)]
            var third = Self.crowd("third", 4, .atOnce)
            third.start = .after(.seconds(40))
            third.journey = [Storms.gated(Storms.token)]
            plan.crowds = [first, second, third]
        }
        #expect(plan.gates.map(\.name) == ["token", "generate-access", "both", "enter-room", "token"])
        #expect(plan.gateTimes == [.zero, .seconds(7), .seconds(12), .seconds(42), .seconds(40)])
    }

    @Test func `A gate with a fixed time opens then, whoever waits, and for no quorum`() {
        var gate = ReleaseGate(ReleasePlan(), expected: 2, opensAt: at(500))
        #expect(gate.arrive(1, at: at(10)) == .wait(deadline: nil))
        #expect(gate.withdraw(at: at(20)) == nil)
        #expect(gate.arrive(2, at: at(30)) == .wait(deadline: nil))
        // Noticed late, it has opened when it should have all the same.
        #expect(gate.timeOut(at: at(503)) == .opens(at(500)))
        #expect(gate.arrive(3, at: at(600)) == .pass(at(500)))
        #expect(gate.takeReport(isLast: true) == .init(opened: at(500), waiting: 2, stragglers: [3]))

        // When this shard was ready, it was open.
        var late = ReleaseGate(ReleasePlan(), expected: 2, opensAt: at(500), now: at(700))
        #expect(late.opened == at(500) && late.queue == nil)
        #expect(late.arrive(1, at: at(710)) == .pass(at(500)) && late.arrive(2, at: at(720)) == .pass(at(500)))
        #expect(late.takeReport(isLast: false) == .init(opened: at(500), waiting: 0, stragglers: [1, 2]))

        var empty = ReleaseGate(ReleasePlan(), expected: 1, opensAt: at(500))
        #expect(empty.timeOut(at: at(500)) == .opens(at(500)))
        #expect(empty.arrive(1, at: at(501)) == .pass(at(500)))
    }

    @Test func `A primed gate with a fixed time begins to prepare then, and opens when the time to hold is over`() {
        var plan = ReleasePlan()
        plan.primed = true
        plan.hold = .milliseconds(100)
        var gate = ReleaseGate(plan, expected: 2, opensAt: at(500))
        #expect(gate.arrive(1, at: at(10)) == .wait(deadline: nil))
        #expect(gate.timeOut(at: at(503)) == .primes(at(500)))
        // All of this shard's are ready, and perhaps not those of another one.
        let settled = gate.settle(1, nil, at: at(520))
        #expect(settled.isInTime && settled.change == nil)
        #expect(gate.arrive(2, at: at(530)) == .join(at(500)))
        #expect(gate.endHold(at: at(604)) == .opens(at(600)))
        let report = gate.takeReport(isLast: true)
        #expect(report?.opened == at(600) && report?.waiting == 2 && report?.unprimed.map(\.participant) == [2])
    }

    @Test(arguments: [(599, false), (600, true)])
    func `A primed gate may be late as long as there is time to hold`(now: Int64, isOpen: Bool) {
        var plan = ReleasePlan()
        plan.primed = true
        plan.hold = .milliseconds(100)
        var gate = ReleaseGate(plan, expected: 1, opensAt: at(500), now: at(now))
        #expect((gate.opened == at(600)) == isOpen)
        if !isOpen { #expect(gate.timeOut(at: at(now)) == .primes(at(500))) }
        #expect(gate.arrive(1, at: at(601)) == (isOpen ? .pass(at(600)) : .join(at(500))))
    }

    // MARK: Storms

    private func get(_ url: String) -> StepPlan { StepPlan(name: "get", action: .get(Template(literal: url))) }

    @Test func `Two shards release exactly the whole crowd, at the same T0`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let start = Moment.now.advanced(by: .seconds(4))
        let outcomes = try await withThrowingTaskGroup(of: StormOutcome.self) { group in
            for number in 1...2 {
                var plan = Storms.plan([Storms.gated(get(server.url + "/"))], count: 9, platform: nil)
                plan.shard = Shard(number: number, of: 2)
                group.addTask { [plan] in
                    try await Storms.run(plan, against: server.url, loops: 1, start: StormStart(at: start))
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let requests = outcomes.flatMap(\.journeyRequests)
        #expect(requests.map(\.participant).sorted() == Array(1...9))
        #expect(requests.allSatisfy { $0.intended == start && $0.firstBehindGate == 1 })
        let gates = outcomes.flatMap(\.samples.gates)
        #expect(gates.count == 4 && gates.allSatisfy { $0.opened == start && $0.stragglers.isEmpty })
        #expect(gates.map(\.waiting).sorted() == [0, 0, 4, 5])
    }

    @Test func `A crowd without a gate at its start comes at T0, not before`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let start = Moment.now.advanced(by: .seconds(2))
        let outcome = try await Storms.run(
            Storms.plan([get(server.url + "/")], count: 3, platform: nil), against: server.url,
            start: StormStart(at: start))
        #expect(outcome.journeyRequests.count == 3)
        #expect(outcome.samples.participants.allSatisfy { $0.intended == start && $0.started >= start })
    }

    @Test func `Nobody comes if setup ends after T0`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let outcome = try await Storms.run(
            Storms.plan([get(server.url + "/")], count: 3, platform: nil), against: server.url,
            start: StormStart(at: .now))
        let problem = #expect(throws: Problem.self) { try outcome.ending.get() }
        #expect(problem?.messages.first?.hasSuffix("after T0") == true)
        #expect(outcome.samples.participants.isEmpty)
    }

    @Test(arguments: [false, true], [1, 2])
    func `The participants of a shard that is not ready at T0 are stragglers`(primed: Bool, loops: Int) async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let post = StepPlan(
            name: "log in",
            action: .request(
                RequestPlan(
                    method: "POST", url: Template(literal: server.url + "/"), body: .text(Template(literal: "a=b")))))
        var plan = Storms.plan(
            [Storms.gated(post, ReleasePlan(primed: primed, hold: .milliseconds(10)))], count: 9, platform: nil)
        plan.shard = Shard(number: 2, of: 2)
        let zero = Moment.now.advanced(by: .seconds(-5))
        let outcome = try await Storms.run(
            plan, against: server.url, loops: loops, start: StormStart(at: zero, provided: ProvisionedRoom()))
        let gate = try #require(outcome.samples.gates.first { $0.gate == 1 })
        #expect(gate.waiting == 0 && gate.stragglers == [2, 4, 6, 8])
        #expect(outcome.journeyRequests.map(\.participant).sorted() == [2, 4, 6, 8])
        #expect(outcome.journeyRequests.allSatisfy { $0.failure == nil && $0.firstBehindGate == 0 })
        let ready = try #require(try outcome.ending.get().readyNanoseconds)
        #expect(ready <= -5_000_000_000)
    }

    @Test func `Nobody comes from a shard that is later than a minute`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let outcome = try await Storms.run(
            Storms.plan([get(server.url + "/")], count: 3, platform: nil), against: server.url,
            start: StormStart(at: Moment.now.advanced(by: .seconds(-61)), provided: ProvisionedRoom()))
        let problem = #expect(throws: Problem.self) { try outcome.ending.get() }
        #expect(problem?.messages.first?.contains("after 60 s nobody comes") == true)
        #expect(outcome.samples.participants.isEmpty && server.seen.requests == 0)
    }

    @Test func `A shard tells when it was ready`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        var plan = Storms.plan([Storms.gated(get(server.url + "/"))], count: 4, platform: nil)
        plan.shard = Shard(number: 1, of: 2)
        let outcome = try await Storms.run(
            plan, against: server.url, start: StormStart(at: Moment.now.advanced(by: .seconds(3))))
        let ready = try #require(try outcome.ending.get().readyNanoseconds)
        #expect(ready > 0 && ready < 3_000_000_000)
    }

    @Test func `A shard that was given a room sets up nothing, and uses it`() async throws {
        let server = try PlainPlatform { _ in nil }
        defer { server.stop() }
        var plan = Storms.plan(
            [
                StepPlan(
                    name: "get",
                    action: .get(Template(segments: [.literal(server.url + "/"), .name(.roomID, default: nil)])))
            ],
            count: 2)
        plan.shard = Shard(number: 2, of: 2)
        let room = ProvisionedRoom(spaceID: "s", roomID: "r7", roomAlias: "a", hostToken: Secret("t"))
        let outcome = try await Storms.run(
            plan, against: server.url, start: StormStart(at: .now.advanced(by: .seconds(2)), provided: room))
        #expect(outcome.samples.requests.map(\.participant) == [2])
        #expect(server.requests.map(\.line) == ["GET /r7"])
    }
}
