// The shell job of docs/ci with the real program: its exit codes, its results, and how it keeps baselines.
import Foundation
import Support
import Testing

@Suite(.serialized) struct ContinuousIntegrationTests {
    /// A checkout with a scenario, and the job in it.
    private struct Checkout {
        let folder: TemporaryFolder

        init() throws {
            folder = try TemporaryFolder()
            try folder.write("stand-in.json", #"{ "profile": "unlimited" }"#)
            try folder.write("storm.yaml", Checkout.scenario)
        }

        private static let scenario = """
            turnout: 1
            name: Storm
            target: { api: stand-in, stand-in: { config: stand-in.json } }
            platform:
              client: { id: turnout, secret: "${env.CLIENT_SECRET:-turnout-secret}" }
              host: { email: host@example.test, password: "${env.HOST_PASSWORD:-host-password}" }
              space: create
              room: { create: { name: Load rehearsal, type: lesson } }
            participants: { count: 40 }
            journey:
              - token: { grant: password }
              - generate-access: { role: user, as: host }
              - enter-room:
            thresholds: [turnout >= 25%]
            """

        /// Lets the platform turn away more than half of the participants. That is found on any machine; times are not
        /// judged on one that is too busy.
        func worsen() throws {
            let token = #"{ "medianMilliseconds": 300, "p99Milliseconds": 400 }"#
            try folder.write(
                "stand-in.json",
                """
                { "profile": "unlimited", "capacity": {
                    "slots": { "concurrent": 1, "queued": 15 }, "service": { "token": \(token) } } }
                """)
        }

        /// Runs the job.
        func job(
            _ words: String..., program: String? = nil, environment: [String: String] = [:]
        ) async throws -> Command.Outcome {
            // A job has its workspace to itself.
            try? FileManager.default.removeItem(atPath: "\(folder.path)/turnout-results")
            let chosen = program.map { "chmod +x \($0); TURNOUT=./\($0)" } ?? #"TURNOUT="$0""#
            return try await Command(
                ["storm.yaml", "--quiet"] + words, in: folder, environment: environment,
                preparation: #"\#(chosen); export TURNOUT; exec sh "\#(Shipped.repository)/docs/ci/turnout-ci.sh" "$@""#
            ).run()
        }

        /// The job of the main branch, which keeps baselines.
        func mainJob(_ words: String..., renewing: Bool = false) async throws -> Command.Outcome {
            try await job(
                words.first ?? "--seed=1",
                environment: [
                    "TURNOUT_BASELINES": "baselines", "TURNOUT_KEEP_BASELINE": "yes",
                    "TURNOUT_RENEW_BASELINES": renewing ? "yes" : "no",
                ])
        }

        var baselines: [String] { (try? folder.contents("baselines")) ?? [] }
    }

    @Test func `a run that passes keeps its results, and shows them on GitHub's page`() async throws {
        let checkout = try Checkout()
        try checkout.folder.write("page.md", "Before.\n")
        let outcome = try await checkout.job(environment: ["GITHUB_STEP_SUMMARY": "page.md"])
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix("PASSED  Storm"))
        #expect(try checkout.folder.contents("turnout-results") == ["junit.xml", "run", "summary.md"])
        #expect(try checkout.folder.contents("turnout-results/run").contains("run.sqlite"))
        #expect(try checkout.folder.read("turnout-results/junit.xml").contains("<testsuites"))
        let page = try checkout.folder.read("page.md")
        #expect(page == "Before.\n" + (try checkout.folder.read("turnout-results/summary.md")))
        #expect(checkout.baselines.isEmpty)
    }

    @Test func `a threshold that fails is 99, with all results, and never a baseline`() async throws {
        let checkout = try Checkout()
        let outcome = try await checkout.mainJob("--threshold=p95(token) < 1ms")
        #expect(outcome.code == 99, "\(outcome.errors)")
        #expect(try checkout.folder.contents("turnout-results") == ["junit.xml", "run", "summary.md"])
        #expect(try checkout.folder.read("turnout-results/junit.xml").contains("<failure"))
        #expect(checkout.baselines.isEmpty)
    }

    @Test func `a broken scenario is 64, with its place, and never a baseline`() async throws {
        let checkout = try Checkout()
        try checkout.folder.write("storm.yaml", "turnout: 1\nname: Storm\njourny: []\n")
        let outcome = try await checkout.mainJob()
        #expect(outcome.code == 64)
        #expect(outcome.errors.contains("storm.yaml:3:1"))
        #expect(checkout.baselines.isEmpty)
    }

    @Test func `options with spaces come one a line`() async throws {
        let checkout = try Checkout()
        let outcome = try await checkout.job(
            environment: ["TURNOUT_OPTIONS": "--participants=3\n\n--threshold=p95(token) < 1ms"])
        #expect(outcome.code == 99, "\(outcome.errors)")
        #expect(outcome.output.contains("3 of 3 got in"))
        #expect(outcome.output.contains("FAILED  p95(token) < 1ms"))
    }

    @Test func `results of another job are not touched`() async throws {
        let checkout = try Checkout()
        let outcome = try await checkout.job(environment: ["TURNOUT_RESULTS": "."])
        #expect(outcome.code == 64)
        #expect(outcome.errors.contains("TURNOUT_RESULTS"))
    }

    @Test func `a regression is 98 and changes no baseline, until somebody renews them`() async throws {
        let checkout = try Checkout()
        let first = try await checkout.mainJob()
        #expect(first.code == 0, "\(first.output)\(first.errors)")
        let baseline = checkout.baselines
        #expect(baseline.count == 1)

        try checkout.worsen()
        for worse in [
            try await checkout.mainJob(), try await checkout.job(environment: ["TURNOUT_BASELINES": "baselines"]),
        ] {
            #expect(worse.code == 98, "\(worse.output)\(worse.errors)")
            #expect(checkout.baselines == baseline)
        }

        let renewed = try await checkout.mainJob(renewing: true)
        #expect(renewed.code == 0, "\(renewed.output)\(renewed.errors)")
        #expect(checkout.baselines.count == 1)
        #expect(checkout.baselines != baseline)
    }

    @Test func `passed runs become baselines up to five, and a full set stays`() async throws {
        let checkout = try Checkout()
        // In the program's place, so that no chance is in it: a run as wanted, and the options that it got.
        try checkout.folder.write(
            "program",
            """
            #!/bin/sh
            while [ $# -gt 1 ]; do
                [ "$1" != --out ] || { mkdir "$2"; : >"$2/run.sqlite"; }
                [ "$1" != --baseline ] || echo "$2"
                shift
            done
            exit "$(cat code)"
            """)
        func job(ending code: Int32) async throws -> [String] {
            try checkout.folder.write("code", "\(code)")
            let outcome = try await checkout.job(
                program: "program",
                environment: ["TURNOUT_BASELINES": "baselines", "TURNOUT_KEEP_BASELINE": "yes"])
            #expect(outcome.code == code)
            return outcome.output.split(separator: "\n").map { String($0.trimmingPrefix("baselines/")) }
        }
        for count in 0..<5 {
            let known = checkout.baselines
            for code in [1, 64, 97, 98, 99, 130] as [Int32] { #expect(try await job(ending: code) == known) }
            #expect(checkout.baselines == known)
            #expect(try await job(ending: 0) == known)
            #expect(checkout.baselines.count == count + 1)
        }
        let full = checkout.baselines
        #expect(try await job(ending: 0) == full)
        #expect(checkout.baselines == full)
    }
}
