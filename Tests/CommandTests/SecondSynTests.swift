// A crowd that finds the target's queue of connections full: what Turnout says of it is what the kernel counted.
import Analysis
import Foundation
import Support
import Testing

@Suite(.serialized) struct SecondSynTests {
    /// In a network namespace of their own, so that the kernel counts nobody else's connections.
    @Test(
        .enabled(
            if: Privileges.canHaveNetwork || CustomerSite.isRequired,
            "a network namespace needs user namespaces, which are not permitted here"))
    func `connections that needed a second SYN are counted as the kernel counted them, and explained`() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await Command(
            ["run", "http://127.0.0.1:8080/", "--participants", "40", "--threads", "1", "--json"], in: folder,
            preparation: Privileges.inNetwork("\(Shipped.repository)/Tests/Servers/busy 8080 31")
        ).run()
        #expect(outcome.code == ExitCode.passed.rawValue, "\(outcome.errors)")
        let counted = try JSONDecoder().decode(
            [String: Int].self, from: Data(contentsOf: URL(filePath: folder.path + "/counts.json")))
        let summary = try Summary(json: outcome.output)
        let connections = try #require(summary.connections)
        #expect(summary.participants.entered == 40)
        // Nine wait to be accepted. One of them may be that of the look whether anything listens.
        #expect((31...32).contains(connections.secondSyns) && connections.unansweredSyns == 0)
        #expect(connections.synRetransmissions == counted["TCPSynRetrans"])
        #expect(connections.synRetransmissions == counted["ListenDrops"])
        let sentence =
            "\(connections.secondSyns) connections needed a second SYN: packets were lost or the accept queue was full."
        #expect(summary.warnings == [sentence])
        #expect(outcome.errors.replacing(/\s+/, with: " ").contains(sentence))
    }
}
