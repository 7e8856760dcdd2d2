// Two participants with one externalUserId are an error at load.
import Scenarios
import Support
import Testing

@Suite struct DuplicateIDTests {
    private let remedy =
        "give each person an id and each participant a row of its own, or write attendance: off"

    private func errors(_ csv: String, data: String = "csv: people.csv", count: Int = 3, rest: String = "") throws
        -> [String]
    {
        let folder = try TemporaryFolder()
        try folder.write("people.csv", csv)
        let text = Sample.scenario(
            participants: "participants: { count: \(count), data: { \(data) } }", rest: rest)
        do {
            _ = try ScenarioLoader().load(text: text, file: "\(folder.path)/x.yaml")
            return []
        } catch {
            return error.errors.map { $0.headline.replacing(folder.path + "/", with: "") }
        }
    }

    @Test func `rows with one id are named by their lines`() throws {
        let found = try errors("name,externalUserId\nAnn,a1\n\nBo,b2\n\"Cy\nDee\",a1\n")
        #expect(
            found == [
                "people.csv:5:1: participants 1 and 3 get the same externalUserId, so that their attendance cannot be told apart; the first is on line 2; \(remedy)"
            ])
    }

    @Test func `a row that is used twice is one person who comes twice`() throws {
        let found = try errors("name,externalUserId\nAnn,a1\nBo,b2\n", data: "csv: people.csv, order: sequential")
        #expect(found.count == 1 && found[0].hasPrefix("people.csv:2:1: participants 1 and 3 get the same"), "\(found)")
    }

    @Test func `without attendance ids may repeat, and generated ids never do`() throws {
        let twice = "name,externalUserId\nAnn,a1\nBo,a1\nCy,c3\n"
        #expect(try errors(twice, rest: "attendance: off").isEmpty)
        #expect(try errors("name\nAnn\nAnn\n", data: "csv: people.csv, order: sequential").isEmpty)
        // Which rows are drawn, only the run can tell.
        #expect(try errors(twice, data: "csv: people.csv, order: random").isEmpty)
    }

    @Test func `a text that is the same for two is an error at its step`() throws {
        func found(_ id: String) -> [String] {
            ScenariosTests.errors(
                Sample.scenario(
                    journey: "journey: [ { generate-access: { external-user-id: \"\(id)\" } }, enter-room ]"))
        }
        #expect(
            found("learner") == [
                "x.yaml:4:14: participants 1 and 2 get the same externalUserId, so that their attendance cannot be told apart; let external-user-id differ, as with ${participant.index}, or write attendance: off"
            ])
        #expect(found("learner${participant.index}").isEmpty)
        #expect(found("${participant.role}").count == 1)
    }

    @Test func `crowds share no id either`() {
        let text = """
            turnout: 1
            target: { api: stand-in }
            crowds:
              a: { participants: { count: 1 }, journey: [ { generate-access: { external-user-id: x } }, enter-room ] }
              b: { participants: { count: 1 }, journey: [ { generate-access: { external-user-id: x } }, enter-room ] }
            """
        let found = ScenariosTests.errors(text)
        #expect(found.count == 1 && found[0].hasPrefix("x.yaml:5:"), "\(found)")
    }
}
