// Arrivals of all models, as plans, and written out again.
import Foundation
import Measuring
import Support
import Testing

@testable import Scenarios

@Suite struct ArrivalReadingTests {
    private func crowd(_ arrival: String, participants: String = "", file: String = "x.yaml") throws -> CrowdPlan {
        try load(Sample.scenario(participants: participants, arrival: "arrival: \(arrival)"), file: file).crowds[0]
    }

    private static let plans: [(text: String, arrival: Arrival, expected: Int?, count: Int)] = [
        ("{ rate: 50/s, for: 2m }", Arrival.rate(perSecond: 50, for: .seconds(120), poisson: false), 6000, 6000),
        ("{ rate: 300/m, for: 1m, poisson: true }", .rate(perSecond: 5, for: .seconds(60), poisson: true), nil, 300),
        ("{ rate: 1000/h, for: 90s }", .rate(perSecond: 1000.0 / 3600, for: .seconds(90), poisson: false), 25, 25),
        ("{ rate: 1/h, for: 1s }", .rate(perSecond: 1.0 / 3600, for: .seconds(1), poisson: false), 1, 1),
        (
            "{ stages: [ { to: 100/s, for: 1m }, { hold: 2m }, { to: 0/s, for: 30s } ] }",
            .stages([.ramp(to: 100, for: .seconds(60)), .hold(for: .seconds(120)), .ramp(to: 0, for: .seconds(30))]),
            16_500, 16_500
        ),
        ("{ looping: 200, for: 5m }", .looping(200, for: .seconds(300)), nil, 200),
        (
            "{ trace: [ 2s, 0s, 500ms ], speed: 2 }",
            .trace(RecordedJoins([.zero, .milliseconds(250), .seconds(1)])), 3, 3
        ),
    ]

    @Test(arguments: plans)
    func `an arrival of any model becomes a plan`(text: String, arrival: Arrival, expected: Int?, count: Int) throws {
        let crowd = try crowd(text)
        #expect(crowd.arrival == arrival)
        #expect(crowd.expected == expected)
        #expect(crowd.participants.count == count)
        // None of them has a gate of its own.
        #expect(crowd.journey.allSatisfy { $0.release == nil })
    }

    @Test func `the number of a looping crowd may be repeated`() throws {
        #expect(
            try crowd("{ looping: 20, for: 2m }", participants: "participants: { count: 20, moderators: 3 }")
                .participants == ParticipantsPlan(count: 20, moderators: 3))
    }

    @Test(arguments: [
        "at-once", "{ over: 90s, curve: front-loaded }", "{ rate: 50/s, for: 2m }", "{ rate: 1000/h, for: 90s }",
        "{ rate: 333.33/m, for: 1h, poisson: true }", "{ rate: 0.1/s, for: 1m }",
        "{ stages: [ { to: 7/h, for: 10h }, { hold: 1500ms } ] }", "{ looping: 3, for: 1s }", "{ trace: [ 1s, 3s ] }",
    ])
    func `a plan with any arrival is written out so that it is read back the same`(arrival: String) throws {
        let participants = arrival.hasPrefix("at") || arrival.contains("over") ? "participants: { count: 10 }" : ""
        let plan = try load(Sample.scenario(participants: participants, arrival: "arrival: \(arrival)"))
        let again = try load(plan.resolvedDescription)
        #expect(again.crowds[0].arrival == plan.crowds[0].arrival)
        #expect(again.crowds[0].participants == plan.crowds[0].participants)
        #expect(again.resolvedDescription == plan.resolvedDescription)
    }

    @Test func `a rate is written in a unit in which it is read back the same`() {
        var random = SeededGenerator(seed: 20_261_129)
        for _ in 0..<2000 {
            let digits = Int64.random(in: 1...9_999_999, using: &random)
            let text = "\(Double(digits) / Double(Decimal.power(Int.random(in: 0...4, using: &random))))"
            let unit = ["s", "m", "h"].randomElement(using: &random) ?? "s"
            guard let rate = RateText.parse("\(text)/\(unit)") else {
                Issue.record("\(text)/\(unit) is no rate")
                continue
            }
            #expect(RateText.parse(RateText.write(rate)) == rate, "\(text)/\(unit) became \(RateText.write(rate))")
        }
    }

    @Test(arguments: [
        "0\n0.25\n1\n", "offset\n1s\n0s\n250ms\n", "1s,x\n0s,y\n250ms,z", "\u{FEFF}1\r\n0\r\n0.25\r\n",
        "name,time\n\"Ann, Lee\",1\nBert,\"0\"\nCem,0.25\n", "1732612345\n1732612346\n1732612345.25\n",
        "1732612345250\n1732612346000\n1732612345000\n", "09:58:12\n09:58:12.25\n09:58:13\n",
        "23:59:59.5\n23:59:59.75\n00:00:00.5\n",
        "timestamp\n2026-11-24T09:58:12Z\n2026-11-24T09:58:12.250Z\n2026-11-24 09:58:13",
        "Joined\n2026-11-24T10:58:12+01:00\n2026-11-24T04:28:12.25-0530\n2026-11-24T09:58:13Z\n",
        "2027-02-28T23:59:59.75Z\n2027-03-01T00:00:00.5Z\n2027-02-28T23:59:59.5Z",
    ])
    func `recorded joins are read in any form and order`(content: String) async throws {
        let times: [Duration] = [.zero, .milliseconds(250), .seconds(1)]
        try await withTemporaryDirectory { folder in
            let file = "\(folder)/joins.csv"
            try Data(content.utf8).write(to: URL(filePath: file))
            let plain = try crowd("{ trace: joins.csv }", file: "\(folder)/x.yaml")
            #expect(plain.arrival == .trace(RecordedJoins(times, file: file)))
            let faster = try crowd("{ trace: joins.csv, speed: 0.5 }", file: "\(folder)/x.yaml")
            #expect(
                faster.arrival
                    == .trace(RecordedJoins([.zero, .milliseconds(500), .seconds(2)], file: file, speed: 0.5)))
            let plan = try load(
                Sample.scenario(participants: "", arrival: "arrival: { trace: joins.csv, speed: 1.5 }"),
                file: "\(folder)/x.yaml")
            #expect(try load(plan.resolvedDescription).crowds[0].arrival == plan.crowds[0].arrival)
        }
    }

    @Test func `arrivals are described in words`() throws {
        func words(_ arrival: String) throws -> [String] {
            let crowd = try load(Sample.scenario(participants: "", arrival: "arrival: \(arrival)")).summary.crowds[0]
            return [crowd.participants, crowd.arrival]
        }
        #expect(
            try words("{ rate: 300/m, for: 2m }") == ["600 participants, accounts exist", "5/s for 2m, evenly"])
        #expect(
            try words("{ rate: 300/m, for: 2m, poisson: true }")
                == ["participants, accounts exist", "5/s for 2m, at random, about 600 in total"])
        #expect(
            try words("{ stages: [ { to: 100/s, for: 1m }, { hold: 2m } ] }")
                == ["15000 participants, accounts exist", "in stages: to 100/s in 1m, hold for 2m"])
        #expect(
            try words("{ trace: [ 0s, 3s ] }") == ["2 participants, accounts exist", "as recorded, within 3s"])
        #expect(
            try words("{ looping: 20, for: 2m }")
                == ["participants, accounts exist", "looping, 20 at a time for 2m"])
    }
}
