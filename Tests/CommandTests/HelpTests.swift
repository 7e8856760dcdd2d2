import Support
import Testing

@Suite struct HelpTests {
    @Test(arguments: [[], ["run"], ["check"], ["stand-in"], ["report"], ["compare"], ["init"], ["schema"]])
    func `every verb has help with an example`(verb: [String]) async throws {
        let outcome = try await Command(verb + ["--help"], in: TemporaryFolder()).run()
        #expect(outcome.code == 0)
        #expect(outcome.output.contains("Example"))
        #expect(outcome.output.contains("\n  turnout \(verb.first ?? "run")"))
        #expect(outcome.errors == "")
        #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 120 })
    }

    @Test func `the version is one line`() async throws {
        let outcome = try await Command(["--version"], in: TemporaryFolder()).run()
        #expect(outcome.code == 0)
        #expect(outcome.output.wholeMatch(of: /turnout \d+\.\d+\.\d+\n/) != nil)
    }
}
