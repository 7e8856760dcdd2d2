// A request whose kept-alive connection closes without a response is repeated as a request of its own; and steps
// without a plan.
import Measuring
import PlatformContract
import Scenarios
import Support
import Testing
import Transport

@testable import Journeys

struct ReplayTests {
    private static let token = #"{"access_token":"t"}"#
    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: \(token.utf8.count)\r\n\r\n\(token)"

    private static let journey = [Sample.token, StepPlan(name: "token 2", action: .token(TokenPlan(grant: .password)))]

    @Test func `A server that closes at the second request sees as many requests as are recorded`() async throws {
        let server = try ScriptedServer([.receive, .send(Self.answer), .receive, .close])
        defer { server.stop() }
        let samples = try await Stage.walk(Self.journey, against: server.url)
        #expect(samples.requests.count == 3)
        #expect(server.requests.count == 3)
        #expect(samples.requests.map(\.isReplay) == [false, false, true])
        #expect(samples.requests.map(\.attempt) == [1, 1, 1])
        #expect(samples.requests.map { $0.failure?.kind } == [nil, .reset, nil])
        #expect(samples.requests.map(\.newConnections) == [1, 0, 1])
        #expect(samples.steps.map(\.failure) == [nil, nil])
        // The replay has its own times, and the step spans both.
        #expect(samples.requests[2].intended == samples.requests[1].finished)
        #expect(samples.steps[1].started == samples.requests[1].started)
        #expect(samples.steps[1].finished == samples.requests[2].figures.answered)
        // The generator's own part of a step: of each request the time until it was sent, without what the network took, and
        // how late it noticed a connection.
        let own = samples.requests.map(ownNanoseconds)
        #expect(own.allSatisfy { $0 > 0 })
        #expect(samples.steps.map(\.generatorNanoseconds) == [own[0], own[1] + own[2]])
    }

    private func ownNanoseconds(_ request: RequestSample) -> Int64 {
        let toTheNetwork = [Phase.resolve, .connect, .tls].reduce(0) { $0 + (request.figures.phases[$1] ?? 0) }
        guard let sent = request.figures.sent else { return 0 }
        let sending = max(0, sent.nanoseconds(since: request.intended) - toTheNetwork * 1000)
        return sending + (request.figures.connectDelayNanoseconds ?? 0)
    }

    @Test func `Another attempt after a replay is none, and uses the connection that was made for it`() async throws {
        let busy = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"
        let server = try ScriptedServer(
            [.receive, .send(Self.answer), .receive, .close],
            [.receive, .send(busy), .receive, .send(Self.answer), .awaitClose])
        defer { server.stop() }
        var journey = Self.journey
        journey[1].retry = RetryPlan(
            attempts: 2, triggers: [.status(503)], backoff: .milliseconds(1), honourRetryAfter: true)
        let requests = try await Stage.walk(journey, against: server.url).requests
        #expect(requests.map(\.isReplay) == [false, false, true, false])
        #expect(requests.map(\.attempt) == [1, 1, 1, 2])
        #expect(requests.map(\.newConnections) == [1, 0, 1, 0])
    }

    @Test func `A request that an HTTP/2 server leaves unprocessed when it goes away is made once more`() async throws {
        let server = try FrameServer([.play([.goAway(0, processesThis: false)])], [.answer])
        defer { server.stop() }
        let steps = try RequestStepTests.steps("- request: GET HOST/\n  http: \"2\"", at: server.url)
        let samples = try await Stage.walk(steps, against: server.url)
        #expect(samples.requests.map(\.isReplay) == [false, true])
        #expect(samples.requests.map { $0.failure?.kind } == [.reset, nil])
        #expect(samples.steps.map(\.failure) == [nil])
        #expect(server.requests == 2)
    }

    @Test func `A replay is not replayed, and none is made where the plan wants none`() async throws {
        let server = try ScriptedServer(
            [.receive, .send(Self.answer), .receive, .close], [.receive, .close])
        defer { server.stop() }
        let samples = try await Stage.walk(Self.journey, against: server.url)
        #expect(samples.requests.map { $0.failure?.kind } == [nil, .reset, .reset])
        #expect(samples.steps.last?.failure?.kind == .reset)
        let other = try ScriptedServer([.receive, .send(Self.answer), .receive, .close])
        defer { other.stop() }
        let without = try await Stage.walk(Self.journey, against: other.url) { $0.target.replay = false }
        #expect(without.requests.map { $0.failure?.kind } == [nil, .reset])
        #expect(other.requests.count == 2)
    }

    @Test func `Steps are functions that code without a plan's journey can call`() async throws {
        let platform = try PlainPlatform()
        defer { platform.stop() }
        let samples = try await Stage.act(against: platform.url) { participant in
            let token = try PreparedToken(TokenPlan(grant: .password), Sample.platform, Sample.names())
            participant.begin(StepIndex(rawValue: 0))
            try await participant.token(token)
            participant.end(with: nil)
            try await participant.pause(for: .milliseconds(1))
            participant.begin(StepIndex(rawValue: 1), .plain)
            participant.end(with: Failure(kind: .check, detail: "the code's own"))
        }
        #expect(samples.requests.map(\.endpoint) == ["token"])
        #expect(samples.steps.map(\.step.rawValue) == [0, 1])
        #expect(samples.steps.map(\.failure?.kind) == [nil, .check])
        #expect(samples.steps[0].finished == samples.requests[0].figures.answered)
        // In the first step the generator took some time until its request was sent, and less than until its end.
        let own = try #require(samples.steps[0].generatorNanoseconds)
        #expect(own > 0 && own < samples.requests[0].finished.nanoseconds(since: samples.steps[0].intended))
        #expect(samples.steps[1].generatorNanoseconds == nil)
    }
}
