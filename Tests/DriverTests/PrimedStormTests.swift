// Primed releases in whole storms, against servers that keep their own log of when last bytes came.
import Measuring
import Scenarios
import StandIn
import Support
import Synchronization
import Testing

@testable import Driver

struct PrimedStormTests {
    private func post(_ name: String, _ url: String, body: String = "name=value") -> StepPlan {
        StepPlan(
            name: name,
            action: .request(
                RequestPlan(method: "POST", url: Template(literal: url), body: .text(Template(literal: body)))))
    }

    private func storm(
        _ journey: [StepPlan], _ url: String, count: Int, loops: Int = 2, change: (inout Plan) -> Void = { _ in }
    ) async throws -> StormOutcome {
        try await Storms.run(
            Storms.plan(journey, count: count, platform: nil, change: change), against: url, loops: loops)
    }

    /// A later report of a gate replaces an earlier one.
    private func gate(_ outcome: StormOutcome) throws -> GateSample {
        try #require(outcome.samples.gates.last { $0.gate == 1 })
    }

    @Test(arguments: [1, 2]) func `Every last byte comes after T0, and all else before`(loops: Int) async throws {
        let server = try LastByteServer()
        defer { server.stop() }
        let journey = [
            Storms.gated(post("log in", server.url + "/"), ReleasePlan(primed: true)),
            StepPlan(name: "page", action: .get(Template(literal: server.url + "/page"))),
        ]
        let outcome = try await storm(journey, server.url, count: 200, loops: loops)
        let gate = try gate(outcome)
        #expect(gate.waiting == 200 && gate.unprimed.isEmpty && gate.stragglers.isEmpty)
        let began = try #require(gate.primingBegan)
        #expect(began < gate.opened)
        let log = zip(server.requests, server.arrivals).filter { $0.0.hasPrefix("POST") }.map(\.1)
        #expect(log.count == 200)
        #expect(log.allSatisfy { $0.last >= gate.opened.nanoseconds })
        // A participant's times begin with T0.
        let firsts = outcome.journeyRequests.filter { $0.firstBehindGate == 1 }
        #expect(firsts.count == 200 && firsts.allSatisfy { $0.failure == nil })
        for first in firsts {
            #expect(first.intended == gate.opened && first.figures.started == gate.opened)
            #expect(try #require(first.figures.sent) >= gate.opened)
            #expect(try #require(first.figures.primed) <= gate.opened)
        }
        let steps = outcome.samples.steps.filter { $0.step.rawValue == 0 }
        #expect(steps.count == 200 && steps.allSatisfy { $0.intended == gate.opened && $0.started == gate.opened })
        #expect(outcome.samples.participants.allSatisfy { $0.intended == gate.opened && $0.ending == .completed })
        // Of the second step too nothing came before the release.
        let seconds = outcome.journeyRequests.filter { $0.step.rawValue == 1 }
        #expect(seconds.count == 200 && seconds.allSatisfy { $0.figures.newConnections == 0 })
    }

    /// One of them is not read, so that all wait for it as long as `hold` says: time enough to read the others.
    @Test func `All but the last byte is with the server before T0`() async throws {
        let end = BlockingEvent()
        let isFirst = Atomic(true)
        let server = try LastByteServer { _ in
            if isFirst.exchange(false, ordering: .sequentiallyConsistent) { end.wait() }
            return nil
        }
        defer {
            end.happen()
            server.stop()
        }
        var step = Storms.gated(
            post("log in", server.url + "/", body: Self.large), ReleasePlan(primed: true, hold: .seconds(3)))
        step.timeout = .seconds(60)
        let outcome = try await Storms.run(
            Storms.plan([step], count: 3, platform: nil), against: server.url,
            during: { _, _ in
                while server.arrivals.count < 2 { await Task.yield() }
                end.happen()
            })
        let opened = try gate(outcome).opened.nanoseconds
        for arrival in server.arrivals.prefix(2) {
            #expect(try #require(arrival.allButOne) < opened && arrival.last >= opened)
        }
    }

    @Test func `A gate in mid-journey leaves out the wait and the preparation`() async throws {
        let server = try LastByteServer()
        defer { server.stop() }
        let journey = [
            StepPlan(name: "page", action: .get(Template(literal: server.url + "/page"))),
            Storms.gated(post("log in", server.url + "/"), ReleasePlan(primed: true)),
        ]
        let outcome = try await storm(journey, server.url, count: 20)
        let gate = try gate(outcome)
        for sample in outcome.samples.participants {
            let steps = outcome.samples.steps.filter { $0.participant == sample.participant }
            let sum = steps.reduce(0) { $0 + $1.finished.nanoseconds(since: $1.intended) }
            #expect(sample.journeyNanoseconds == sum)
        }
        let firsts = outcome.journeyRequests.filter { $0.firstBehindGate == 1 }
        #expect(
            firsts.count == 20 && firsts.allSatisfy { $0.intended == gate.opened && $0.figures.newConnections == 0 })
    }

    @Test(arguments: [
        (LastByteServer.Early.answer("HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n\r\n"), UnprimedCause.answered),
        (.close, .closed),
    ])
    func `Who is answered or cut off early is listed and holds nobody back`(
        early: LastByteServer.Early, cause: UnprimedCause
    ) async throws {
        // The first one cannot be primed before the second one was ended, since nobody reads its body until then.
        let ended = BlockingEvent()
        let server = try LastByteServer { head in
            if head.contains("X-Turnout-Participant: 1\r\n") { ended.wait() }
            return head.contains("X-Turnout-Participant: 2\r\n") ? early : nil
        }
        defer {
            ended.happen()
            server.stop()
        }
        let step = post("log in", server.url + "/", body: Self.large)
        let journey = [Storms.gated(step, ReleasePlan(primed: true, hold: .seconds(60)))]
        let outcome = try await Storms.run(
            Storms.plan(journey, count: 4, platform: nil), against: server.url,
            during: { progress, _ in
                while progress.snapshot.crowds.allSatisfy({ $0.failed == 0 }) { await Task.yield() }
                ended.happen()
            })
        let gate = try gate(outcome)
        #expect(gate.waiting == 4)
        #expect(gate.unprimed == [UnprimedParticipant(participant: 2, cause: cause)])
        #expect(outcome.samples.participants.filter { $0.ending == .failed }.map(\.participant) == [2])
        // What it met is the target's doing, from its own start, and no part of the spread.
        let request = try #require(outcome.journeyRequests.first { $0.participant == 2 })
        #expect(request.firstBehindGate == 0 && request.figures.primed == nil)
        #expect(request.failure?.kind == (cause == .answered ? .status : .reset))
        #expect(request.intended <= request.figures.started && request.figures.finished < gate.opened)
        #expect(outcome.journeyRequests.filter { $0.firstBehindGate == 1 }.count == 3)
    }

    @Test(arguments: [
        (CapacityProfile.Faults(earlyAnswer: 1), UnprimedCause.answered, FailureKind.status),
        (CapacityProfile.Faults(earlyClose: 1), .closed, .reset),
    ])
    func `A stand-in that ends requests before it has their bodies loses nobody from the account`(
        faults: CapacityProfile.Faults, cause: UnprimedCause, kind: FailureKind
    ) async throws {
        var profile = CapacityProfile.unlimited
        profile.faults = faults
        try await Storms.withStandIn(profile) { url in
            let journey = [Storms.gated(Storms.token, ReleasePlan(primed: true))]
            let outcome = try await Storms.run(Storms.plan(journey, count: 200), against: url)
            let gate = try gate(outcome)
            #expect(gate.waiting == 200 && outcome.samples.participants.allSatisfy { $0.ending == .failed })
            #expect(outcome.journeyRequests.count == 200)
            #expect(outcome.journeyRequests.allSatisfy { $0.failure?.kind == kind })
            // Whom the server ended only after all were primed was released like any other.
            #expect(gate.unprimed.allSatisfy { $0.cause == cause })
            let early = outcome.journeyRequests.filter { $0.firstBehindGate == 0 }.map(\.participant).sorted()
            #expect(early == gate.unprimed.map(\.participant))
            #expect(try await Storms.truth(of: url).endpoints["token"]?.requests == 200)
        }
    }

    /// More than the buffers of both sides hold, so that it is never primed while the server reads nothing.
    private static let large = String(repeating: "x", count: 16_000_000)

    @Test func `A server that reads nothing is waited for as long as hold says`() async throws {
        let end = BlockingEvent()
        let server = try ScriptedServer([.hold(end)])
        defer {
            end.happen()
            server.stop()
        }
        var step = Storms.gated(
            post("log in", server.url + "/", body: Self.large), ReleasePlan(primed: true, hold: .milliseconds(300)))
        step.timeout = .milliseconds(200)
        let outcome = try await storm([step], server.url, count: 2, loops: 1)
        let gate = try gate(outcome)
        let began = try #require(gate.primingBegan)
        #expect(gate.opened.nanoseconds(since: began) >= 300_000_000)
        #expect(gate.unprimed.map(\.cause) == [.late, .late])
        // Their time limit counts from T0.
        for request in outcome.journeyRequests {
            #expect(request.failure?.kind == .timeout && request.intended == gate.opened)
            #expect(request.figures.finished.nanoseconds(since: gate.opened) >= 200_000_000)
        }
    }

    @Test func `A body that turns out empty waits for T0 and goes unprimed`() async throws {
        let server = try LastByteServer()
        defer { server.stop() }
        let step = Storms.gated(post("log in", server.url + "/", body: ""), ReleasePlan(primed: true))
        let outcome = try await storm([step], server.url, count: 3)
        let gate = try gate(outcome)
        #expect(gate.unprimed.map(\.cause) == [.bodiless, .bodiless, .bodiless])
        #expect(server.arrivals.allSatisfy { $0.last >= gate.opened.nanoseconds })
        #expect(outcome.journeyRequests.allSatisfy { $0.intended == gate.opened && $0.failure == nil })
    }

    @Test func `A storm that is stopped while it prepares ends`() async throws {
        let end = BlockingEvent()
        let server = try ScriptedServer([.hold(end)])
        defer {
            end.happen()
            server.stop()
        }
        let journey = [
            Storms.gated(
                post("log in", server.url + "/", body: Self.large), ReleasePlan(primed: true, hold: .seconds(600)))
        ]
        let outcome = try await Storms.run(
            Storms.plan(journey, count: 2, platform: nil), against: server.url,
            during: { progress, control in
                while !progress.snapshot.gates.contains(where: \.isPriming) { await Task.yield() }
                control.stop(.interrupted)
            })
        #expect(try outcome.ending.get().status == .interrupted)
        #expect(outcome.samples.gates.allSatisfy { $0.gate == 0 })
        #expect(outcome.samples.participants.count == 2)
        #expect(outcome.samples.participants.allSatisfy { $0.ending == .cancelled })
    }
}
