// `turnout capacity`, with real storms against a stand-in whose capacity is known.
import Analysis
import Foundation
import Glibc
import Support
import Testing

@Suite(.serialized) struct CapacityTests {
    /// A platform that serves 10 log-ins at a time and lets 30 wait: 41 at once are one too many.
    private static let held = 40

    private func scenario(in folder: TemporaryFolder, _ more: String = "thresholds: [failures == 0]") throws {
        try folder.write(
            "platform.json",
            """
            { "capacity": { "slots": { "concurrent": 10, "queued": 30 },
                "service": { "token": { "medianMilliseconds": 150, "p99Milliseconds": 160 } } } }
            """)
        try folder.write(
            "log-in.yaml",
            """
            turnout: 1
            target:
              api: stand-in
              stand-in: { profile: unlimited, config: platform.json }
            platform:
              client: { id: turnout, secret: turnout-secret }
              host: { email: host@example.test, password: host-password }
            participants: { count: 10 }
            arrival: at-once
            journey:
              - token: { grant: password }
            \(more)
            """)
    }

    private func search(_ options: [String], in folder: TemporaryFolder) -> Command {
        Command(["capacity", "log-in.yaml", "--seed", "1"] + options, in: folder)
    }

    private func document(_ text: String) throws -> CapacityDocument {
        try JSONDecoder().decode(CapacityDocument.self, from: Data(text.utf8))
    }

    @Test func `a search finds what the platform holds, and keeps each storm as a run`() async throws {
        let folder = try TemporaryFolder()
        try scenario(in: folder)
        let outcome = try await search(
            [
                "--from", "10", "--to", "200", "--out", "search", "--json", "--junit", "junit.xml", "--markdown",
                "summary.md",
            ],
            in: folder
        ).run()
        #expect(outcome.code == 0, "\(outcome.errors)")
        let found = try document(outcome.output)
        #expect(found == (try document(folder.read("search/capacity.json"))))
        #expect(found.search.status == .completed && found.answer.kind == .between, "\(found.answer.sentence)")
        #expect((try #require(found.answer.lower)...(try #require(found.answer.upper))).contains(CapacityTests.held))
        #expect(try #require(found.answer.planWith) <= CapacityTests.held)
        for storm in found.storms where storm.exclusion == nil {
            #expect((storm.outcome == .passed) == (storm.participants <= CapacityTests.held))
            let summary = try Summary(json: folder.read("search/\(try #require(storm.run))/summary.json"))
            #expect(summary.participants.expected == storm.participants)
            #expect(storm.figures == StormFigures(summary))
        }
        let cause = try #require(found.answer.cause)
        #expect(
            cause.kind == .shedding && cause.step == "token" && cause.sentence.contains("status 503"),
            "\(cause.sentence)")
        #expect(outcome.errors.contains("Storm 1: 10 at once passed, turnout 100 %"))
        #expect(
            try folder.read("junit.xml").contains("<testcase classname=\"log-in.capacity\" name=\"capacity &gt;= 10\""))
        #expect(try folder.read("summary.md").hasPrefix("### log-in: capacity about "))
        if Readers.areUsable {
            #expect(try Readers.complaints(of: "check-summary", ["\(folder.path)/search/capacity.json"]) == "")
            #expect(try Readers.complaints(of: "read-outputs", ["junit", "\(folder.path)/junit.xml"]) == "")
        }
    }

    @Test(arguments: [("30", Int32(0), "MET"), ("60", 99, "NOT MET")])
    func `the exit code says whether the required size holds`(size: String, code: Int32, word: String) async throws {
        let folder = try TemporaryFolder()
        try scenario(in: folder)
        let outcome = try await search(
            ["--from", size, "--to", size, "--require", size, "--quiet", "--out", "search"], in: folder
        ).run()
        #expect(outcome.code == code, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix(word + "  "), "\(outcome.output)")
    }

    @Test func `an interrupted search gives its answer so far, and goes on`() async throws {
        let folder = try TemporaryFolder()
        try scenario(in: folder)
        let cut = try await search(["--from", "10", "--to", "200", "--out", "search"], in: folder).run { command in
            #expect(await command.errors.line { $0.hasPrefix("Storm 2: 16 at once passed") } != nil)
            // A second search in the same directory would spoil both.
            let second = try? await Command(["capacity", "--resume", "search"], in: folder).run()
            #expect(second?.code == 64 && second?.errors.contains("another search is under way") == true)
            command.send(SIGINT)
        }
        #expect(cut.code == 130, "\(cut.errors)")
        #expect(cut.output.contains("So far: "), "\(cut.output)")
        let before = try document(folder.read("search/capacity.json"))
        #expect(before.search.status == .interrupted && before.storms.count >= 2)

        let resumed = try await Command(
            ["capacity", "log-in.yaml", "--resume", "search", "--max-storms", "8", "--json"], in: folder
        ).run()
        #expect(resumed.code == 0, "\(resumed.errors)")
        let after = try document(resumed.output)
        #expect(Array(after.storms.prefix(2)) == Array(before.storms.prefix(2)))
        #expect(after.storms.map(\.number) == Array(1...8))
        #expect(after.search.status == .stopped && after.search.reason?.contains("--max-storms") == true)

        // The scenario is the search's own if none is given.
        let stricter = try await Command(
            ["capacity", "--resume", "search", "--threshold", "p95(journey) < 1ms"], in: folder
        ).run()
        #expect(
            stricter.code == 64 && stricter.errors.contains("threshold: only in the scenario now: p95(journey) < 1ms"),
            "\(stricter.errors)")
        let again = try await search(["--from", "10", "--to", "200", "--out", "search"], in: folder).run()
        #expect(again.code == 64 && again.errors.contains("--resume search"), "\(again.errors)")

        try scenario(in: folder, "thresholds: [failures == 0]\nlimits: { max-requests: 9999 }\nname: other")
        let same = try await Command(["capacity", "log-in.yaml", "--resume", "search"], in: folder)
            .run { $0.send(SIGINT) }
        #expect(same.code != 64, "\(same.errors)")
        try folder.write(
            "log-in.yaml",
            try folder.read("log-in.yaml").replacing("grant: password", with: "grant: client-credentials"))
        let other = try await Command(["capacity", "log-in.yaml", "--resume", "search"], in: folder).run()
        #expect(
            other.code == 64 && other.errors.contains("the search was made with another scenario"), "\(other.errors)")
    }

    @Test(arguments: [
        (["--from", "10", "--to", "5"], "", "--from (10) must not be larger than --to (5)"),
        (["--from", "10"], "", "--from and --to are needed"),
        (["--from", "10", "--to", "50", "--require", "60"], "", "must lie between --from (10) and --to (50)"),
        (["--from", "10", "--to", "50", "--participants", "20"], "", "use --from and --to"),
        (["--from", "10", "--to", "50", "--max-duration", "5"], "", "for example 90s, 30m or 1h30m"),
        (["--from", "10", "--to", "50", "--junit", "-", "--markdown", "-"], "", "'--junit -' and '--markdown -'"),
        (["--from", "10", "--to", "50"], "name: x", "has no thresholds"),
        (["--from", "10", "--to", "50", "--abort-when", "turnout"], "thresholds: [failures == 0]", "--abort-when"),
        (
            ["--from", "10", "--to", "50", "--abort-when", "turnout > 50%"], "thresholds: [failures == 0]",
            "would end a run in which nothing is wrong; did you mean turnout <= 50%?"
        ),
        (
            ["--from", "10", "--to", "50", "--crowd", "hosts"], "thresholds: [failures == 0]",
            "there is no crowd 'hosts'"
        ),
        (["--resume", "none"], "thresholds: [failures == 0]", "there is no capacity search in 'none'"),
        (["--from", "10", "--to", "50", "--junit", "none/x.xml"], "thresholds: [failures == 0]", "none/x.xml"),
    ])
    func `what cannot be searched is refused before anything is sent`(
        options: [String], more: String, words: String
    ) async throws {
        let folder = try TemporaryFolder()
        try scenario(in: folder, more)
        let outcome = try await search(options.contains("--resume") ? [] : ["--out", "search"] + options, in: folder)
            .run()
        let refused =
            options.contains("--resume")
            ? try await Command(["capacity", "log-in.yaml"] + options, in: folder).run() : outcome
        #expect(refused.code == 64, "\(refused.errors)")
        #expect(refused.errors.contains(words), "\(refused.errors)")
        #expect(try !folder.contents("").contains("search"))
    }

    @Test func `an arrival that says how many come cannot grow`() async throws {
        let folder = try TemporaryFolder()
        try scenario(in: folder)
        try folder.write(
            "log-in.yaml",
            try folder.read("log-in.yaml").replacing("arrival: at-once", with: "arrival: { rate: 5/s, for: 2s }")
                .replacing("participants: { count: 10 }\n", with: ""))
        let outcome = try await search(["--from", "10", "--to", "50"], in: folder).run()
        #expect(outcome.code == 64 && outcome.errors.contains("says how many come"), "\(outcome.errors)")
    }

    @Test func `a target that nobody gets into is not stormed, and nothing is left`() async throws {
        let folder = try TemporaryFolder()
        try scenario(in: folder)
        try folder.write("platform.json", #"{ "capacity": { "faults": { "reset": 1 } } }"#)
        let outcome = try await search(["--from", "10", "--to", "200", "--out", "search"], in: folder).run()
        #expect(outcome.code == 1 && outcome.errors.contains("so no storm was run: token: "), "\(outcome.errors)")
        #expect(try !folder.contents("").contains("search"))
    }

    @Test func `a target that cannot be reached is said to be that`() async throws {
        let folder = try TemporaryFolder()
        try scenario(in: folder)
        // Without a backlog it only takes its port.
        let closed = try LoopbackSocket(backlog: nil)
        defer { closed.close() }
        try folder.write(
            "log-in.yaml",
            try folder.read("log-in.yaml").replacing(
                "  api: stand-in\n  stand-in: { profile: unlimited, config: platform.json }",
                with: "  api: http://127.0.0.1:\(closed.port)"))
        let outcome = try await search(["--from", "10", "--to", "200", "--out", "search"], in: folder).run()
        #expect(outcome.code == 1 && outcome.errors.contains("ailed to connect"), "\(outcome.errors)")
        #expect(try !folder.contents("").contains("search"))
    }

    @Test func `a storm that cannot be carried out ends the search with the answer so far`() async throws {
        let folder = try TemporaryFolder()
        try scenario(in: folder)
        let text = try folder.read("log-in.yaml")
        let outcome = try await search(
            ["--from", "10", "--to", "200", "--out", "search", "--markdown", "summary.md"], in: folder
        ).run { command in
            #expect(await command.errors.line { $0.hasPrefix("Storm 2: 16 at once passed") } != nil)
            _ = try? folder.write("log-in.yaml", text.replacing("turnout: 1", with: "turnout: 9"))
        }
        #expect(outcome.code == 1, "\(outcome.errors)")
        #expect(outcome.output.contains("So far: ") && outcome.output.contains("The search ended early: "))
        #expect(outcome.errors.contains("--resume search goes on with it"), "\(outcome.errors)")
        #expect(try folder.read("summary.md").contains("So far: "))
        let kept = try document(folder.read("search/capacity.json"))
        #expect(kept.search.status == .failed && kept.storms.count >= 2)
    }

    @Test func `a report that is required and missing says nothing of the capacity`() async throws {
        let folder = try TemporaryFolder()
        try scenario(in: folder, "thresholds: [failures == 0]\nattendance: required")
        try folder.write(
            "log-in.yaml",
            try folder.read("log-in.yaml").replacing(
                "  - token: { grant: password }",
                with: "  - token: { grant: password }\n  - generate-access\n  - enter-room"))
        try folder.write(
            "platform.json",
            #"{"accounts":[{"email":"host@example.test","password":"host-password","name":"Host","plan":"free"}]}"#)
        let outcome = try await search(
            ["--from", "3", "--to", "6", "--max-storms", "1", "--out", "search"], in: folder
        ).run()
        #expect(outcome.code == 0 && outcome.errors.contains("Storm 1: 3 at once passed"), "\(outcome.errors)")
        let found = try document(folder.read("search/capacity.json"))
        let summary = try Summary(json: folder.read("search/\(try #require(found.storms.first?.run))/summary.json"))
        #expect(summary.verdict == .failed && summary.unmet.count == 1)
    }

    @Test func `single journeys receive no webhooks, start no record and read no attendance`() async throws {
        let folder = try TemporaryFolder()
        try await ServingStandIn.with(profile: "unlimited", in: folder) { standIn in
            try scenario(in: folder, "thresholds: [failures == 0]\nwebhooks: true\nrecord: true\nattendance: auto")
            try folder.write(
                "log-in.yaml",
                try folder.read("log-in.yaml")
                    .replacing(
                        "  api: stand-in\n  stand-in: { profile: unlimited, config: platform.json }",
                        with: "  api: \(standIn.url)"
                    )
                    .replacing(
                        "  - token: { grant: password }",
                        with: "  - token: { grant: password }\n  - generate-access\n  - enter-room"))
            let outcome = try await search(
                ["--from", "3", "--to", "6", "--max-storms", "1", "--out", "search"], in: folder
            ).run()
            #expect(outcome.code == 0, "\(outcome.errors)")
            // Of one storm: it looks for a webhook, creates its own, finds it, and deletes it.
            let truth = try standIn.truth()
            #expect(truth[.webhooks].requests == 4 && truth[.report].requests == 1)
            // So do all requests for records: a journey that is alone makes none.
            let storm = try #require(try document(folder.read("search/capacity.json")).storms.first?.run)
            let account = try HarnessAccount(runDirectory: "\(folder.path)/search/\(storm)")
            let records = account.endpoints["records"]?.answered.values.reduce(0, +) ?? 0
            #expect(records >= 2 && truth[.records].requests == records)
            #expect(truth[.join].requests >= 8)
        }
    }

    @Test func `a scenario that is changed during the search ends it, with the answer so far`() async throws {
        let folder = try TemporaryFolder()
        try scenario(in: folder)
        let changed = try folder.read("log-in.yaml").replacing("failures == 0", with: "failures == 1")
        let outcome = try await search(["--from", "10", "--to", "200", "--out", "search"], in: folder).run { command in
            #expect(await command.errors.line { $0.hasPrefix("Storm 1: 10 at once passed") } != nil)
            try folder.write("log-in.yaml", changed)
        }
        #expect(outcome.code == 1, "\(outcome.errors)")
        #expect(outcome.errors.contains("log-in.yaml: the scenario was changed during the search"), "\(outcome.errors)")
        #expect(outcome.output.contains("So far: "), "\(outcome.output)")
        #expect(try document(folder.read("search/capacity.json")).search.status == .failed)
    }

    @Test func `a changed file is refused`() async throws {
        let folder = try TemporaryFolder()
        try scenario(in: folder)
        let outcome = try await search(
            ["--from", "10", "--to", "20", "--max-storms", "1", "--out", "search"], in: folder
        )
        .run()
        #expect(outcome.code == 0, "\(outcome.errors)")
        let text = try folder.read("search/capacity.json")
        let crowd = #"{ "participants": 90, "shortestWindowMs": 9, "longestWindowMs": 5 }"#
        // Numbers and names that no search writes.
        let impossible = try [
            ("journeyP95Ms", "1e300"), ("entered", "-9223372036854775808"), ("turnout", "-5"), ("number", "-3"),
            ("run", "null"), ("exclusion", "\"generator\""), ("beforeMs", "-1e308"), ("require", "0"),
        ].map { key, value in
            text.replacing(try Regex("\"\(key)\": (null|-?[0-9.]+|\"[^\"]*\")"), with: "\"\(key)\": \(value)")
        }
        for changed in impossible + [
            text.replacing("\"from\": 10", with: "\"from\": 30"), String(text.prefix(200)), "",
            text.replacing("\"expected\": null", with: "\"expected\": \(crowd)"),
        ] {
            #expect(changed != text)
            try folder.write("search/capacity.json", changed)
            let resumed = try await Command(["capacity", "log-in.yaml", "--resume", "search"], in: folder).run()
            #expect(resumed.code == 64 && resumed.errors.contains("is damaged"), "\(resumed.errors)")
        }
    }
}
