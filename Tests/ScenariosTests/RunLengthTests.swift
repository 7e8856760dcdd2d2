import Scenarios
import Testing

@Suite struct RunLengthTests {
    private func seconds(_ arrival: String, _ journey: String = "[ generate-access, enter-room ]") throws -> Double? {
        // Other arrivals tell themselves how many come.
        let isCounted = arrival.contains("at-once") || arrival.contains("over")
        return try load(
            Sample.scenario(
                participants: isCounted ? "participants: { count: 10 }" : "", arrival: arrival,
                journey: "journey: \(journey)")
        ).scheduledSeconds
    }

    @Test(arguments: [
        ("arrival: at-once", 0.0), ("arrival: { over: 90s }", 90), ("arrival: { rate: 5/s, for: 2m }", 120),
        ("arrival: { stages: [ { to: 10/s, for: 30s }, { hold: 1m } ] }", 90),
        ("arrival: { looping: 5, for: 3m }", 180),
    ])
    func `the arrivals tell how long a run lasts`(arrival: String, expected: Double) throws {
        #expect(try seconds(arrival) == expected)
    }

    @Test(arguments: [
        ("[ generate-access, pause: 10s, enter-room, pause: 5s..20s ]", 120.0),
        ("[ generate-access, enter-room, pause: { mean: 10s, distribution: exponential } ]", nil),
    ])
    func `pauses come in addition, unless they have no bound`(journey: String, expected: Double?) throws {
        #expect(try seconds("arrival: { over: 90s }", journey) == expected)
    }

    @Test func `a crowd that comes after another begins when that one is in`() throws {
        let plan = try load(
            """
            turnout: 1
            target: { api: stand-in }
            crowds:
              hosts:
                participants: { count: 3 }
                arrival: { over: 20s }
                journey: [ generate-access, pause: 5s, enter-room, pause: 10s ]
              learners:
                participants: { count: 10 }
                start: after hosts
                arrival: { over: 30s }
                journey: [ generate-access, enter-room ]
              late:
                participants: { count: 10 }
                start: 15s
                journey: [ generate-access, enter-room ]
            """)
        #expect(plan.scheduledSeconds == 55)
    }

    @Test func `crowds that wait for each other at a gate tell nothing`() throws {
        let journey = "[ generate-access: { release: { gate: doors } }, enter-room ]"
        let plan = try load(
            """
            turnout: 1
            target: { api: stand-in }
            crowds:
              hosts: { participants: { count: 3 }, arrival: { over: 20s }, journey: \(journey) }
              learners: { participants: { count: 9 }, journey: \(journey) }
            """)
        #expect(plan.scheduledSeconds == nil)
    }
}
