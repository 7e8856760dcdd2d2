// The log-in at the customer's site: what its steps report is what the site counted.
import Analysis
import Foundation
import Measuring
import PlatformContract
import RunStore
import Support
import Testing

@Suite(.serialized) struct SiteTruthTests {
    @Test func `harness and site report the same counts for the customer's log-in`() async throws {
        let folder = try TemporaryFolder()
        try await ServingStandIn.with(profile: "healthy", in: folder) { standIn in
            let count = 40
            let outcome = try await Command(
                [
                    "run", Shipped.path("customer-site-login"), "--set", "target.api=\(standIn.url)",
                    "--set", "target.site=\(standIn.url)/site", "--out", "run", "--quiet", "--participants", "\(count)",
                    "--set", "thresholds=[turnout >= 100%, failures == 0]",
                ] + SiteTruthTests.accounts, in: folder
            ).run()
            #expect(outcome.code == ExitCode.passed.rawValue, "\(outcome.output)\(outcome.errors)")

            var rows: [String: [Int16: Int]] = [:]
            try RunReader(directory: "\(folder.path)/run").forEachBatch { batch in
                for request in batch.requests where request.participant > 0 {
                    rows[request.endpoint, default: [:]][request.status ?? 0, default: 0] += 1
                }
            }
            let truth = try standIn.truth()
            #expect(truth.entered == count)
            #expect(truth.participants == count)
            // The form and the page after the log-in; the log-in itself answers with a redirect.
            #expect(rows["login page"] == [200: count])
            #expect(rows["log in"] == [303: count, 200: count])
            #expect(truth[.siteLogin].status == ["303": count])
            #expect(truth[.sitePage].status == ["200": 2 * count])
            #expect(rows["lesson page"] == [200: count])
            #expect(truth[.siteLesson].status == ["200": count])
            #expect(truth[.join].requests == rows[Endpoint.join.rawValue]?.values.reduce(0, +))

            let summary = try Summary(json: folder.read("run/summary.json"))
            #expect(summary.steps.map(\.name) == ["login page", "log in", "lesson page", "enter-room"])
            #expect(summary.steps.map(\.requests) == [count, 2 * count, count, 5 * count])
            #expect(summary.steps.map(\.executions) == [count, count, count, count])
        }
    }

    @Test func `a wrong password at the site is a failure that names the check`() async throws {
        let folder = try TemporaryFolder()
        try await ServingStandIn.with(profile: "healthy", in: folder) { standIn in
            let outcome = try await Command(
                [
                    "run", Shipped.path("customer-site-login"), "--set", "target.api=\(standIn.url)",
                    "--set", "target.site=\(standIn.url)/site", "--out", "run", "--quiet", "--participants", "5",
                    "--set", "journey.log in.form.password=wrong",
                ] + SiteTruthTests.accounts, in: folder
            ).run()
            #expect(outcome.code == ExitCode.failed.rawValue, "\(outcome.output)\(outcome.errors)")
            let summary = try Summary(json: folder.read("run/summary.json"))
            #expect(summary.failures.map(\.step) == ["log in"])
            #expect(summary.failures.map(\.count) == [5])
            #expect(try standIn.truth()[.siteLogin].status == ["401": 5])
        }
    }

    /// The stand-in's own accounts, which a scenario need not name where it starts one itself.
    private static let accounts = [
        "--set",
        "platform={ client: { id: turnout, secret: turnout-secret }, host: { email: host@example.test, password: host-password } }",
    ]
}
