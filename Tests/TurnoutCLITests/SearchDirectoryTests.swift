import Analysis
import Foundation
import Support
import Testing

@testable import TurnoutCLI

@Suite struct `The directory of a capacity search` {
    @Test func `has the search and its report, for the user's eyes only`() throws {
        let folder = try TemporaryFolder()
        let settings = CapacityDocument.Settings(from: 10, to: 400, maxStorms: 0)
        let search = CapacityDocument(
            search: CapacityDocument.Search(
                name: "Monday", scenario: "monday.yaml", crowd: "participants", startedAt: "2026-11-24T09:15:00.000Z",
                target: "https://api.example.test", seed: 7, version: "0.1.0", status: .completed),
            settings: settings,
            answer: CapacityDocument.Answer(CapacitySearch(settings.ofSearch).answer, sentence: "Nothing is known."))
        try SearchDirectory(path: folder.path).keep(search)
        for (name, content) in [
            ("capacity.json", "turnout.capacity/1"), ("capacity.html", "<h1>Nothing is known.</h1>"),
        ] {
            let path = "\(folder.path)/\(name)"
            #expect(try String(contentsOfFile: path, encoding: .utf8).contains(content))
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }
}
