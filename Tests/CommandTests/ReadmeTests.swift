// The commands that the README tells its readers to copy work.
import Analysis
import Foundation
import Support
import Testing

@Suite(.serialized) struct ReadmeTests {
    /// The README's blocks in that language, in order.
    private func blocks(_ language: String) throws -> [String] {
        let readme = try String(contentsOfFile: Shipped.repository + "/README.md", encoding: .utf8)
        return readme.components(separatedBy: "```\(language)\n").dropFirst()
            .compactMap { $0.components(separatedBy: "```").first }
    }

    private static let environment = [
        "CLIENT_ID": "turnout", "CLIENT_SECRET": "turnout-secret", "HOST_EMAIL": "host@example.test",
        "HOST_PASSWORD": "host-password", "LEARNER_PASSWORD": "password-1",
    ]

    @Test func `the scenario against a platform logs every participant in`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("webinar.yaml", try #require(blocks("yaml").first))
        // The stand-in in place of a staging system.
        let outcome = try await Command(
            ["run", "webinar.yaml", "--participants", "20", "--set", "target={ api: stand-in }", "--json", "--quiet"],
            in: folder, environment: ReadmeTests.environment
        ).run()
        #expect(outcome.code == 0, "\(outcome.errors)")
        let summary = try Summary(json: outcome.output)
        #expect(summary.participants.entered == 20)
        #expect(summary.steps.first?.name == "token")
        #expect(summary.steps.first?.succeeded == 20)
    }

    @Test func `accounts of an existing directory can log in`() async throws {
        let folder = try TemporaryFolder()
        let written = try blocks("yaml")
        let step = try #require(written.dropFirst().first).trimmingCharacters(in: .whitespacesAndNewlines)
        let scenario = try #require(written.first).split(separator: "\n")
            .map { $0.contains("- token:") ? "  " + step : String($0) }.joined(separator: "\n")
        try folder.write("webinar.yaml", scenario)
        let outcome = try await Command(
            ["check", "webinar.yaml", "--set", "target={ api: stand-in }"], in: folder,
            environment: ReadmeTests.environment
        ).run()
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("token, grant password"))
    }
}
