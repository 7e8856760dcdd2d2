import Foundation
import GRDB
import Support
import Testing

@testable import RunStore

@Suite struct `docs/run-file.md` {
    private static let text: String = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let file = folder.appendingPathComponent("../../docs/run-file.md")
        return (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    }()

    private func withRunFile(_ body: (Database) throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let run = ImaginedRun(participants: 200, seed: 1, failing: 0.1)
            let writer = try RunWriter(directory: directory, metadata: run.metadata, scenario: "", environment: [:])
            for batch in run.batches { writer.take([batch]) }
            try await writer.finish(run.ending)
            try DatabaseQueue(path: directory + "/run.sqlite").inDatabase(body)
        }
    }

    @Test func `asks questions that the file answers`() async throws {
        let sql = try #require(
            DocumentedQueries(in: Self.text), "the file has one block of SQL")
        #expect(sql.queries.count >= 7)
        try await withRunFile { database in
            for query in sql.queries {
                let rows = try Row.fetchAll(database, sql: query)
                #expect(!rows.isEmpty, "\(query)")
            }
        }
    }

    @Test func `names every table, view and column`() async throws {
        try await withRunFile { database in
            let names = try String.fetchAll(
                database, sql: "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")
            for name in names {
                #expect(Self.text.contains("`\(name)`"), "\(name)")
                for column in try database.columns(in: name).map(\.name) where !column.hasSuffix("_us") {
                    #expect(Self.text.contains(column), "\(column) of \(name)")
                }
            }
        }
    }
}

/// The queries of a document's SQL block.
private struct DocumentedQueries {
    var queries: [String]

    init?(in text: String) {
        guard let start = text.range(of: "```sql\n"),
            let end = text.range(of: "```", range: start.upperBound..<text.endIndex)
        else { return nil }
        queries = text[start.upperBound..<end.lowerBound].components(separatedBy: ";\n").filter {
            $0.contains("SELECT")
        }
    }
}
