// What the generator measures of itself, while participants are at work and not while they rest.
import Addresses
import Analysis
import EventLoops
import Measuring
import Scenarios
import Support
import Synchronization
import Testing

@testable import Driver

struct GeneratorTests {
    @Test func `A pause does not lower the generator's CPU share`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let get = Storms.gated(StepPlan(name: "get", action: .get(Template(literal: server.url + "/"))))
        let pause = StepPlan(name: "pause", action: .pause(.fixed(.milliseconds(200))))
        let outcome = try await Storms.run(Storms.plan([get, pause], count: 20, platform: nil), against: server.url)
        let ending = try outcome.ending.get()
        let generator = try #require(ending.generator)
        let seconds = try #require(generator.requestSeconds)
        let cpuSeconds = try #require(generator.requestCPUSeconds)
        #expect(seconds > 0 && seconds < ending.durationSeconds)
        #expect(cpuSeconds > 0)
        #expect(cpuSeconds <= generator.cpuSeconds)
        #expect(generator.cpuUtilisation == cpuSeconds / (seconds * 2))
        #expect(generator.busiestLoop.map { $0 > 0 && $0 <= 1 } == true)
    }

    @Test func `Time counts while any loop has requests under way, and once where several have`() {
        let activity = RequestActivity()
        // Two loops, one inside the other's time; a pause; then one after the other without a gap.
        activity.loopBegins(at: at(1_000))
        activity.loopBegins(at: at(1_100))
        activity.loopEnds(at: at(1_200))
        #expect(activity.total.seconds == 0)
        activity.loopEnds(at: at(1_500))
        #expect(activity.total.seconds == 0.5)
        activity.loopBegins(at: at(3_500))
        activity.loopEnds(at: at(3_750))
        #expect(activity.total.seconds == 0.75)
    }

    @Test func `A loop that hands samples over does not wait for those who add them up`() async throws {
        let tally = GeneratorTally()
        var batch = SampleBatch()
        batch.participants = [
            ParticipantSample(
                participant: 1, intended: at(0), started: at(0), finished: at(70), entered: nil,
                journeyNanoseconds: nil,
                ending: .failed, endedAt: nil)
        ]
        tally.take(batch)
        #expect(tally.addedUp == 0)
        #expect(tally.result.lastEnd == at(70))
        #expect(tally.addedUp == 1)
    }

    @Test func `What a loop tells of its lag while it runs is part of the figures at once`() {
        let tally = GeneratorTally()
        var lag = LoopLag()
        lag.count = 2
        lag.maxMicroseconds = 15
        lag.buckets[15] = 2
        tally.take(lag)
        #expect(tally.figuresSoFar.loopLag.isEmpty)
        #expect(tally.result.figures.loopLag.count == 2)
        #expect(tally.figuresSoFar.loopLag.maxMicroseconds == 15)
    }

    @Test(arguments: [
        ("http://127.0.0.1:8080", true), ("http://localhost", true), ("https://[::1]:1", true),
        ("http://127.7.7.7", true), ("http://192.0.2.1", false), ("https://edu.example", false),
        ("https://mapped.example", true), ("https://far.example", false),
    ])
    func `A target on this machine shares its cores`(address: String, shares: Bool) throws {
        var plan = Storms.plan(
            [StepPlan(name: "get", action: .get(Template(literal: address)))], count: 1, platform: nil)
        plan.target.resolve = ["mapped.example:443:127.0.0.1", "far.example:443:192.0.2.7"]
        #expect(plan.sharesMachine(with: Origins(api: try BaseURL(address))) == shares)
    }
}
