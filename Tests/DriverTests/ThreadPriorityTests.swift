// Loops have a raised priority while participants are active, and only then.
import EventLoops
import Scenarios
import Support
import Testing

@testable import Driver

struct ThreadPriorityTests {
    @Test(.enabled(if: EventLoop.mayRaisePriority, "the system does not permit this process to go first"))
    func `Loops have a raised priority until the last journey has ended`() async throws {
        let platform = try PlainPlatform()
        defer { platform.stop() }
        // Long enough for samples to be passed on in the middle.
        let stay = StepPlan(name: "pause", action: .pause(.fixed(.milliseconds(500))))
        let plan = Storms.plan([Storms.gated(Storms.token), stay, Storms.access, Storms.entry], count: 4)
        let outcome = try await Storms.run(plan, against: platform.url)
        _ = try outcome.ending.get()
        let first = try #require(outcome.nicenesses.first)
        let last = try #require(outcome.nicenesses.last)
        let best = try #require(outcome.nicenesses.min())
        // Samples of setup and teardown were passed on among the others.
        #expect(best == max(first, last) - 3)
        #expect(last == best + 3)
    }
}
