// Runs of every size and with every outcome, whose pages are looked at.
import Measuring
import Support

@testable import Analysis

/// A run whose page is tested.
enum ReportCase: String, CaseIterable {
    case everybodyIn = "passed"
    case collapsed = "failed"
    case nobodyIn = "nobody"
    case invalid
    case interrupted
    case unfinished
    case regressed
    case crowds
    case hostile

    /// What the page is made from.
    var material: ReportMaterial {
        var material = ReportCase.material(ImaginedRun(participants: 8, seed: 1))
        material.detail.scenario = "turnout: 1\nname: Simultaneous login\n"
        material.detail.environment = ["Turnout": "0.1.0", "libcurl": "8.14.1"]
        var summary = Summary.everybodyIn
        summary.target.sharesMachine = true
        summary.target.addresses = [
            Summary.Address(address: "127.0.0.1:8080", connections: 500, requests: 1500, failedConnects: 0)
        ]
        summary.crowds = [
            Summary.Crowd(
                name: CrowdMetadata.onlyName, participants: summary.participants,
                admission: summary.admission
                    ?? Summary.Admission(t50Ms: nil, t90Ms: nil, t99Ms: nil, lastMs: nil, never: 0),
                journey: summary.journey)
        ]
        switch self {
        case .everybodyIn: break
        case .collapsed: ReportCase.collapse(&summary)
        case .nobodyIn:
            ReportCase.collapse(&summary)
            summary.participants = Summary.Participants(
                expected: 500, started: 500, entered: 0, failed: 500, turnout: 0, turnoutInterval95: [0, 0.00735])
            let admission = Summary.Admission(t50Ms: nil, t90Ms: nil, t99Ms: nil, lastMs: nil, never: 500)
            summary.admission = admission
            summary.crowds[0].admission = admission
        case .invalid:
            ReportCase.collapse(&summary)
            summary.verdict = .invalid
            summary.generator = Summary.generator(
                .overloaded, reasons: ["The event loops were 400 ms late at the 99th percentile."])
        case .interrupted:
            ReportCase.collapse(&summary)
            summary.run = Summary.run(.interrupted, seconds: 3.2)
            summary.verdict = .none
            summary.participants.turnoutInterval95 = nil
        case .unfinished:
            ReportCase.collapse(&summary)
            summary.run = Summary.run(.unfinished, seconds: 3.2)
            summary.run.lostSamples = 12
            summary.verdict = .none
            summary.participants.turnoutInterval95 = nil
        case .regressed:
            summary.verdict = .regressed
            summary.comparison = .slower
        case .crowds:
            let first = summary.crowds[0]
            summary.crowds = ["hosts", "learners"].map {
                var crowd = first
                crowd.name = $0
                return crowd
            }
            summary.steps += summary.steps
            for place in summary.steps.indices { summary.steps[place].crowd = place < 3 ? "hosts" : "learners" }
            summary.admission = nil
        case .hostile:
            ReportCase.collapse(&summary)
            let hostile = "</script><img src=x onerror=alert(1)>&\"'\u{1B}[31m\u{202E}"
            summary.run.name = hostile
            summary.warnings = [hostile]
            summary.failures[0].cause = hostile
            summary.failures[0].step = hostile
            summary.failures[0].participants = [hostile]
            summary.steps[0].name = hostile
            summary.thresholds[0].expression = hostile
            summary.releases[0].gate = hostile
            summary.target.addresses = [
                Summary.Address(address: hostile, connections: 1, requests: 1, failedConnects: 0)
            ]
            material.detail.scenario = hostile
            material.detail.environment = [hostile: hostile]
        }
        material.results.summary = summary
        return material
    }

    /// What `Summary.collapsed` holds, and the bounds of the thresholds.
    private static func collapse(_ summary: inout Summary) {
        let target = summary.target
        var crowds = summary.crowds
        summary = Summary.collapsed
        summary.target = target
        summary.thresholds[0].bound = 0.995
        summary.thresholds[1].bound = 800
        summary.thresholds[2].bound = 0
        summary.thresholds[3].bound = 10_000
        crowds[0].participants = summary.participants
        crowds[0].admission = summary.admission ?? crowds[0].admission
        summary.crowds = crowds
    }

    /// The results of samples.
    static func material(_ run: ImaginedRun) -> ReportMaterial {
        var builder = SummaryBuilder(metadata: run.metadata, thresholds: [])
        for batch in run.batches { builder.add(batch) }
        return ReportMaterial(results: builder.results(outcome: run.ending), detail: RunDetail())
    }
}

extension Summary.BaselineComparison {
    /// A log-in that became slower.
    static let slower = Summary.BaselineComparison(
        verdict: .regression, sentence: "token is slower: p95 rose from 150 ms to 210 ms",
        baselines: [
            Baseline(id: "b4s3l1ne", name: "Simultaneous login", startedAt: "2026-11-17T09:15:00.000Z", expected: 500)
        ],
        rows: [
            Row(
                metric: "turnout", step: nil, unit: .share, before: 1, now: 1, difference: 0,
                interval95: [-0.0074, 0.0074],
                basis: .withinStorm, smallestFound: 0.02, verdict: .noDifference),
            Row(
                metric: "p95", step: "token", unit: .milliseconds, before: 150, now: 210, difference: 60,
                interval95: [41, 78], basis: .withinStorm, smallestFound: 22, verdict: .regression),
            Row(
                metric: "p99", step: "token", unit: .milliseconds, before: 170, now: 260, difference: nil,
                interval95: nil, basis: nil, smallestFound: nil, verdict: .tooLittleData),
        ], warnings: ["The baseline ran with Turnout 0.0.9."])
}
