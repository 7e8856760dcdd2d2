// Who walks the single journeys between the storms of a search.
import Scenarios
import Support
import Testing

@testable import TurnoutCLI

@Suite struct `The single journeys of a capacity search` {
    @Test(arguments: ["unique", "sequential"]) func `are walked by people of different rows`(order: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "people.csv", "email,password\n" + (1...8).map { "p\($0)@example.test,x\n" }.joined())
        try folder.write(
            "log-in.yaml",
            """
            turnout: 1
            target: { site: "http://127.0.0.1:1" }
            crowds:
              hosts:
                participants: { count: 2 }
                arrival: at-once
                journey: [{ request: "GET ${target.site}/" }]
              guests:
                participants: { count: 8, data: { csv: people.csv, order: \(order) } }
                arrival: at-once
                journey: [{ request: "GET ${target.site}/" }]
            """)
        let plan = try ScenarioLoader(environment: [:]).load(file: "\(folder.path)/log-in.yaml")
        let single = SingleJourneys(plan, crowd: 1, environment: [:]).plan
        let people = single.crowds.indices.map { place in
            single.crowds[place].person(at: 0, number: Int32(single.numbers(ofCrowd: place).first), seed: 1)
        }
        #expect(people.map { $0?.email } == (1...5).map { "p\($0)@example.test" })
        #expect(people.map { $0?.number } == [3, 4, 5, 6, 7])
    }
}
