// Setup once, for any number of processes: `prepare`, `run --prepared` and `teardown`.
import Analysis
import Foundation
import Glibc
import RunStore
import Support
import Testing

@Suite(.serialized) struct PreparedTests {
    /// A log-in whose host logs in at setup, and logs out at teardown with the cookie that it got.
    private func write(to folder: TemporaryFolder, api: String, site: String) throws {
        try folder.write(
            "login.yaml",
            """
            turnout: 1
            target: { api: "\(api)", allow-hosts: [ 127.0.0.1 ] }
            platform:
              client: { id: turnout, secret: turnout-secret }
              host: { email: host@example.test, password: host-password }
            participants: { count: 20 }
            setup:
              - request: POST \(site)/open
                name: open
                form: { name: lesson }
                extract: { lesson: { header: X-Lesson } }
            teardown:
              - request: POST \(site)/close/${lesson}
                name: close
                form: { name: lesson }
            journey: [ token: { release: true }, generate-access, enter-room ]
            thresholds: [ "turnout >= 99%" ]
            outputs: { junit: results.xml }
            """)
    }

    private func site() throws -> PlainPlatform {
        try PlainPlatform { request in
            request.line == "POST /open"
                ? .init(200, headers: ["Set-Cookie: host=secret-of-the-host; Path=/", "X-Lesson: 17"]) : .init(204)
        }
    }

    @Test func `one setup serves shards of which one dies, and is taken back`() async throws {
        let folder = try TemporaryFolder()
        let site = try site()
        defer { site.stop() }
        try await ServingStandIn.with(profile: "healthy", in: folder) { standIn in
            try write(to: folder, api: standIn.url, site: site.url)
            let prepared = try await Command(
                ["prepare", "login.yaml", "--shards", "3", "--out", "prepared.json", "--start-at", "+25s"], in: folder
            ).run()
            #expect(prepared.code == 0, "\(prepared.errors)")
            #expect(prepared.errors.contains("T0 is ") && prepared.errors.contains("turnout teardown prepared.json"))
            #expect(!prepared.errors.contains("secret-of-the-host"))
            var status = stat()
            #expect(stat("\(folder.path)/prepared.json", &status) == 0 && status.st_mode & 0o777 == 0o600)
            #expect(site.requests.map(\.line) == ["POST /open"])

            let options = ["--prepared", "prepared.json", "--out", "all", "--max-clock-error", "any"]
            for (part, words) in [
                (["--shard", "1/2"], "the prepared file is for 3 shards, and this is one of 2"),
                ([], "the prepared file is for 3 shards, and this is the whole run"),
            ] {
                let whole = part.isEmpty ? ["--prepared", "prepared.json", "--out", "all"] : options
                let other = try await Command(["run", "login.yaml"] + part + whole, in: folder).run()
                #expect(other.code == ExitCode.usage.rawValue && other.errors.contains(words), "\(other.errors)")
            }
            let outcomes = try await withThrowingTaskGroup(of: (Int, Command.Outcome).self) { group in
                for number in 1...3 {
                    let words = ["run", "login.yaml", "--shard", "\(number)/3"] + options
                    group.addTask {
                        (
                            number,
                            try await Command(words, in: folder).run { running in
                                guard number == 2 else { return }
                                // From then on it may have sent something.
                                let directory = "\(folder.path)/all/shard-2"
                                while (try? RunReader(directory: directory)) == nil {
                                    try await Task.sleep(for: .milliseconds(20))
                                }
                                running.send(SIGKILL)
                            }
                        )
                    }
                }
                return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            #expect(outcomes[1]?.code == 0 && outcomes[3]?.code == 0, "\(outcomes)")
            #expect(outcomes[2]?.code == -SIGKILL)

            // What the scenario names is the whole run's.
            #expect(try !folder.contents("").contains("results.xml"))

            // Started again, it sends nothing.
            let requests = try standIn.truth().endpoints.values.reduce(0) { $0 + $1.requests }
            let again = try await Command(["run", "login.yaml", "--shard", "2/3"] + options, in: folder).run()
            #expect(again.code == ExitCode.notCarriedOut.rawValue, "\(again.errors)")
            #expect(again.errors.contains("already contains a run"), "\(again.errors)")
            #expect(try standIn.truth().endpoints.values.reduce(0) { $0 + $1.requests } == requests)

            let merged = try await Command(
                ["merge"] + (1...3).map { "all/shard-\($0)" } + ["--out", "merged", "--json"], in: folder
            ).run()
            #expect(merged.code == ExitCode.invalid.rawValue, "\(merged.errors)")
            let summary = try Summary(json: merged.output)
            #expect(try Readers.complaints(of: "check-summary", ["\(folder.path)/merged/summary.json"]) == "")
            #expect(summary.verdict == .invalid && summary.participants.expected == 20)
            #expect(
                merged.errors.contains("INVALID  login: shard 2 died before all journeys had ended"), "\(merged.errors)"
            )
            #expect(summary.participants.entered == 13)
            let dead = try #require(summary.merge?.shards.first { $0.number == 2 })
            #expect(dead.status == .unfinished && dead.cutOff?.count == 7)
            #expect(dead.cutOff?.participants == [2, 5, 8, 11, 14, 17, 20].map { "participant \($0)" })
            #expect(summary.merge?.shards.first?.readyMs.map { $0 > 0 } == true)
            #expect(
                summary.warnings.contains { $0.hasPrefix("Shard 2 has no ending: it died, or could not write it, and") }
            )
            #expect(site.requests.map(\.line) == ["POST /open"], "shards take nothing back")

            let taken = try await Command(["teardown", "prepared.json"], in: folder).run()
            #expect(taken.code == 0 && !taken.errors.contains("has changed"), "\(taken.errors)")
            #expect(site.requests.map(\.line) == ["POST /open", "POST /close/17"])
            let cookies = site.requests.last?.headers["cookie"]
            #expect(cookies == "host=secret-of-the-host")
            #expect(try !folder.contents("").contains("prepared.json"))
        }
    }

    @Test func `teardown that fails keeps the file, and setup that fails is taken back at once`() async throws {
        let folder = try TemporaryFolder()
        let site = try PlainPlatform { request in
            request.line == "POST /open" ? .init(200, headers: ["X-Lesson: 17"]) : .init(500)
        }
        defer { site.stop() }
        try await ServingStandIn.with(profile: "healthy", in: folder) { standIn in
            try write(to: folder, api: standIn.url, site: site.url)
            let prepared = try await Command(["prepare", "login.yaml", "--out", "prepared.json"], in: folder).run()
            #expect(prepared.code == 0, "\(prepared.errors)")
            let exists = try await Command(["prepare", "login.yaml", "--out", "prepared.json"], in: folder).run()
            #expect(exists.code == ExitCode.usage.rawValue && exists.errors.contains("'prepared.json' exists"))
            let failed = try await Command(["teardown", "prepared.json"], in: folder).run()
            #expect(failed.code == ExitCode.notCarriedOut.rawValue, "\(failed.errors)")
            #expect(failed.errors.contains("teardown step close failed"), "\(failed.errors)")
            #expect(try folder.contents("").contains("prepared.json"))

            // Without T0 a shard does not know when to begin.
            let shard = try await Command(
                [
                    "run", "login.yaml", "--shard", "1/2", "--prepared", "prepared.json", "--out", "all",
                    "--max-clock-error", "any",
                ], in: folder
            ).run()
            #expect(shard.code == ExitCode.usage.rawValue && shard.errors.contains("T0 is unknown"), "\(shard.errors)")
            // A whole run begins at once.
            let whole = try await Command(
                ["run", "login.yaml", "--prepared", "prepared.json", "--out", "whole"], in: folder
            ).run()
            #expect(whole.code == 0, "\(whole.errors)")
            #expect(try Summary(json: folder.read("whole/summary.json")).participants.entered == 20)
            #expect(site.requests.count { $0.line == "POST /open" } == 1)
        }
    }

    @Test(arguments: [
        (["prepare", "none.yaml", "--out", "x.json"], "none.yaml"),
        (["prepare", Shipped.path("ready-room"), "--out", "x.json"], "the embedded stand-in cannot be prepared"),
        (["teardown", "none.json"], "cannot read 'none.json'"),
        (["teardown", "other.json"], "is no file of `turnout prepare`"),
        (["run", Shipped.path("ready-room"), "--prepared", "other.json"], "is no file of `turnout prepare`"),
        (
            [
                "run", Shipped.path("ready-room"), "--prepared", "other.json", "--shard", "1/2", "--start-at", "+5s",
                "--out", "x", "--max-clock-error", "any", "--set", "target.api=http://127.0.0.1:1",
            ], "each shard would have a T0 of its own"
        ),
        (
            ["prepare", "site.yaml", "--shards", "2", "--out", "x.json"],
            "this scenario cannot be run in shards: `webhooks` needs one process"
        ),
        (["check", "site.yaml", "--shards", "2"], "this scenario cannot be run in shards: `webhooks` needs"),
        (["check", Shipped.path("ready-room"), "--shards", "2"], "each shard would start a stand-in of its own"),
        (["check", "site.yaml", "--shards", "0"], "the value '0' is invalid for '--shards <n>'"),
        (
            ["prepare", Shipped.path("ready-room"), "--out", "x.json", "--start-at", "0"],
            "the value '0' is invalid for '--start-at <time>': write a time with its offset"
        ),
        (
            [
                "run", Shipped.path("ready-room"), "--shard", "1/2", "--start-at", "+5s", "--out", "x",
                "--max-clock-error", "5",
            ],
            "the value '5' is invalid for '--max-clock-error <duration>': write a duration with its unit"
        ),
        (["run", Shipped.path("ready-room"), "--max-clock-error", "1ms"], "'--max-clock-error' needs '--shard <i/n>'"),
    ])
    func `what cannot be prepared or used is refused`(words: [String], message: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write("other.json", "{}")
        try folder.write(
            "site.yaml",
            """
            turnout: 1
            target: { api: "http://127.0.0.1:1" }
            participants: { count: 2 }
            platform:
              client: { id: turnout, secret: turnout-secret }
              host: { email: host@example.test, password: host-password }
            webhooks: true
            journey: [ token, generate-access, enter-room ]
            """)
        let outcome = try await Command(words, in: folder).run()
        #expect(outcome.code == ExitCode.usage.rawValue, "\(outcome.output)\(outcome.errors)")
        let text = outcome.errors.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(text.contains(message), "\(outcome.errors)")
        #expect(try folder.contents("") == ["other.json", "site.yaml"])
    }
}
