// How long a participant waits: in a pause, and before a retry.
import Measuring
import Scenarios
import Support
import Testing

@testable import Journeys

@Suite struct `A participant's wait` {
    /// The lengths of a pause that is taken two hundred times, in nanoseconds.
    private func lengths(of pause: PausePlan) async throws -> [Int64] {
        let server = try CountingServer()
        defer { server.stop() }
        let get = StepPlan(name: "get", action: .get(Template(literal: server.url)))
        let rest = StepPlan(name: "pause", action: .pause(pause))
        let journey = [get] + Array(repeating: [rest, get], count: 200).flatMap(\.self)
        let steps = try await Stage.walk(journey, against: server.url).steps
        try #require(steps.count == 201)
        // A step is due when the pause after the previous one is over.
        return zip(steps, steps.dropFirst()).map { $1.intended.nanoseconds(since: $0.finished) }
    }

    @Test func `is as long as a fixed pause says`() async throws {
        #expect(try await lengths(of: .fixed(.microseconds(50))) == Array(repeating: 50_000, count: 200))
    }

    @Test(arguments: [(100, 300), (300, 100)])
    func `is uniformly distributed between the ends of a uniform pause`(first: Int, last: Int) async throws {
        let lengths = try await lengths(of: .uniform(.microseconds(first), .microseconds(last)))
        #expect(lengths.allSatisfy { (100_000...300_000).contains($0) })
        #expect(lengths.contains { $0 < 120_000 } && lengths.contains { $0 > 280_000 })
        let mean = lengths.reduce(0, +) / 200
        // Five standard errors: a uniform draw over 200 µs has a deviation of 58 µs.
        #expect((180_000...220_000).contains(mean))
    }

    @Test func `is exponentially distributed about the mean of an exponential pause`() async throws {
        let lengths = try await lengths(of: .exponential(mean: .microseconds(200)))
        let mean = lengths.reduce(0, +) / 200
        // Five standard errors: the deviation equals the mean.
        #expect((130_000...270_000).contains(mean))
        // 63 % are shorter than the mean (1 − 1/e), and 2 % longer than four times the mean.
        #expect((100...150).contains(lengths.count { $0 < 200_000 }))
        #expect(lengths.contains { $0 > 700_000 })
    }

    /// From the end of each attempt until the next is due, in milliseconds.
    private func waits(_ retry: RetryPlan, answering headers: [String]) async throws -> [Double] {
        let platform = try PlainPlatform { _ in .init(503, headers: headers) }
        defer { platform.stop() }
        var get = StepPlan(name: "get", action: .get(Template(literal: platform.url + "/busy")))
        get.retry = retry
        let requests = try await Stage.walk([get], against: platform.url).requests
        return zip(requests, requests.dropFirst()).map {
            Double($1.intended.nanoseconds(since: $0.figures.answered)) / 1e6
        }
    }

    private func retry(_ attempts: Int, _ backoff: Duration, honours: Bool = true) -> RetryPlan {
        RetryPlan(attempts: attempts, triggers: [.status(503)], backoff: backoff, honourRetryAfter: honours)
    }

    @Test func `doubles from attempt to attempt, drawn from the upper half`() async throws {
        let waits = try await waits(retry(5, .milliseconds(4)), answering: [])
        try #require(waits.count == 4)
        for (wait, most) in zip(waits, [4.0, 8, 16, 32]) { #expect((most / 2...most).contains(wait)) }
        #expect(Set(zip(waits, [4.0, 8, 16, 32]).map { $0 / $1 }).count == 4)
    }

    @Test func `is that of Retry-After if it is longer than the backoff`() async throws {
        #expect(try await waits(retry(2, .milliseconds(1)), answering: ["Retry-After: 1"]) == [1000])
    }

    @Test func `is the backoff if it is longer than Retry-After, or if Retry-After is not honoured`()
        async throws
    {
        let longer = try await waits(retry(2, .milliseconds(40)), answering: ["Retry-After: 0"])
        let deaf = try await waits(retry(2, .milliseconds(40), honours: false), answering: ["Retry-After: 2"])
        for wait in longer + deaf { #expect((20...40).contains(wait)) }
        #expect(longer.count + deaf.count == 2)
    }
}

@Suite struct `A participant's random numbers` {
    private func numbers(seed: UInt64, participant: Int) -> [UInt64] {
        var source = RandomSource(seed: seed, number: participant)
        return (0..<4).map { _ in source.next() }
    }

    @Test func `are the same for the same seed, and differ between seeds and participants`() {
        let numbers = numbers(seed: 1, participant: 1)
        #expect(self.numbers(seed: 1, participant: 1) == numbers)
        #expect(
            Set([numbers, self.numbers(seed: 2, participant: 1), self.numbers(seed: 1, participant: 2)]).count == 3)
    }
}
