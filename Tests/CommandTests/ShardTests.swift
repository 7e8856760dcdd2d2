// One run in several processes, and what `merge` makes of it.
import Analysis
import Foundation
import Glibc
import PlatformContract
import RunStore
import Support
import Testing

@Suite(.serialized) struct ShardTests {
    /// Runs the shards of a run at the same time, and returns how each of them ended.
    private func run(
        _ count: Int, of scenario: String, options: [String], in folder: TemporaryFolder
    ) async throws -> [Command.Outcome] {
        try await withThrowingTaskGroup(of: (Int, Command.Outcome).self) { group in
            for number in 1...count {
                // Time enough for a slow machine to start all of them.
                let words =
                    [
                        "run", Shipped.path(scenario), "--shard", "\(number)/\(count)", "--out", "all",
                        "--max-clock-error", "any",
                    ]
                    + options + (number == 1 ? ["--start-at", "+25s"] : [])
                group.addTask { (number, try await Command(words, in: folder).run()) }
            }
            return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    @Test func `three shards are one run: what merge counts is what the server saw`() async throws {
        let folder = try TemporaryFolder()
        try await ServingStandIn.with(profile: "healthy", in: folder) { standIn in
            let options = ["--participants", "50", "--set", "target.api=\(standIn.url)"]
            async let watching = Command(["watch", "all"], in: folder).run()
            let outcomes = try await run(3, of: "ready-room", options: options, in: folder)
            let watched = try await watching
            #expect(watched.code == 0, "\(watched.errors)")
            #expect(watched.output.hasPrefix("3 shards: 3 ended. 50 of 50 entered, "), "\(watched.output)")
            #expect(watched.errors.contains("3 running"))
            let truth = try standIn.truth().endpoints.values.reduce(0) { $0 + $1.requests }
            #expect(watched.output.contains("entered, \(truth) requests."), "\(watched.output) \(truth)")
            for (place, outcome) in outcomes.enumerated() {
                #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
                #expect(outcome.output.contains("FINISHED, not judged"), "\(outcome.output)")
                #expect(outcome.errors.contains("T0 is "), "\(outcome.errors)")
                let summary = try Summary(json: folder.read("all/shard-\(place + 1)/summary.json"))
                #expect(summary.participants.expected == [17, 17, 16][place])
                #expect(summary.participants.entered == summary.participants.expected)
                #expect(summary.run.shard == place + 1 && summary.thresholds.isEmpty && summary.verdict == .none)
            }
            // With the secrets of setup.
            #expect(try folder.contents("all").sorted() == ["shard-1", "shard-2", "shard-3"])

            let shards = (1...3).map { "all/shard-\($0)" }
            let merged = try await Command(
                ["merge"] + shards.reversed() + ["--out", "merged", "--json"], in: folder
            ).run()
            let summary = try Summary(json: merged.output)
            #expect(try folder.read("merged/summary.json") == merged.output)
            #expect(try folder.contents("merged").contains("report.html"))
            #expect(try Readers.complaints(of: "check-summary", ["\(folder.path)/merged/summary.json"]) == "")
            #expect(merged.code == ExitCode(summary).rawValue, "\(merged.errors)")
            #expect(summary.run.shards == 3 && summary.run.missingShards.isEmpty && summary.thresholds.count == 4)
            #expect(summary.participants.expected == 50 && summary.participants.entered == 50)
            let joined = try #require(summary.merge)
            #expect(joined.shards.map(\.number) == [1, 2, 3] && joined.shards.map(\.expected) == [17, 17, 16])
            #expect(joined.shards.allSatisfy { $0.status == .completed && $0.generator.cpuSeconds != nil })
            #expect(summary.releases.map(\.waiting) == [50] && summary.releases.allSatisfy { $0.stragglers.isEmpty })
            let account = try HarnessAccount(runDirectory: "\(folder.path)/merged")
            #expect(account.isComplete)
            #expect(account.differences(from: try standIn.truth()) == [])

            // The same file from any order, and the same report.
            let again = try await Command(["merge"] + shards + ["--out", "again", "--json"], in: folder).run()
            #expect(again.output == merged.output)
            let report = try await Command(["report", "merged", "--json"], in: folder).run()
            #expect(report.output == merged.output)

            let partly = try await Command(["merge"] + shards.prefix(2) + ["--out", "partly"], in: folder).run()
            #expect(partly.code == ExitCode.usage.rawValue)
            #expect(partly.errors.contains("shard 3 of 3 is missing"))
            let allowed = try await Command(
                ["merge"] + shards.prefix(2) + ["--out", "partly", "--allow-missing"], in: folder
            ).run()
            #expect(allowed.code == ExitCode.invalid.rawValue, "\(allowed.output)\(allowed.errors)")
            #expect(allowed.output.contains("INVALID") && allowed.output.contains("shard 3 of 3 is missing"))
            #expect(allowed.output.contains("34 of 50"))
            #expect(allowed.output.contains("2 of 3 (shard 3 is missing): generator"))

            for (runs, words) in [
                ([shards[0], shards[0], shards[1]], "are both shard 1"), (["merged"], "joined from shards already"),
                (["none"] + shards, "There is no run directory `none`"),
            ] {
                let refused = try await Command(["merge"] + runs + ["--out", "refused"], in: folder).run()
                #expect(refused.code == ExitCode.usage.rawValue && refused.errors.contains(words), "\(refused.errors)")
                #expect(try !folder.contents("").contains("refused"))
            }
            let full = try await Command(["merge"] + shards + ["--out", "merged"], in: folder).run()
            #expect(full.code == ExitCode.notCarriedOut.rawValue)
            #expect(full.errors.contains("the run directory 'merged' already contains a run"), "\(full.errors)")
            #expect(try folder.read("merged/summary.json") == merged.output)
        }
    }

    @Test func `a shard of another scenario sends nothing, and one that waits can be interrupted`() async throws {
        let folder = try TemporaryFolder()
        try await ServingStandIn.with(profile: "healthy", in: folder) { standIn in
            let options = ["--set", "target.api=\(standIn.url)", "--out", "all", "--max-clock-error", "any"]
            let waiting = try await Command(
                ["run", Shipped.path("ready-room"), "--shard", "2/2"] + options, in: folder
            ).run { running in
                _ = await running.errors.line { $0.contains("Waits for shard 1 to set up") }
                running.send(SIGINT)
            }
            #expect(waiting.code == ExitCode.interrupted.rawValue, "\(waiting.errors)")
            #expect(try folder.contents("all").isEmpty)
            #expect(try standIn.truth().endpoints.values.allSatisfy { $0.requests == 0 })

            let first = try await Command(
                ["run", Shipped.path("ready-room"), "--participants", "2", "--shard", "1/2", "--start-at", "+1000s"]
                    + options, in: folder
            ).run { running in
                // Shard 1 has set up when its file is there, and waits for T0.
                while !FileManager.default.fileExists(atPath: "\(folder.path)/all/setup.json") {
                    try await Task.sleep(for: .milliseconds(20))
                }
                var status = stat()
                #expect(stat("\(folder.path)/all/setup.json", &status) == 0 && status.st_mode & 0o777 == 0o600)
                let other = try await Command(
                    ["run", Shipped.path("ready-room"), "--participants", "3", "--shard", "2/2"] + options,
                    in: folder
                ).run()
                #expect(other.code == ExitCode.usage.rawValue)
                #expect(other.errors.contains("shard 1 runs another scenario"), "\(other.errors)")
                running.send(SIGINT)
            }
            #expect(first.code == ExitCode.interrupted.rawValue, "\(first.errors)")
            // Whoever comes now learns that there is nothing to wait for, and no secret is left.
            #expect(try folder.contents("all").sorted() == ["setup.json", "shard-1"])
            #expect(try !folder.read("all/setup.json").contains("hostToken"))
            let late = try await Command(
                ["run", Shipped.path("ready-room"), "--participants", "2", "--shard", "2/2"] + options, in: folder
            ).run()
            #expect(late.code == ExitCode.notCarriedOut.rawValue, "\(late.errors)")
            #expect(late.errors.contains("shard 1 ended before the run began: it was stopped"), "\(late.errors)")
        }
    }

    @Test func `shard 1 that cannot set up ends the others, which say why`() async throws {
        let folder = try TemporaryFolder()
        let options = ["--set", "target.api=http://127.0.0.1:1", "--out", "all", "--max-clock-error", "any"]
        let second = try await Command(
            ["run", Shipped.path("ready-room"), "--shard", "2/2"] + options, in: folder
        ).run { running in
            _ = await running.errors.line { $0.contains("Waits for shard 1 to set up") }
            let first = try await Command(
                ["run", Shipped.path("ready-room"), "--shard", "1/2", "--start-at", "+1000s"] + options, in: folder
            ).run()
            #expect(first.code == ExitCode.notCarriedOut.rawValue, "\(first.errors)")
        }
        #expect(second.code == ExitCode.notCarriedOut.rawValue, "\(second.errors)")
        #expect(second.errors.contains("shard 1 ended before the run began: "), "\(second.errors)")
        #expect(try folder.contents("all") == ["setup.json"])
    }

    @Test func `a shard whose data file has other contents sends nothing`() async throws {
        let folder = try TemporaryFolder()
        try await ServingStandIn.with(profile: "healthy", in: folder) { standIn in
            try folder.write(
                "site.yaml",
                """
                turnout: 1
                target: { api: "\(standIn.url)" }
                participants: { data: { csv: people.csv } }
                journey: [ { request: "GET ${target.api}/v1/spaces", check: [ status == 401 ] } ]
                """)
            try folder.write("people.csv", "name\nAnn\nBert\n")
            let words = ["run", "site.yaml", "--out", "all", "--max-clock-error", "any", "--shard"]
            let first = try await Command(words + ["1/2", "--start-at", "+1000s"], in: folder).run { running in
                while !FileManager.default.fileExists(atPath: "\(folder.path)/all/setup.json") {
                    try await Task.sleep(for: .milliseconds(20))
                }
                try folder.write("people.csv", "name\nAnn\nCem\n")
                let other = try await Command(words + ["2/2"], in: folder).run()
                #expect(other.code == ExitCode.usage.rawValue)
                #expect(
                    other.errors.contains("the data files of shard 1 have other contents than those of this one"),
                    "\(other.errors)")
                running.send(SIGINT)
            }
            #expect(first.code == ExitCode.interrupted.rawValue, "\(first.errors)")
        }
    }

    @Test(arguments: [
        (["merge", "--out", "x"], "missing expected argument '<run> ...'"),
        (["merge", "a"], "missing expected argument '--out <directory>'"),
        (["merge", "a", "--out", ""], "is invalid for '--out <directory>'"),
        (["merge", "a", "--out", "x", "--json", "--csv", "-"], "cannot both use standard output"),
        (["merge", "a", "--out", "x"], "There is no run directory `a`"),
    ])
    func `what cannot be merged is refused`(words: [String], message: String) async throws {
        let folder = try TemporaryFolder()
        let outcome = try await Command(words, in: folder).run()
        #expect(outcome.code == ExitCode.usage.rawValue, "\(outcome.output)\(outcome.errors)")
        let text = outcome.errors.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(text.contains(message), "\(outcome.errors)")
        #expect(try folder.contents("").isEmpty)
    }

    /// Options that cannot be used, and what is said of them.
    private static let wrong: [([String], String)] = [
        (["--shard", "2/3"], "--shard needs --out"),
        (["--shard", "1/3", "--out", "x"], "'--shard 1/3' needs '--start-at <time>'"),
        (["--shard", "4/3", "--out", "x"], "the value '4/3' is invalid for '--shard <i/n>'"),
        (["--start-at", "2026-11-24T09:00:00"], "is invalid for '--start-at <time>'"),
        (["--start-at", "2020-01-01T00:00:00Z"], "T0 has passed: it was 2020-01-01T00:00:00.000Z"),
        (["--shard", "2/3", "--out", "x"], "each shard would start a stand-in of its own"),
        (["--shard", "2/3", "--debug"], "--shard cannot be used with --debug"),
    ]

    @Test(arguments: wrong.indices)
    func `what cannot be shared is refused before anything is sent`(place: Int) async throws {
        let (options, words) = Self.wrong[place]
        let folder = try TemporaryFolder()
        let outcome = try await Command(["run", Shipped.path("ready-room")] + options, in: folder).run()
        #expect(outcome.code == ExitCode.usage.rawValue, "\(outcome.output)\(outcome.errors)")
        let text = outcome.errors.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(text.contains(words), "\(outcome.errors)")
        #expect(try folder.contents("").isEmpty)
    }

    @Test func `a run without shards starts at the time that was given`() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await Command(
            ["run", Shipped.path("ready-room"), "--participants", "5", "--start-at", "+4s", "--out", "run"],
            in: folder
        ).run()
        #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
        let announced = try #require(outcome.errors.firstMatch(of: /T0 is (\S+),/)).output.1
        let at = try #require(Summary(json: folder.read("run/summary.json")).releases.first?.at)
        #expect(at >= announced)
    }
}
