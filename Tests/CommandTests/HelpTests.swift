import PlatformContract
import Support
import Testing

@Suite struct HelpTests {
    @Test(arguments: [
        [], ["run"], ["check"], ["stand-in"], ["report"], ["compare"], ["merge"], ["init"], ["schema"], ["prepare"],
        ["teardown"], ["watch"], ["capacity"],
    ])
    func `every verb has help with an example`(verb: [String]) async throws {
        let outcome = try await Command(verb + ["--help"], in: TemporaryFolder()).run()
        #expect(outcome.code == 0)
        #expect(outcome.output.contains("Example"))
        #expect(outcome.output.contains("\n  turnout \(verb.first ?? "run")"))
        #expect(outcome.errors == "")
        #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 120 })
    }

    /// A line that the parser has wrapped cannot be copied.
    @Test(arguments: [
        [], ["run"], ["check"], ["stand-in"], ["report"], ["compare"], ["merge"], ["init"], ["schema"], ["prepare"],
        ["teardown"], ["watch"], ["capacity"],
    ])
    func `an example is one line of 78 characters at most, or broken as a shell does`(verb: [String]) async throws {
        let outcome = try await Command(verb + ["--help"], in: TemporaryFolder()).run()
        let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let starts = lines.indices.filter { lines[$0].hasPrefix("Example") }
        #expect(!starts.isEmpty)
        for start in starts {
            for place in (start + 1)..<lines.endIndex {
                guard !lines[place].isEmpty else { break }
                #expect(lines[place].count <= 78)
                let isBegun = lines[place].prefixMatch(of: /\ \ (turnout|curl|sed|[A-Z_]+=)/) != nil
                #expect(isBegun || lines[place - 1].hasSuffix("\\"), "\(lines[place])")
            }
        }
    }

    @Test func `the help of the stand-in has a word on each profile`() async throws {
        let outcome = try await Command(["stand-in", "--help"], in: TemporaryFolder()).run()
        for name in CapacityProfileName.allCases {
            #expect(outcome.output.matches(of: try Regex("\n  \(name.rawValue) +\\S+ \\S.*\n")).count == 1)
        }
    }

    @Test func `the version is one line`() async throws {
        let outcome = try await Command(["--version"], in: TemporaryFolder()).run()
        #expect(outcome.code == 0)
        #expect(outcome.output.wholeMatch(of: /turnout \d+\.\d+\.\d+\n/) != nil)
    }
}
