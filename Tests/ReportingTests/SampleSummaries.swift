// Summaries with fixed figures, for texts that are compared as a whole.
import Analysis
import Measuring

extension Summary.Distribution {
    /// A distribution with plausible figures between its extremes.
    static func fixed(
        count: Int, p50: Double, p95: Double, p99: Double, max: Double, thin: [String] = []
    ) -> Summary.Distribution {
        Summary.Distribution(
            count: count, min: p50 / 2, mean: p50, stddev: p50 / 4, p50: p50, p75: p50, p90: p95, p95: p95, p99: p99,
            p999: max, max: max, thin: thin)
    }
}

extension Summary.Step {
    static func fixed(
        _ name: String, ok: Int, failed: Int, response: Summary.Distribution,
        generator: Summary.Distribution = .empty
    ) -> Summary.Step {
        Summary.Step(
            name: name, executions: ok + failed, succeeded: ok, failed: failed, requests: ok + failed,
            responseMs: response, serviceMs: response, generatorMs: generator, failedMs: .empty,
            phasesMs: Summary.Phases(),
            status: Summary.StatusCounts(),
            bytesIn: 0, bytesOut: 0, newConnections: 0)
    }
}

extension Summary {
    static func run(_ status: RunStatus, seconds: Double) -> Run {
        Run(
            id: "k3v9x2ab", name: "Simultaneous login", scenario: "scenarios/simultaneous-login.yaml",
            startedAt: "2026-11-24T09:15:00.250Z", durationSeconds: seconds, status: status, seed: 7, shards: 1,
            version: "0.1.0")
    }

    static func generator(_ verdict: GeneratorReport.Verdict, reasons: [String] = []) -> Generator {
        Generator(
            GeneratorReport(
                verdict: verdict, reasons: reasons, cpuSeconds: 1.4, cpuUtilisation: 0.1234, loopLagP99Ms: 0.42,
                loopLagMaxMs: 3.1, peakMemoryMiB: 84.6, peakOpenFiles: 1031, lateStarts: 0))
    }

    /// Everybody got in.
    static var everybodyIn: Summary {
        Summary(
            run: run(.completed, seconds: 1.9), target: Target(api: "http://127.0.0.1:8080", http: "auto"),
            participants: Participants(
                expected: 500, started: 500, entered: 500, failed: 0, turnout: 1, turnoutInterval95: [0.99265, 1]),
            releases: [
                Release(
                    gate: "token", kind: .cold, at: "2026-11-24T09:15:00.900Z", waiting: 500, stragglers: [], sent: 500,
                    delayMs: 0.82,
                    spreadMs: Spread(p50: 12.3, p99: 30.9, max: 34.2),
                    connectSpreadMs: Spread(p50: 11, p99: 29.5, max: 33))
            ],
            admission: Admission(t50Ms: 312, t90Ms: 702.4, t99Ms: 1240, lastMs: 1302, never: 0),
            journey: Journey(
                responseMs: .fixed(count: 500, p50: 310, p95: 800, p99: 1250, max: 1302, thin: ["p999", "p99"])),
            steps: [
                .fixed(
                    "token", ok: 500, failed: 0,
                    response: .fixed(count: 500, p50: 81.25, p95: 210, p99: 260, max: 281, thin: ["p99"]),
                    generator: .fixed(count: 500, p50: 1.1, p95: 4.2, p99: 8, max: 9)),
                .fixed(
                    "generate-access", ok: 500, failed: 0,
                    response: .fixed(count: 500, p50: 40, p95: 99, p99: 120, max: 130)),
                .fixed(
                    "enter-room", ok: 500, failed: 0,
                    response: .fixed(count: 500, p50: 120, p95: 310, p99: 480, max: 502)),
            ],
            failures: [],
            thresholds: [
                ThresholdResult(expression: "turnout >= 99.5%", actual: 1, passed: true),
                ThresholdResult(expression: "p95(enter-room) < 800ms", actual: 310, passed: true),
            ],
            generator: generator(.ok), verdict: .passed)
    }

    /// A crowd that was too large for the platform.
    static var collapsed: Summary {
        var summary = everybodyIn
        summary.run = run(.completed, seconds: 31.2)
        summary.participants = Participants(
            expected: 500, started: 500, entered: 312, failed: 194, failedAfterEntering: 6, turnout: 0.624,
            turnoutInterval95: [0.57985, 0.66662])
        summary.warnings = ["p95(enter-room) of 312 successes; 188 failed."]
        summary.releases[0].sent = 498
        summary.releases[0].stragglers = ["participant 499", "participant 500"]
        summary.admission = Admission(t50Ms: 4210, t90Ms: nil, t99Ms: nil, lastMs: 9804, never: 188)
        summary.steps[0] = .fixed(
            "token", ok: 318, failed: 182,
            response: .fixed(count: 318, p50: 2400, p95: 8900, p99: 9610, max: 9702, thin: ["p99"]))
        summary.failures = [
            FailureGroup(
                step: "token", kind: .status, status: 503, count: 182,
                cause: "The log-in cannot take this many at once.",
                remedy: "This is the finding the rehearsal is for: add capacity, queue, or spread the start.",
                firstAtSeconds: 0.42, lastAtSeconds: 6.21, participants: ["participant 12"]),
            FailureGroup(
                step: "enter-room", kind: .timeout, status: nil, count: 6, cause: "Operation timed out after 30001 ms",
                remedy: nil, firstAtSeconds: 30.1, lastAtSeconds: 30.1, participants: ["participant 3"]),
        ]
        summary.thresholds = [
            ThresholdResult(expression: "turnout >= 99.5%", actual: 0.624, passed: false),
            ThresholdResult(expression: "p95(enter-room) < 800ms", actual: 310, passed: true),
            ThresholdResult(expression: "failures(token, status 503) == 0", actual: 182, passed: false),
            ThresholdResult(expression: "admission(99%) < 10s", actual: nil, passed: false),
        ]
        summary.verdict = .failed
        return summary
    }

    /// More steps, thresholds and warnings than a screen has lines.
    static var many: Summary {
        var summary = collapsed
        summary.steps = (1...14).map { number in
            let time = Double(number) * 10
            return .fixed(
                "step \(number)", ok: 500, failed: number == 1 ? 3 : 0,
                response: .fixed(count: 500, p50: time, p95: time, p99: time, max: time))
        }
        summary.thresholds = (1...14).map {
            ThresholdResult(expression: "p95(step \($0)) < 1s", actual: 120, passed: $0 != 14)
        }
        summary.failures = []
        summary.warnings = (1...7).map { "Warning \($0)." }
        return summary
    }
}
