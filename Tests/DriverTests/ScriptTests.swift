// Journeys written in code: the storm is the same, whatever decides what a participant does.
import EventLoops
import Journeys
import Measuring
import Scenarios
import Support
import Synchronization
import Testing

@testable import Driver

struct ScriptTests {
    private let journey = [Storms.token, Storms.access, Storms.gated(Storms.entry)]

    @Test func `A closure runs a participant's journey, waits for the release, and is measured like a plan`()
        async throws
    {
        let platform = try PlainPlatform()
        defer { platform.stop() }
        let ages = Mutex<[Int32]>([])
        let outcome = try await Storms.run(
            Storms.plan(journey, count: 6), against: platform.url,
            script: { (person) throws(Failure) in
                try await person.take("token")
                // The code decides: every other participant requests twice.
                if person.identity.index % 2 == 0 { try await person.take("token") }
                try await person.take("generate-access")
                try await person.release()
                ages.withLock { $0.append(person.identity.index) }
                try await person.take("enter-room")
            })
        #expect(try outcome.ending.get().status == .completed)
        #expect(ages.withLock { $0.sorted() } == Array(1...6))
        #expect(outcome.samples.participants.count { $0.entered != nil && $0.ending == .completed } == 6)
        #expect(outcome.samples.steps.count { $0.step.rawValue == 0 } == 9)
        #expect(outcome.samples.gates.first { $0.gate == 1 }?.waiting == 6)
        #expect(outcome.samples.requests.count { $0.firstBehindGate == 1 } == 6)
        #expect(platform.inRoom == 0)
    }

    @Test func `A closure that ends early withdraws from the gates that it never met`() async throws {
        let platform = try PlainPlatform()
        defer { platform.stop() }
        let outcome = try await Storms.run(
            Storms.plan(journey, count: 4), against: platform.url,
            script: { (person) throws(Failure) in
                try await person.take("token")
                if person.identity.index == 4 { throw Failure(kind: .check, detail: "not today") }
                try await person.take("generate-access")
                try await person.take("enter-room")
            })
        #expect(outcome.samples.gates.first { $0.gate == 1 }?.waiting == 3)
        let endings = outcome.samples.participants.sorted { $0.participant < $1.participant }.map(\.ending)
        #expect(endings == [.completed, .completed, .completed, .failed])
    }
}
