import Foundation
import Measuring
import Scenarios
import Support
import Testing

@testable import Analysis

@Suite struct `summary.json` {
    private func summary(_ run: ImaginedRun) -> Summary {
        var builder = SummaryBuilder(
            metadata: run.metadata,
            thresholds: [
                Threshold(expression: "turnout >= 99.5%", metric: .turnout, comparison: .greaterOrEqual, bound: 0.995)
            ])
        for batch in run.batches { builder.add(batch) }
        return builder.results(outcome: run.ending).summary
    }

    /// The keys of an object in the order in which the text has them, by indentation.
    private func keys(of json: String, at depth: Int) -> [String] {
        let indent = String(repeating: "  ", count: depth) + "\""
        return json.split(separator: "\n").filter { $0.hasPrefix(indent) }.map {
            String($0.dropFirst(indent.count).prefix { $0 != "\"" })
        }
    }

    @Test func `has the keys of the format in their order`() throws {
        let json = try summary(ImaginedRun(participants: 50, seed: 1)).json
        #expect(
            keys(of: json, at: 1) == [
                "schema", "run", "target", "participants", "releases", "admission", "journey", "steps", "connections",
                "failures", "thresholds", "attendance", "unmet", "event", "comparison", "generator", "merge", "crowds",
                "warnings", "verdict",
            ])
        let second = keys(of: json, at: 2)
        #expect(
            Array(second.prefix(24)) == [
                "id", "name", "scenario", "startedAt", "durationSeconds", "status", "lostSamples", "seed", "shards",
                "shard", "missingShards", "version", "api", "http", "sharesMachine", "addresses", "expected", "started",
                "underWay", "entered",
                "failed", "failedAfterEntering", "turnout", "turnoutInterval95",
            ])
        #expect(second.suffix(9).first == "verdict")
    }

    @Test func `writes null for missing values, and keeps the key`() throws {
        let json = try summary(ImaginedRun(participants: 5, seed: 1, failing: 1)).json
        let missing = "\n  \"attendance\": null,\n  \"unmet\": [],\n  \"event\": null,\n  \"comparison\": null,\n"
        #expect(json.contains(missing))
        #expect(json.contains("\"t50Ms\": null"))
        #expect(json.contains("\"send\": null"))
        #expect(json.contains("\"count\": 0,\n      \"min\": null"))
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `reads back as it was written`(seed: UInt64) throws {
        let summary = summary(ImaginedRun(participants: 80, seed: seed, failing: 0.3))
        #expect(try Summary(json: summary.json) == summary)
    }

    @Test func `is valid JSON for other parsers, whatever its texts contain`() throws {
        var summary = summary(ImaginedRun(participants: 5, seed: 1))
        summary.run.name = "a \"quoted\" \\ name,\n\t\u{01}\u{7F} • 😀 \u{2028}"
        let object = try JSONSerialization.jsonObject(with: Data(summary.json.utf8)) as? [String: Any]
        let run = object?["run"] as? [String: Any]
        #expect(run?["name"] as? String == summary.run.name)
    }

    @Test func `rejects anything that is not a summary, and says why`() throws {
        #expect(throws: SummaryFormatError(message: "This is not a summary: it is not JSON with a key `schema`.")) {
            try Summary(json: "{}")
        }
        #expect(
            throws: SummaryFormatError(
                message: "This summary's schema is `turnout.summary/9`; this version of Turnout reads "
                    + "`turnout.summary/1`.")
        ) {
            try Summary(json: #"{"schema": "turnout.summary/9"}"#)
        }
    }

    @Test func `does not hide a number that JSON cannot hold`() {
        var summary = summary(ImaginedRun(participants: 5, seed: 1))
        summary.run.durationSeconds = .nan
        #expect(throws: SummaryFormatError.self) { try summary.json }
    }
}

@Suite struct `docs/summary.md` {
    @Test func `names every key`() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let text = try String(contentsOf: folder.appendingPathComponent("../../docs/summary.md"), encoding: .utf8)
        let run = ImaginedRun(participants: 50, seed: 1, failing: 0.3)
        var builder = SummaryBuilder(metadata: run.metadata, thresholds: [])
        for batch in run.batches { builder.add(batch) }
        let json = try builder.results(outcome: run.ending).summary.json
        let keys = Set(json.matches(of: #/"(\w+)": /#).map { String($0.1) }).filter { Int($0) == nil }
        #expect(keys.count > 70)
        for key in keys {
            #expect(text.contains("`\(key)") || text.contains(".\(key)"), "\(key)")
        }
    }
}
