// `turnout capacity --expected`, with real storms over windows against a stand-in whose capacity is known.
import Analysis
import Foundation
import Glibc
import Support
import Testing

@Suite(.serialized) struct CapacityAdviceTests {
    /// A platform that serves 4 log-ins at a time, each in 50 ms, and lets 8 wait: 13 at once are one too many, and of those
    /// who come over a window at most some 80 a second are served.
    private func scenario(in folder: TemporaryFolder, _ arrival: String = "arrival: at-once", _ more: String = "")
        throws
    {
        try folder.write(
            "platform.json",
            """
            { "capacity": { "slots": { "concurrent": 4, "queued": 8 },
                "service": { "token": { "medianMilliseconds": 50, "p99Milliseconds": 55 } } } }
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
            \(arrival)
            journey:
              - token: { grant: password }
            thresholds: [failures == 0]
            \(more)
            """)
    }

    private func command(_ options: [String], in folder: TemporaryFolder) -> Command {
        Command(["capacity", "log-in.yaml"] + options, in: folder)
    }

    private func document(_ text: String) throws -> CapacityDocument {
        try JSONDecoder().decode(CapacityDocument.self, from: Data(text.utf8))
    }

    private let search = ["--seed", "1", "--from", "12", "--to", "14", "--out", "search"]

    @Test func `a crowd that does not get in at once is told the window over which it does`() async throws {
        let folder = try TemporaryFolder()
        try scenario(in: folder)
        let outcome = try await command(
            search + [
                "--expected", "120", "--max-window", "4s", "--json", "--junit", "junit.xml", "--markdown", "summary.md",
            ], in: folder
        ).run()
        #expect(outcome.code == 0, "\(outcome.errors)")
        let found = try document(outcome.output)
        let advice = try #require(found.advice)
        let window = try #require(advice.windowMs)
        #expect(
            advice.sentence == "120 at once do not hold; 120 over \(WindowWords.text(window)) do.",
            "\(advice.sentence) \(advice.grounds)")
        // Four slots serve 80 a second, and the queue holds 8 more.
        #expect((1300...3000).contains(window) && advice.isComplete && advice.atOnce == .doesNotHold)
        let storms = try #require(found.windowStorms)
        #expect(storms.count { $0.windowMs == window && $0.outcome == .passed } >= 3)
        for storm in storms where storm.run != nil {
            #expect(
                storm.run == "storm-\(storm.number < 10 ? "0" : "")\(storm.number)-120-over-"
                    + WindowWords.text(storm.windowMs ?? 0).replacing(" ", with: ""))
            let summary = try Summary(json: folder.read("search/\(try #require(storm.run))/summary.json"))
            #expect(summary.participants.expected == 120 && storm.figures == StormFigures(summary))
        }
        #expect(outcome.errors.contains(" 120 over \(WindowWords.text(window)) passed, turnout 100 %"))
        #expect(outcome.errors.contains("EXPECTED  120 at once do not hold;"))
        #expect(try folder.read("junit.xml").contains("<property name=\"expected\" value=\"120\""))
        #expect(try folder.read("summary.md").contains("**Expected 120:** 120 at once do not hold;"))
        #expect(try folder.read("search/capacity.html").contains("id=\"capacity-arrival-title\""))
        if Readers.areUsable {
            #expect(try Readers.complaints(of: "check-summary", ["\(folder.path)/search/capacity.json"]) == "")
            #expect(try Readers.complaints(of: "read-outputs", ["junit", "\(folder.path)/junit.xml"]) == "")
        }
    }

    @Test func `an interrupted advice goes on with its windows, and with nobody else`() async throws {
        let folder = try TemporaryFolder()
        try scenario(in: folder)
        let cut = try await command(search + ["--expected", "120", "--max-window", "4s"], in: folder).run { command in
            #expect(await command.errors.line { $0.contains(": 120 over ") && $0.contains(" passed, turnout") } != nil)
            command.send(SIGINT)
        }
        #expect(cut.code == 130, "\(cut.errors)")
        #expect(cut.output.contains("EXPECTED  So far: 120 at once do not hold;"), "\(cut.output)")
        let before = try document(folder.read("search/capacity.json"))
        let windows = try #require(before.windowStorms)
        let other = try await command(["--resume", "search", "--expected", "130"], in: folder).run()
        #expect(other.code == 64 && other.errors.contains("cannot be changed"), "\(other.errors)")

        let most = String(before.allStorms.count + 2)
        let resumed = try await command(["--resume", "search", "--max-storms", most, "--json"], in: folder).run()
        #expect(resumed.code == 0, "\(resumed.errors)")
        let after = try document(resumed.output)
        #expect(after.storms == before.storms && after.allStorms.map(\.number) == Array(1...after.allStorms.count))
        #expect(Array(after.windowStorms?.prefix(windows.count) ?? []) == windows)
        #expect(after.settings.expected == before.settings.expected)
    }

    @Test func `a search that has ended can be asked for advice`() async throws {
        let folder = try TemporaryFolder()
        try scenario(in: folder)
        let first = try await command(search, in: folder).run()
        #expect(first.code == 0 && !first.output.contains("EXPECTED"), "\(first.errors)")
        let advised = try await command(["--resume", "search", "--expected", "12", "--quiet"], in: folder).run()
        #expect(advised.code == 0 && advised.output.contains("EXPECTED  12 at once hold."), "\(advised.output)")
        let kept = try document(folder.read("search/capacity.json"))
        // The number of storms that a search with an expected crowd has by default.
        #expect(kept.windowStorms == nil && kept.settings.maxStorms == 80)
    }

    @Test(arguments: [
        (["--expected", "0"], "arrival: at-once", "", "'0' is invalid for '--expected <n>'"),
        (["--max-window", "2m"], "arrival: at-once", "", "--max-window needs --expected"),
        (["--expected", "40", "--max-window", "never"], "arrival: at-once", "", "--max-window"),
        (
            ["--expected", "40", "--max-window", "500ms"], "arrival: at-once", "",
            "shorter than the shortest one to try, 1 s"
        ),
        (["--expected", "40", "--max-window", "20s"], "arrival: { over: 30s }", "", "the shortest one to try, 31 s"),
        (
            ["--expected", "40", "--max-window", "5m"], "arrival: at-once", "limits: { max-duration: 2m }",
            "is not below the scenario's max-duration (2 min)"
        ),
        (
            ["--expected", "40"], "arrival: at-once", "name: x\nthresholds: ['admission(99%) < 10s']",
            "counts from the first arrival, so a window of 10 min misses it"
        ),
        (["--expected", "40", "--threshold", "spread(release) < 1s"], "arrival: at-once", "", "is about a gate"),
        (
            ["--expected", "40", "--threshold", "rate(token) > 5/s"], "arrival: at-once", "",
            "which a longer window lowers"
        ),
        (
            ["--expected", "40", "--abort-when", "rate(token) < 5/s"], "arrival: at-once", "",
            "the condition of abort-when 'rate(token) < 5/s' holds at a low rate"
        ),
        (
            ["--expected", "40", "--set", "journey.token.release=true"], "arrival: { over: 2s }", "",
            "the step 'token' has a gate"
        ),
    ])
    func `a window that cannot be searched for is refused before anything is sent`(
        options: [String], arrival: String, more: String, words: String
    ) async throws {
        let folder = try TemporaryFolder()
        try scenario(in: folder, arrival, more)
        if more.contains("thresholds") {
            try folder.write(
                "log-in.yaml", try folder.read("log-in.yaml").replacing("thresholds: [failures == 0]\n", with: ""))
        }
        let outcome = try await command(search + options, in: folder).run()
        #expect(outcome.code == 64 && outcome.errors.contains(words), "\(outcome.errors)")
        #expect(try !folder.contents("").contains("search"))
    }

    @Test func `too few people for the expected crowd are an error at once`() async throws {
        let folder = try TemporaryFolder()
        try scenario(in: folder)
        try folder.write(
            "people.csv",
            "email,password\n" + (1...20).map { "p\($0)@example.test,x\n" }.joined())
        try folder.write(
            "log-in.yaml",
            try folder.read("log-in.yaml").replacing("{ count: 10 }", with: "{ count: 10, data: { csv: people.csv } }"))
        let outcome = try await command(search + ["--expected", "40"], in: folder).run()
        #expect(outcome.code == 64 && outcome.errors.contains("40"), "\(outcome.errors)")
    }
}
