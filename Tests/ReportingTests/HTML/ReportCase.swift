// Runs of every size, length and outcome, whose pages are looked at.
import Measuring
import Reporting
import Support

@testable import Analysis

/// A run whose page is tested.
enum ReportCase: String, CaseIterable {
    case passed
    case some
    case collapsed
    case nobody
    case empty
    case one
    case ten
    case quick
    case long
    case arrivals
    case large
    case largeAndLong = "large-and-long"
    case invalid
    case interrupted
    case unfinished
    case regressed
    case regressedOverTime = "regressed-over-time"
    case crowds
    case hostile
    case longNames = "long-names"
    case oneFailed = "one-failed"
    case hosted
    case merged

    /// Small ones, which are compared as a whole.
    static let golden: [ReportCase] = [.one, .ten, .some, .invalid, .regressed, .crowds, .hosted]

    private static let pages = Dictionary(
        uniqueKeysWithValues: allCases.map { ($0, HTMLReport($0.material).text) })

    /// Its page, made once for all tests.
    var page: String { ReportCase.pages[self] ?? "" }

    private var storm: StormSamples? {
        switch self {
        case .empty: nil
        case .one: StormSamples(participants: 1)
        case .oneFailed: StormSamples(participants: 1, failing: .all)
        case .ten: StormSamples(participants: 10, seconds: 1)
        case .quick: StormSamples(participants: 500, seconds: 1)
        case .long: StormSamples(participants: 500, seconds: 600)
        case .arrivals: StormSamples(participants: 500, seconds: 600, arrival: .over(seconds: 600))
        case .regressedOverTime: StormSamples(participants: 500, seconds: 60, arrival: .over(seconds: 60))
        case .large: StormSamples(participants: 10_000, seconds: 3, failing: .some(40))
        case .largeAndLong: StormSamples(participants: 10_000, seconds: 600, failing: .collapse)
        case .some, .interrupted: StormSamples(participants: 500, failing: .some(5))
        case .collapsed, .unfinished, .hostile: StormSamples(participants: 500, failing: .collapse)
        case .nobody: StormSamples(participants: 500, failing: .all)
        case .invalid: StormSamples(participants: 500, generator: .overloaded)
        case .crowds:
            StormSamples(
                crowds: [
                    .init(name: "hosts", participants: 3, arrival: .over(seconds: 2)),
                    .init(name: "background", participants: 20, arrival: .looping(seconds: 5)),
                    .init(name: "learners", participants: 300),
                ], failing: .some(4))
        case .longNames:
            StormSamples(
                crowds: [
                    .init(
                        name: ReportCase.longName("hosts"), participants: 4,
                        steps: ["a", "b", "c"].map { ReportCase.longName("step \($0)") }),
                    .init(
                        name: ReportCase.longName("learners"), participants: 300,
                        steps: ["a", "b", "c"].map { ReportCase.longName("step_\($0)").replacing(" ", with: "_") }),
                ], failing: .some(30))
        case .passed, .regressed, .hosted, .merged: StormSamples(participants: 500)
        }
    }

    /// What the page is made from.
    var material: ReportMaterial {
        var material = storm.map { ReportMaterial($0) } ?? ReportCase.nobodyExpected
        var summary = material.results.summary
        summary.thresholds = ReportCase.thresholds(summary)
        if summary.verdict != .invalid {
            summary.verdict = summary.thresholds.allSatisfy(\.passed) ? .passed : .failed
        }
        summary.target.sharesMachine = true
        switch self {
        case .interrupted, .unfinished:
            let status: RunStatus = self == .unfinished ? .unfinished : .interrupted
            summary.run.status = status
            material.results.outcome.status = status
            summary.participants.turnoutInterval95 = nil
            summary.verdict = .none
            summary.run.lostSamples = self == .unfinished ? 12 : 0
        case .regressed, .regressedOverTime:
            summary.verdict = .regressed
            summary.comparison = .slower
            material.overlay = ReportCase.baseline(material)
        case .hosted:
            summary.addHost()
            summary.warnings = ["3 of 500 who got in are missing in the platform's report."]
            summary.verdict = .failed
        case .merged:
            summary.run.shards = 12
            summary.run.missingShards = [7]
            summary.merge = ReportCase.merge(of: 12)
        case .hostile: ReportCase.taint(&summary, &material)
        case .longNames: summary.run.name = String(repeating: "one scenario ", count: 40)
        default: break
        }
        material.results.summary = summary
        return material
    }

    /// Shards of which one is missing, one was killed and one had a slow generator.
    private static func merge(of count: Int) -> Summary.Merge {
        let parts = (1...count).filter { $0 != 7 }.map { number in
            MergedShard(
                number: number, expected: 42, status: number == 3 ? .unfinished : .completed,
                generator: number == 3
                    ? nil
                    : GeneratorReport(
                        verdict: number == 5 ? .strained : .ok,
                        reasons: number == 5 ? ["Shard 5: it held up 3 of 42 participants."] : [], cpuSeconds: 1.5,
                        cpuUtilisation: 0.4, loopLagP99Ms: 2, loopLagMaxMs: 9, peakMemoryMiB: 90, peakOpenFiles: 60,
                        lateStarts: 0),
                clockErrorMicroseconds: 1500, offsetMicroseconds: number < 4 ? Int64(number) * 20 : nil)
        }
        return Summary.Merge(
            MergeMetadata(shards: count, missing: [7], parts: parts, clockErrorMicroseconds: 3000))
    }

    /// A name of about 200 characters, which begins like others.
    static func longName(_ end: String) -> String {
        String(repeating: "the long ", count: 24) + end
    }

    /// A run for which nobody was expected.
    private static var nobodyExpected: ReportMaterial {
        let builder = SummaryBuilder(metadata: ImaginedRun.metadata(expected: 0), thresholds: [])
        let outcome = RunOutcome(status: .completed, reason: nil, durationSeconds: 0, generator: ImaginedRun.report)
        return ReportMaterial(
            results: builder.results(outcome: outcome), detail: RunDetail(builder.frame) { _, _ in })
    }

    private static func thresholds(_ summary: Summary) -> [Summary.ThresholdResult] {
        let turnout = summary.participants.turnout
        let last = summary.crowds.last?.admission.t99Ms
        return [
            Summary.ThresholdResult(
                expression: "turnout >= 99%", actual: turnout, bound: 0.99, passed: turnout >= 0.99, metric: "turnout"),
            Summary.ThresholdResult(
                expression: "admission(99%) < 10s", actual: last, bound: 10_000,
                passed: last.map { $0 < 10_000 } ?? false,
                metric: "admission", crowd: summary.crowds.last?.name),
        ]
    }

    /// A baseline whose people were in, and whose steps were answered, in three quarters of the time.
    private static func baseline(_ material: ReportMaterial) -> BaselineOverlay {
        let summary = material.results.summary
        func faster(_ times: Summary.Distribution) -> Summary.Distribution {
            var times = times
            for path in [\Summary.Distribution.p50, \.p75, \.p90, \.p95, \.p99, \.p999, \.max, \.min, \.mean] {
                times[keyPath: path] = times[keyPath: path].map { $0 * 0.75 }
            }
            return times
        }
        let points = material.results.curves[0].points(200)
        return BaselineOverlay(
            run: Summary.BaselineComparison.slower.baselines[0],
            crowds: [
                BaselineOverlay.Crowd(
                    name: summary.crowds[0].name, expected: 500, enteredMs: points.map { $0.milliseconds * 0.75 },
                    shares: points.map(\.share))
            ],
            steps: zip(summary.steps, material.detail.steps).map { step, detail in
                // One row of the drawing is a third faster.
                var heat = detail.heat
                heat?.lowestRow -= 1
                return BaselineOverlay.Step(
                    crowd: step.crowd, name: step.name, responseMs: faster(step.responseMs), heat: heat)
            })
    }

    /// Puts what would do harm wherever a foreign text enters.
    private static func taint(_ summary: inout Summary, _ material: inout ReportMaterial) {
        let hostile = "</script></svg><img src=x onerror=alert(1)>&\"'\u{1B}[31m\u{202E}"
        summary.run.name = hostile
        summary.run.id = hostile
        summary.run.startedAt = hostile
        summary.target.api = hostile
        summary.warnings = [hostile]
        summary.addHost(hostile)
        for place in summary.failures.indices {
            summary.failures[place].cause = hostile
            summary.failures[place].remedy = hostile
            summary.failures[place].step = hostile
            summary.failures[place].participants = [hostile]
        }
        for place in summary.steps.indices { summary.steps[place].name = hostile }
        for place in summary.releases.indices {
            summary.releases[place].gate = hostile
            summary.releases[place].stragglers = [hostile]
        }
        summary.thresholds[0].expression = hostile
        summary.generator.verdict = .strained
        summary.generator.reasons = [hostile]
        summary.target.addresses = [Summary.Address(address: hostile, connections: 1, requests: 1, failedConnects: 0)]
        material.results.outcome.reason = hostile
        material.detail.scenario = hostile
        material.detail.environment = [hostile: hostile]
        for journey in material.detail.journeys.indices {
            for request in material.detail.journeys[journey].requests.indices {
                material.detail.journeys[journey].requests[request].step = hostile
                material.detail.journeys[journey].requests[request].endpoint = hostile
            }
        }
    }
}

extension Summary.BaselineComparison {
    /// A log-in that became slower.
    static let slower = Summary.BaselineComparison(
        verdict: .regression, sentence: "token is slower: p95 rose from 150 ms to 210 ms",
        baselines: [
            Baseline(
                id: "b4s3l1ne", name: "Simultaneous login", startedAt: "2026-11-17T09:15:00.000Z", expected: 500)
        ],
        rows: [
            Row(
                metric: "turnout", step: nil, unit: .share, before: 1, now: 1, difference: 0,
                interval95: [-0.0074, 0.0074], basis: .withinStorm, smallestFound: 0.02, verdict: .noDifference),
            Row(
                metric: "p95", step: "token", unit: .milliseconds, before: 150, now: 210, difference: 60,
                interval95: [41, 78], basis: .withinStorm, smallestFound: 22, verdict: .regression),
            Row(
                metric: "p99", step: "token", unit: .milliseconds, before: 170, now: 260, difference: nil,
                interval95: nil, basis: nil, smallestFound: nil, verdict: .tooLittleData),
        ], warnings: ["The baseline ran with Turnout 0.0.9."])
}
