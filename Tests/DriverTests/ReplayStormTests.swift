// A storm against a platform that resets connections: what the harness reports is what the server read.
import Measuring
import PlatformContract
import Scenarios
import StandIn
import Support
import Testing

@testable import Driver

struct ReplayStormTests {
    @Test func `Requests that a server leaves unanswered are counted as the server counts them`() async throws {
        var profile = CapacityProfile.unlimited
        profile.faults = CapacityProfile.Faults(reset: 0.1)
        let names = ["a", "b", "c", "d"]
        let journey = names.map { StepPlan(name: $0, action: .token(TokenPlan(grant: .password))) }
        let (outcome, truth) = try await Storms.withStandIn(profile) { address -> (StormOutcome, Truth) in
            let outcome = try await Storms.run(Storms.plan(journey, count: 100), against: address)
            return (outcome, try await Storms.truth(of: address))
        }
        #expect(outcome.samples.requests.count == truth.endpoints["token"]?.requests)
        let replays = outcome.samples.requests.filter(\.isReplay)
        // A replay follows each request that died on a kept connection, and nothing else.
        let died = outcome.samples.requests.filter { request in
            request.failure?.kind == .reset && request.newConnections == 0 && !request.isReplay
        }
        #expect(!replays.isEmpty)
        #expect(replays.count == died.count)
        #expect(replays.allSatisfy { $0.newConnections == 1 })
    }

    @Test func `Setup opens the room page once, for comparison with participants' pages`() async throws {
        let journey = [Storms.access, Storms.entry]
        let outcome = try await Storms.withStandIn { address in
            try await Storms.run(Storms.plan(journey, count: 3), against: address)
        }
        #expect(try outcome.ending.get().warnings == [])
        let pages = outcome.samples.requests.filter { $0.endpoint == Endpoint.roomPage.rawValue }
        #expect(pages.filter { $0.step == .setup }.map { $0.participant } == [0])
        #expect(pages.count == 4)
        #expect(outcome.progress.entered == 3)
    }

    @Test(arguments: [(true, [FailureKind.reset, nil]), (false, [.reset, .reset])])
    func `A stream that an HTTP/2 server refuses is replayed once, on a connection of its own`(
        answersThen: Bool, kinds: [FailureKind?]
    ) async throws {
        // The first connection is setup's, which makes no request.
        let server = try FrameServer([], [.refuseStream], [answersThen ? .answer : .refuseStream])
        defer { server.stop() }
        let get = StepPlan(name: "get", action: .get(Template(literal: server.url + "/")))
        let plan = Storms.plan([get], count: 1, platform: nil) { $0.target.http = .http2 }
        let outcome = try await Storms.run(plan, against: server.url)
        #expect(outcome.journeyRequests.map(\.failure?.kind) == kinds)
        #expect(outcome.journeyRequests.map(\.isReplay) == [false, true])
        #expect(outcome.journeyRequests.map(\.newConnections) == [1, 1])
        #expect(server.requests == 2)
    }

    @Test(arguments: [
        ([Storms.access, Storms.entry], ["generate-access", "room-page", "room-page"]),
        ([Storms.token, Storms.entry], []),
    ])
    func `Setup opens the room page by a link of its own where participants come by one`(
        journey: [StepPlan], last: [String]
    ) async throws {
        let platform = try PlainPlatform()
        defer { platform.stop() }
        let outcome = try await Storms.run(Storms.plan(journey, count: 1), against: platform.url)
        let setup = outcome.samples.requests.filter { $0.step == .setup }.map(\.endpoint)
        #expect(setup.suffix(3) == last[...] || last.isEmpty && !setup.contains("generate-access"))
    }
}
