// `compare` and `run --baseline`, with real storms.
import Analysis
import Foundation
import Measuring
import Support
import Testing

@Suite(.serialized) struct CompareTests {
    private let small = ["run", Shipped.path("ready-room"), "--participants", "10", "--quiet"]

    private func storm(_ name: String, in folder: TemporaryFolder, _ options: [String] = []) async throws {
        let outcome = try await Command(
            small + ["--set", "journey.pause.pause=1ms", "--out", name] + options, in: folder
        ).run()
        #expect([0, 98].contains(outcome.code), "\(outcome.errors)")
    }

    @Test func `a run is compared with its baselines, and a report elsewhere gives the same bytes`() async throws {
        let folder = try TemporaryFolder()
        try await storm("one", in: folder, ["--seed", "1"])
        try await storm("new", in: folder, ["--seed", "2", "--baseline", "one"])
        let json = try folder.read("new/summary.json")
        let comparison = try #require(try Summary(json: json).comparison)
        #expect(comparison.baselines.map(\.expected) == [10])
        #expect(comparison.rows.first?.metric == "turnout" && comparison.rows.first?.now == 1)

        let text = try await Command(["compare", "one", "new/run.sqlite"], in: folder).run()
        #expect(text.code == (comparison.verdict == .regression ? 98 : 0), "\(text.errors)")
        #expect(text.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
        let document = try await Command(["compare", "one", "new", "--format", "json"], in: folder).run()
        let read = try JSONDecoder().decode(ComparisonDocument.self, from: Data(document.output.utf8))
        #expect(read.comparison == comparison && read.schema == "turnout.comparison/1")
        let markdown = try await Command(["compare", "one", "new", "--format", "markdown"], in: folder).run()
        #expect(markdown.output.hasPrefix("### Ready room: "))

        try FileManager.default.removeItem(atPath: folder.path + "/one")
        let report = try await Command(["report", "new", "--format", "json"], in: folder).run()
        #expect(report.output == json)
        #expect(try await Command(["report", "new"], in: folder).run().output.contains("Baseline    "))
    }

    @Test func `a regression ends with 98, also that of a run whose thresholds hold`() async throws {
        let folder = try TemporaryFolder()
        // Nobody fails, and then everybody: the stand-in resets every request.
        let thresholds = ["--participants", "60", "--set", "thresholds=[failures < 100000]"]
        try folder.write("broken.json", #"{ "capacity": { "faults": { "reset": 1 } } }"#)
        try await storm("base", in: folder, thresholds)
        let new = try await Command(
            small + thresholds + [
                "--out", "new", "--set", "journey.pause.pause=1ms", "--set",
                "target.stand-in.config=\(folder.path)/broken.json",
                "--baseline", "base", "--force",
            ], in: folder
        ).run()
        #expect(new.code == 98, "\(new.output)\(new.errors)")
        let summary = try Summary(json: folder.read("new/summary.json"))
        #expect(summary.verdict == .regressed && summary.thresholds.allSatisfy(\.passed))
        #expect(summary.comparison?.warnings.isEmpty == false)

        let refused = try await Command(["compare", "base", "new"], in: folder).run()
        #expect(refused.code == 64 && refused.errors.contains("scenario: only in the new run"), "\(refused.errors)")
        let outcome = try await Command(["compare", "base", "new", "--force"], in: folder).run()
        #expect(outcome.code == 98, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.hasPrefix("REGRESSION  Worse than the baseline: turnout fell from 100 % to 0 %"))
        let better = try await Command(["compare", "new", "base", "--force"], in: folder).run()
        #expect(better.code == 0 && better.output.hasPrefix("IMPROVEMENT  "))
        let itself = try await Command(["compare", "base", "base", "--force"], in: folder).run()
        #expect(itself.code == 64 && itself.errors.contains("is the same run as"))
    }

    @Test func `runs that differ are refused before anything is sent`() async throws {
        let folder = try TemporaryFolder()
        try await storm("base", in: folder)
        let refused = try await Command(
            ["run", Shipped.path("ready-room"), "--participants", "20", "--baseline", "base", "--out", "new"],
            in: folder
        ).run()
        #expect(refused.code == 64)
        #expect(refused.errors.contains("base: participants: 10, but 20 in the new run"), "\(refused.errors)")
        #expect(refused.errors.contains("Nothing was sent."))
        #expect(try folder.contents("") == ["base"])
        let missing = try await Command(small + ["--baseline", "none"], in: folder).run()
        #expect(missing.code == 64 && missing.errors.contains("none"))
    }

    @Test func `a damaged run ends every verb that reads it with 1`() async throws {
        let folder = try TemporaryFolder()
        try await storm("base", in: folder)
        try await storm("damaged", in: folder)
        try folder.write("damaged/run.sqlite", "not a database, but a text of some length")
        for words in [
            ["compare", "base", "damaged"], ["compare", "damaged", "base"], ["compare", "damaged", "base", "--force"],
            ["report", "damaged"], small + ["--baseline", "damaged", "--out", "new"],
        ] {
            let outcome = try await Command(words, in: folder).run()
            #expect(outcome.code == 1, "\(words): \(outcome.errors)")
            #expect(outcome.errors.contains("`damaged/run.sqlite` is not a run file"), "\(outcome.errors)")
            #expect(outcome.errors.contains("Nothing was sent.") == (words[0] == "run"))
            #expect(outcome.output.isEmpty)
        }
        #expect(try folder.contents() == ["base", "damaged"])
    }

    @Test(arguments: [
        (["compare", "base"], "two runs or more are needed"),
        (["compare", "a", "b", "--tolerance", "10"], "the value '10' is invalid for '--tolerance"),
        (["compare", "a", "b", "--tolerance", "5ms 1s"], "is invalid for '--tolerance"),
        (["compare", "none", "nobody"], "There is no run directory `none`"),
        (["run", "x.yaml", "--tolerance", "5%"], "--tolerance needs a --baseline"),
        (["run", "x.yaml", "--force"], "--force needs a --baseline"),
    ])
    func `bad usage ends with 64`(words: [String], message: String) async throws {
        let outcome = try await Command(words, in: TemporaryFolder()).run()
        #expect(outcome.code == 64 && outcome.errors.contains(message), "\(outcome.errors)")
    }
}
