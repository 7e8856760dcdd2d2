// Runs of every shape that the charts about steps must be able to show.
import Analysis
import Measuring
import Support

@testable import Reporting

/// A run.
enum StepChartCase: String, CaseIterable, Sendable {
    case onePerson = "one-person"
    case tenPeople = "ten-people"
    case hundred
    case fiveHundred = "five-hundred"
    case tenMinutes = "ten-minutes"
    case tenThousand = "ten-thousand"
    case tenThousandInAMinute = "ten-thousand-in-a-minute"
    case crowds
    case looping
    case nobodyIn = "nobody-in"
    case nobodyCame = "nobody-came"

    private static let all = Dictionary(
        uniqueKeysWithValues: allCases.map { run in
            let material = run.made
            return (run, (material: material, figures: figures(material)))
        })

    /// What its report is made from.
    var material: ReportMaterial { StepChartCase.all[self]?.material ?? made }

    private var made: ReportMaterial {
        switch self {
        case .onePerson: ReportMaterial(StormSamples(participants: 1, seconds: 1))
        case .tenPeople: ReportMaterial(StormSamples(participants: 10, failing: .some(2)))
        case .hundred: ReportMaterial(StormSamples(participants: 100, failing: .some(5)))
        case .fiveHundred: StepChartCase.withThresholdsAndBaseline
        case .tenMinutes:
            ReportMaterial(StormSamples(participants: 500, seconds: 600, arrival: .over(seconds: 600)))
        case .tenThousand: ReportMaterial(StormSamples(participants: 10_000))
        case .tenThousandInAMinute:
            ReportMaterial(
                StormSamples(participants: 10_000, seconds: 70, arrival: .over(seconds: 60), failing: .some(300)))
        case .crowds:
            ReportMaterial(
                StormSamples(
                    crowds: [
                        .init(name: "hosts", participants: 3),
                        .init(name: "learners", participants: 300, arrival: .over(seconds: 5)),
                    ], failing: .collapse))
        case .looping:
            ReportMaterial(StormSamples(participants: 20, seconds: 30, arrival: .looping(seconds: 30)))
        case .nobodyIn: ReportMaterial(StormSamples(participants: 200, failing: .all))
        case .nobodyCame: ReportMaterial(StormSamples(participants: 0))
        }
    }

    /// The figures of all charts about steps.
    var figures: [Figure] { StepChartCase.all[self]?.figures ?? [] }

    static func figures(_ material: ReportMaterial) -> [Figure] {
        StepRangeChart.figures(material) + HeatMaps.figures(material) + Waterfalls.figures(material)
            + PhaseCharts.figures(material) + StatusCodes.figures(material) + PercentileCharts.figures(material)
    }

    private static var withThresholdsAndBaseline: ReportMaterial {
        var material = ReportMaterial(StormSamples(participants: 500, failing: .some(20)))
        material.results.summary.thresholds = [
            .on("token", "p95", 3000, passed: true), .on("enter-room", "p95", 50, passed: false),
            .on("generate-access", "max", 30_000, passed: true),
        ]
        material.overlay = BaselineOverlay(
            run: .init(
                id: "3b1f", name: "Simultaneous login", startedAt: "2026-11-20T03:00:00.000Z", expected: 400),
            crowds: [],
            steps: material.results.summary.steps.map { step in
                var times = step.responseMs
                times.p50 = times.p50.map { $0 * 0.5 }
                times.p95 = times.p95.map { $0 * 0.8 }
                return .init(crowd: step.crowd, name: step.name, responseMs: times)
            })
        return material
    }
}

extension Summary.ThresholdResult {
    /// A threshold on a step's time.
    static func on(_ step: String, _ metric: String, _ bound: Double, passed: Bool) -> Summary.ThresholdResult {
        Summary.ThresholdResult(
            expression: "\(metric)(\(step)) < \(Int(bound))ms", actual: 1, bound: bound, passed: passed, metric: metric,
            crowd: CrowdMetadata.onlyName, step: step)
    }
}
