// The documentation's own commands.

import Foundation
import PlatformContract
import Support
import Testing

@testable import StandIn

/// The block of docs/stand-in.md that a reader pastes into a shell.
@Suite struct CurlEntryTests {
    @Test func `the entry with curl in the documentation works as it stands there`() async throws {
        let script = try Self.block(under: "## The whole entry with curl")
        let folder = try TemporaryFolder()
        try await StandInOnSocket.serving { base, _ in
            let entry = try await Shell.run("sh", ["-eu", "-c", script], in: folder, environment: ["API": base])
            try #require(entry.code == 0 && entry.errors.isEmpty, "\(entry)")
            let lines = entry.output.split(separator: "\n").map(String.init)
            try #require(lines.count == 7, "\(lines)")
            #expect(
                lines.prefix(5) == ["page: 200", "room: 200", "signalling token: 200", "join: 204", "leave: 204"])
            let report = try JSONDecoder().decode(AttendanceReport.self, from: Data(lines[5].utf8))
            #expect(report.participants.map(\.externalUserID) == ["student1"])
            #expect(report.participants.map(\.visits.count) == [1])
            let truth = try JSONDecoder().decode(Truth.self, from: Data(lines[6].utf8))
            #expect(truth.entered == 1 && truth.left == 1)
        }
    }

    /// The first block in the language `sh` under a heading of docs/stand-in.md.
    private static func block(under heading: String) throws -> String {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/stand-in.md")
        let section = try #require(String(contentsOf: file, encoding: .utf8).components(separatedBy: heading).last)
        let fence = try #require(section.components(separatedBy: "```sh\n").dropFirst().first)
        return try #require(fence.components(separatedBy: "```").first)
    }
}
