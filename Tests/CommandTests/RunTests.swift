// What `run` and `report` print and store.
import Analysis
import Foundation
import Glibc
import Measuring
import RunStore
import Support
import Testing

@Suite(.serialized) struct RunTests {
    private let small = ["run", Shipped.path("ready-room"), "--participants", "10"]

    @Test func `standard output has only the summary, standard error the progress`() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await Command(small, in: folder).run()
        #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.hasPrefix("PASSED  "))
        #expect(!outcome.output.contains("\u{1B}"))
        #expect(!outcome.errors.contains("\u{1B}"))
        let runs = try folder.contents("turnout-runs")
        #expect(runs.count == 1)
        #expect(runs.first?.wholeMatch(of: /\d{8}T\d{6}Z-ready-room/) != nil)
        #expect(outcome.output.hasSuffix("Report      turnout-runs/\(runs.first ?? "")/report.html\n"))
        #expect(try folder.contents("turnout-runs/\(runs.first ?? "")").contains("summary.json"))
    }

    @Test func `with --json standard output is summary.json, and a report gives the same figures`() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await Command(small + ["--json", "--out", "run", "--quiet"], in: folder).run()
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(outcome.output == (try folder.read("run/summary.json")))
        #expect(outcome.errors.contains("PASSED  "))
        let summary = try Summary(json: outcome.output)
        #expect(summary.participants.entered == 10)
        #expect(summary.verdict == .passed)

        let json = try await Command(["report", "run", "--format", "json"], in: folder).run()
        #expect(json.code == 0, "\(json.errors)")
        #expect(try Summary(json: json.output) == summary)
        let terminal = try await Command(["report", "run"], in: folder).run()
        #expect(outcome.errors.hasSuffix(terminal.output))
        let both = try await Command(["report", "run", "--json"], in: folder).run()
        #expect(both.output == json.output)
        #expect(both.errors == terminal.output)
    }

    /// What a run drew: when participants were to arrive, counted from the first, and how long they paused, in
    /// nanoseconds.
    private struct Draws: Equatable {
        var arrivals: [Int64] = []
        var pauses: [Int64] = []

        init(seed: UInt64, in folder: TemporaryFolder, as name: String) async throws {
            let options = [
                "--seed", "\(seed)", "--out", name, "--quiet", "--set", "arrival={ over: 100ms, curve: poisson }",
                "--set", "journey.pause.pause=1ms..9ms",
            ]
            let outcome = try await Command(
                ["run", Shipped.path("ready-room"), "--participants", "10"] + options, in: folder
            ).run()
            try #require(outcome.code == 0, "\(outcome.errors)")
            #expect(try Summary(json: folder.read("\(name)/summary.json")).run.seed == seed)
            var samples = SampleBatch()
            try RunReader(directory: "\(folder.path)/\(name)").forEachBatch { batch in
                samples.participants += batch.participants
                samples.steps += batch.steps
            }
            let participants = samples.participants.sorted { $0.participant < $1.participant }
            arrivals = participants.map { $0.intended.nanoseconds(since: participants[0].intended) }
            let steps = Dictionary(grouping: samples.steps.filter { $0.participant > 0 }, by: \.participant)
            for participant in participants {
                let own = (steps[participant.participant] ?? []).sorted { $0.step < $1.step }
                // The pause is before the last step, which leaves the room.
                if own.count == 4 { pauses.append(own[3].intended.nanoseconds(since: own[2].finished)) }
            }
        }
    }

    @Test func `the same seed draws the same run`() async throws {
        let folder = try TemporaryFolder()
        let first = try await Draws(seed: 42, in: folder, as: "first")
        #expect(first.arrivals.count == 10 && Set(first.pauses).count == 10)
        #expect(try await Draws(seed: 42, in: folder, as: "again") == first)
        let other = try await Draws(seed: 43, in: folder, as: "other")
        #expect(other.arrivals != first.arrivals && other.pauses != first.pauses)
    }

    @Test func `a URL needs no scenario`() async throws {
        let folder = try TemporaryFolder()
        try await ServingStandIn.with(profile: "unlimited", in: folder) { standIn in
            let outcome = try await Command(
                ["run", "\(standIn.url)/_truth", "--participants", "20", "--out", "run"], in: folder
            ).run()
            #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
            #expect(outcome.output.hasPrefix("PASSED  127.0.0.1:\(standIn.port)/_truth: "))
            #expect(outcome.output.contains(/ok +failures == 0 +is 0\n/))
            #expect(outcome.output.contains("20 of 20 "))
            let account = try HarnessAccount(runDirectory: "\(folder.path)/run")
            #expect(account.endpoints == ["get": HarnessAccount.Endpoint(answered: ["200": 20])])

            let refused = try await Command(
                ["run", "\(standIn.url)/room/nosuchroom", "--participants", "20"], in: folder
            ).run()
            #expect(refused.code == ExitCode.failed.rawValue, "\(refused.errors)")
            #expect(refused.output.contains(/FAILED +failures == 0 +is 20\n/))
            #expect(refused.output.contains("20 × get: status 404"))
            let truth = try standIn.truth()
            #expect(truth[.roomPage].status == ["404": 20])
            #expect(truth.connections >= 20)
        }
    }

    @Test func `a threshold on the command line replaces that of a URL, and is added to those of a scenario`()
        async throws
    {
        let folder = try TemporaryFolder()
        try await ServingStandIn.with(profile: "unlimited", in: folder) { standIn in
            let address = try await Command(
                [
                    "run", "\(standIn.url)/room/nosuchroom", "--participants", "3", "--threshold", "failures == 3",
                    "--threshold", "failures(get, status 404) == 3", "--json", "--quiet",
                ], in: folder
            ).run()
            #expect(address.code == 0, "\(address.errors)")
            #expect(
                try Summary(json: address.output).thresholds.map(\.expression)
                    == ["failures == 3", "failures(get, status 404) == 3"])
        }
        let scenario = try await Command(small + ["--threshold", "p95(token) < 1us", "--json", "--quiet"], in: folder)
            .run()
        #expect(scenario.code == ExitCode.failed.rawValue, "\(scenario.errors)")
        let thresholds = try Summary(json: scenario.output).thresholds
        #expect(thresholds.last?.expression == "p95(token) < 1us")
        #expect(thresholds.last?.passed == false)
        #expect(thresholds.dropLast().map(\.passed) == [true, true, true, true])
    }

    @Test func `a host allowed on the command line may be contacted`() async throws {
        let outcome = try await Command(
            [
                "check", "http://edu.example/", "--participants", "1", "--allow-host", "login.example", "--allow-host",
                "*.cdn.example:8443",
            ], in: TemporaryFolder()
        ).run()
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("login.example"))
        #expect(outcome.output.contains("*.cdn.example:8443"))
    }

    @Test func `with --quiet nothing is printed about what setup created`() async throws {
        let outcome = try await Command(small + ["--quiet"], in: TemporaryFolder()).run()
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(outcome.errors == "")
    }

    @Test func `only the owner can read what a run stores`() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await Command(
            small + ["--out", "kept/run", "--quiet"], in: folder, preparation: "umask 0"
        ).run()
        #expect(outcome.code == 0, "\(outcome.errors)")
        for (name, wanted) in [("kept", 0o700), ("kept/run", 0o700)] { #expect(try folder.permissions(name) == wanted) }
        for name in try folder.contents("kept/run") { #expect(try folder.permissions("kept/run/\(name)") == 0o600) }
    }

    /// Nothing listens on port 1. A proxy's URL may contain a password.
    @Test func `if the target does not answer and a proxy is set, the message names the proxy's variable`()
        async throws
    {
        let folder = try TemporaryFolder()
        let outcome = try await Command(
            ["run", "https://edu.test:1/", "--participants", "2", "--resolve", "edu.test:1:127.0.0.1"], in: folder,
            environment: ["https_proxy": "http://me:s3cr3t@proxy.example:3128"]
        ).run()
        #expect(outcome.code == 1)
        #expect(outcome.errors.contains("cannot be reached"))
        #expect(outcome.errors.contains("the environment sets a proxy (`https_proxy`), which Turnout does not use"))
        #expect(!outcome.errors.contains("s3cr3t") && !outcome.output.contains("s3cr3t"))
    }

    @Test func `the stand-in's process gets no secrets from the environment`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("stay.yaml", LongStay.scenario)
        let outcome = try await Command(
            ["run", "stay.yaml"], in: folder, environment: ["CLIENT_SECRET": "s3cr3t", "LANG": "C.UTF-8"]
        ).run { running in
            #expect(await running.errors.line(where: LongStay.saysAllAreIn) != nil)
            let child = try #require(running.children.first)
            let variables = try String(contentsOfFile: "/proc/\(child)/environ", encoding: .utf8)
            #expect(variables == "LANG=C.UTF-8\0")
            running.send(SIGINT)
        }
        #expect(outcome.code == ExitCode.interrupted.rawValue, "\(outcome.errors)")
    }

    @Test func `API and web client may be two hosts`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("two.json", #"{ "webOrigin": "http://edu.turnout.test" }"#)
        try await ServingStandIn.with(profile: "unlimited", options: ["--config", "two.json"], in: folder) { standIn in
            // With the account's cookies for the API's host in addition to those of the link, the room would reject the
            // person.
            let outcome = try await Command(
                [
                    "run", Shipped.path("ready-room"), "--participants", "5", "--set", "journey.3=leave-room",
                    "--set", "journey.4={ pause: 1ms }", "--set", "target.api=http://api.turnout.test",
                    "--set", "target.web=http://edu.turnout.test",
                    "--connect-to", "api.turnout.test:80:127.0.0.1:\(standIn.port)",
                    "--connect-to", "edu.turnout.test:80:127.0.0.1:\(standIn.port)", "--out", "run", "--quiet",
                ], in: folder
            ).run()
            #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
            #expect(outcome.output.contains("5 of 5 got in"))
            let truth = try standIn.truth()
            #expect(truth.entered == 5 && truth.left == 5)
            // Setup opens the page once, to learn what it looks like.
            #expect(truth[.roomPage].status == ["200": 6])
        }
    }

    @Test func `checking sends nothing`() async throws {
        let folder = try TemporaryFolder()
        try await ServingStandIn.with(profile: "unlimited", in: folder) { standIn in
            let outcome = try await Command(
                ["check", Shipped.path("simultaneous-login"), "--set", "target.api=\(standIn.url)"], in: folder
            ).run()
            #expect(outcome.code == 0, "\(outcome.errors)")
            #expect(outcome.output.contains("500 participants"))
            #expect(outcome.output.contains("enter-room"))
            #expect(outcome.output.contains("p99(journey) < 3s"))
            #expect(!outcome.output.contains("host-password"))
            #expect(try folder.contents() == [])
            // The truth's own request is the first connection.
            #expect(try standIn.truth().connections <= 1)
        }
    }

    @Test func `a stand-in started on its own prints its URL, and ends on a signal`() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await Command(["stand-in", "--profile", "fragile"], in: folder).run { running in
            #expect(await running.output.line { $0.hasPrefix("API ") } != nil)
            running.send(SIGTERM)
        }
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(
            outcome.output.wholeMatch(
                of:
                    /The stand-in is serving (http:\/\/127\.0\.0\.1:\d+) with profile fragile\. Press Ctrl-C to stop\.\n(.|\n)*/
            ) != nil)
        #expect(outcome.output.contains("host@example.test / host-password"))
        #expect(outcome.output.contains("curl http://127.0.0.1:"))
        #expect(outcome.output.contains(/\nCustomer site +http:\/\/127\.0\.0\.1:\d+\/site\n/))
    }
}
