// Participants' own data in whole storms: they log in as their rows say, and say so when no row is left.
import Measuring
import PlatformContract
import Support
import Synchronization
import Testing

@testable import Driver
@testable import Scenarios

@Suite struct PeopleStormTests {
    private func people(_ rows: Int, order: ParticipantData.Order) throws -> ParticipantData {
        var text = "email,password\n"
        for row in 1...rows { text += "person\(row)@a.example,own-\(row)\n" }
        return ParticipantData(table: try PeopleTable(Array(text.utf8)), order: order, file: "people.csv")
    }

    @Test func `Participants log in as their rows say`() async throws {
        let platform = try PlainPlatform()
        defer { platform.stop() }
        let data = try people(5, order: .unique)
        let plan = Storms.plan([Storms.token], count: 5) { $0.crowds[0].participants.data = data }
        let outcome = try await Storms.run(plan, against: platform.url)
        #expect(try outcome.ending.get().status == .completed)
        let bodies = platform.requests.map(\.body)
        for row in 1...5 {
            let own = bodies.filter { $0.contains("person\(row)@a.example") || $0.contains("person\(row)%40a.example") }
            #expect(own.count == 1 && own[0].contains("own-\(row)"), "\(bodies)")
        }
        #expect(!"\(outcome.samples)".contains("own-"))
    }

    @Test func `Participants for whom no row is left fail, and say why`() async throws {
        let server = try CountingServer()
        defer { server.stop() }
        let data = try people(4, order: .unique)
        let get = StepPlan(name: "get", action: .get(Template(literal: server.url + "/")))
        let plan = Storms.plan([get], count: 1, arrival: .looping(1, for: .milliseconds(300)), platform: nil) {
            $0.crowds[0].participants.data = data
        }
        let outcome = try await Storms.run(plan, against: server.url, loops: 1)
        let failures = outcome.samples.steps.compactMap(\.failure)
        #expect(server.seen.requests == 4)
        #expect(!failures.isEmpty)
        #expect(
            failures.allSatisfy {
                $0.kind == .harness
                    && $0.detail == "people.csv has no row left: it has 4, and each is used once (`order: unique`)"
            })
    }
}
