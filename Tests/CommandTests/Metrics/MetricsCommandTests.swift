// `run --metrics-port` with the real binary, Debian's Prometheus and the stand-in: all three count the same.
import Analysis
import Foundation
import Glibc
import PlatformContract
import Support
import Testing

extension RunningCommand {
    /// Where the run's metrics are served; nil if the run ends without saying it.
    func metricsURL() async -> String? {
        await errors.line { $0.hasPrefix("Metrics: ") }.map { String($0.dropFirst("Metrics: ".count)) }
    }

    /// The port of the metrics.
    func metricsPort() async throws -> UInt16 {
        try #require(await metricsURL().flatMap { URL(string: $0)?.port }.map { UInt16($0) })
    }
}

@Suite(.serialized) struct MetricsCommandTests {
    /// A run against a stand-in, with metrics on a free port.
    private static func words(_ standIn: ServingStandIn, participants: Int = 5, out: String = "run") -> [String] {
        [
            "run", Shipped.path("ready-room"), "--set", "target.api=\(standIn.url)", "--set",
            "thresholds=[turnout > 0%]",
            "--participants", String(participants), "--out", out, "--metrics-port", "0",
        ]
    }

    @Test(.ifPrometheusIsInstalled, arguments: ["healthy", "rate-limited"])
    func `Prometheus, the summary and the server count the same, and p95 agrees within its bucket`(
        profile: String
    ) async throws {
        let folder = try TemporaryFolder()
        try await ServingStandIn.with(profile: profile, in: folder) { standIn in
            try await Prometheus.with(in: folder) { prometheus in
                let outcome = try await Command(Self.words(standIn, participants: 60), in: folder).run { running in
                    try prometheus.scrape(try #require(await running.metricsURL()))
                }
                // A rate limit may let nobody in.
                let codes: [ExitCode] = profile == "healthy" ? [.passed] : [.passed, .failed]
                #expect(codes.map(\.rawValue).contains(outcome.code), "\(outcome.output)\(outcome.errors)")
                try await prometheus.awaitEnd()
                let summary = try Summary(json: folder.read("run/summary.json"))
                try Self.compare(prometheus, summary)
                try Self.compare(prometheus, try standIn.truth())
            }
        }
    }

    /// The last value of a metric before the run ended.
    private static func last(_ metric: String) -> String { "last_over_time(\(metric)[1h])" }

    private static func compare(_ prometheus: Prometheus, _ summary: Summary) throws {
        #expect(try prometheus.value(last("turnout_run_phase{phase=\"ended\"}")) == 1)
        let people = summary.participants
        for (name, count) in [
            ("expected", people.expected), ("started_total", people.started), ("entered_total", people.entered),
            ("failed_total", people.failed), ("waiting", 0),
        ] {
            #expect(try prometheus.value("sum(\(last("turnout_participants_\(name)")))") == Double(count), "\(name)")
        }
        for step in summary.steps {
            let label = "{turnout_step=\"\(step.name)\"}"
            // A pause makes no requests, and has no series of them.
            let requests = try prometheus.value("sum(\(last("http_client_request_duration_seconds_count\(label)")))")
            #expect((requests ?? 0) == Double(step.requests), "\(step.name)")
            #expect(
                try prometheus.value(last("turnout_step_response_seconds_count\(label)")) == Double(step.succeeded),
                "\(step.name)")
            let failed = try prometheus.value("sum(\(last("turnout_step_failures_total\(label)")))") ?? 0
            #expect(failed == Double(step.failed), "\(step.name)")
            guard let p95 = step.responseMs.p95 else { continue }
            let buckets = last("turnout_step_response_seconds_bucket\(label)")
            let estimate = try #require(try prometheus.value("histogram_quantile(0.95, \(buckets))"))
            let bounds = try prometheus.values(buckets).compactMap { $0.labels["le"].flatMap(Double.init) }.sorted()
            // The summary's figure is up to 0.1 % too high, which may lift it over the bound of its bucket.
            let isInBucket = [p95 * 0.999, p95].contains { milliseconds in
                let upper = bounds.first { milliseconds / 1000 <= $0 } ?? .infinity
                let lower = bounds.last { $0 < upper } ?? 0
                return lower <= estimate && estimate <= upper
            }
            #expect(isInBucket, "\(step.name): p95 is \(p95) ms, the estimate \(estimate) s")
        }
    }

    private static func compare(_ prometheus: Prometheus, _ truth: Truth) throws {
        var theirs: [String: Int] = [:]
        for endpoint in truth.endpoints.values { theirs.merge(endpoint.status) { $0 + $1 } }
        let counts = last("http_client_request_duration_seconds_count")
        let ours = try prometheus.values("sum by (http_response_status_code) (\(counts))")
        #expect(
            ours.reduce(into: [:]) { $0[$1.labels["http_response_status_code"] ?? "none"] = Int($1.value) } == theirs)
    }

    @Test(.ifPrometheusIsInstalled) func `promtool accepts the page, and every panel of the dashboard has its metrics`()
        async throws
    {
        let folder = try TemporaryFolder()
        let dashboard = try Dashboard()
        #expect(dashboard.expressions.count > 15)
        try await ServingStandIn.with(profile: "rate-limited", in: folder) { standIn in
            try await Prometheus.with(in: folder) { prometheus in
                _ = try await Command(Self.words(standIn, participants: 60), in: folder).run { running in
                    let port = try await running.metricsPort()
                    #expect(await running.errors.line { $0.contains("stay for a last scrape") } != nil)
                    let page = try LoopbackClient.get("/metrics", port: port)
                    let (code, words) = try await Prometheus.check(page)
                    #expect(code == 0, "\(words)")
                    for name in dashboard.metricNames {
                        #expect(page.contains("\n\(name){") || page.contains("\n\(name) "), "no \(name) in the page")
                    }
                }
                for expression in dashboard.expressions {
                    #expect(throws: Never.self) { try prometheus.values(expression) }
                }
            }
        }
    }

    @Test func `the results are shown before the wait for a last scrape, which a slow reader does not prolong`()
        async throws
    {
        let folder = try TemporaryFolder()
        try await ServingStandIn.with(profile: "healthy", in: folder) { standIn in
            let outcome = try await Command(Self.words(standIn), in: folder).run { running in
                let port = try await running.metricsPort()
                let slow = try LoopbackClient.connection(to: port)
                defer { close(slow) }
                #expect(await running.output.line { $0.hasPrefix("PASSED") } != nil)
                #expect(await running.errors.line { $0.contains("stay for a last scrape") } != nil)
                var page = ""
                // Until the wait has begun, a page is not the last.
                while let next = try? LoopbackClient.get("/metrics", port: port) { page = next }
                #expect(page.contains("turnout_run_phase{phase=\"ended\"} 1\n"))
                #expect(page.contains("turnout_participants_entered_total{turnout_crowd=\"participants\"} 5\n"))
            }
            #expect(outcome.code == ExitCode.passed.rawValue, "\(outcome.output)\(outcome.errors)")
        }
    }

    @Test func `Ctrl-C ends the wait for a last scrape at once`() async throws {
        let folder = try TemporaryFolder()
        try await ServingStandIn.with(profile: "healthy", in: folder) { standIn in
            let outcome = try await Command(Self.words(standIn), in: folder).run { running in
                #expect(await running.errors.line { $0.contains("stay for a last scrape") } != nil)
                running.send(SIGINT)
            }
            #expect(outcome.code == ExitCode.interrupted.rawValue, "\(outcome.output)\(outcome.errors)")
            #expect(outcome.output.hasPrefix("PASSED"))
            #expect(try Summary(json: folder.read("run/summary.json")).verdict == .passed)
        }
    }

    @Test func `only this machine can read the metrics, unless another address is given`() async throws {
        let folder = try TemporaryFolder()
        try await ServingStandIn.with(profile: "healthy", in: folder) { standIn in
            for (address, listens) in [("127.0.0.1", "0100007F"), ("0.0.0.0", "00000000")] {
                var words = Self.words(standIn, out: "run-\(address)")
                if address != "127.0.0.1" { words += ["--metrics-address", address] }
                let outcome = try await Command(words, in: folder).run { running in
                    let port = try await running.metricsPort()
                    let sockets = try ["tcp", "tcp6"].flatMap { family in
                        try String(contentsOfFile: "/proc/net/\(family)", encoding: .utf8).split(separator: "\n")
                            .dropFirst().map { $0.split(separator: " ") }
                    }
                    // proc(5): the local address, and 0A for a socket that listens.
                    let hexadecimal = String(format: "%04X", port)
                    let own = sockets.filter { $0[3] == "0A" && $0[1].hasSuffix(":\(hexadecimal)") }
                    #expect(own.map { String($0[1].prefix { $0 != ":" }) } == [listens])
                    _ = await running.errors.line { $0.contains("stay for a last scrape") }
                    running.send(SIGINT)
                }
                #expect(outcome.errors.contains("without authentication") == (address != "127.0.0.1"))
            }
        }
    }

    @Test func `a port that is in use is found before anything is sent`() async throws {
        let folder = try TemporaryFolder()
        let taken = try LoopbackSocket()
        defer { taken.close() }
        let outcome = try await Command(
            [
                "run", "http://127.0.0.1:1/", "--participants", "1", "--out", "run", "--metrics-port",
                String(taken.port),
            ], in: folder
        ).run()
        #expect(outcome.code == ExitCode.notCarriedOut.rawValue)
        #expect(
            outcome.errors.hasSuffix(
                """
                turnout: the metrics cannot be served at 127.0.0.1, port \(taken.port): Address already in use
                         Choose another port with --metrics-port, or 0 for any free one. Nothing was sent.

                """), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/run"))
    }
}
