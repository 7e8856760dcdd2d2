// What the chart of ranges draws of one step.
import Analysis
import Measuring

/// A row of the chart of ranges.
struct StepRow {
    /// A threshold on a time of the step.
    struct Limit {
        /// What is compared, as in `p95`.
        var metric: String
        /// The bound in milliseconds.
        var bound: Double
        /// Whether it held; nil if the run is not judged.
        var held: Bool?

        /// The bound without zeros at its end.
        var words: String {
            bound < 999.5
                ? "\(Figures.compact(bound)) ms"
                : bound < 119_500 ? "\(Figures.compact(bound / 1000)) s" : Figures.milliseconds(bound)
        }

        /// The mark that is no colour, the measure and the bound: `✓ p95 800 ms`.
        var label: String {
            (held.map { $0 ? "✓ " : "✗ " } ?? "") + "\(metric) \(words)"
        }
    }

    /// Its figures.
    var step: Summary.Step
    /// Its name, whole.
    var name: String
    /// Its executions, one by one, if there are few.
    var executions: [RunDetail.Step.Execution]
    /// The same step of the baseline.
    var baseline: Summary.Distribution?
    /// The thresholds on its times.
    var limits: [Limit]

    /// Response times of its successes.
    var times: Summary.Distribution { step.responseMs }

    /// Whether single executions are drawn instead of percentiles.
    var isDots: Bool { times.isSparse && !executions.isEmpty }

    /// The smallest and the largest time that are drawn, without thresholds; nil if none is.
    var range: (smallest: Double, largest: Double)? {
        let own =
            isDots
            ? executions.map(\.responseMs) : [times.reliableP50, times.max].compactMap { $0 }
        let marks = own + [baseline?.reliableP50, baseline?.reliableP95].compactMap { $0 }
        guard let smallest = marks.min(), let largest = marks.max() else { return nil }
        return (smallest, largest)
    }

    /// The steps that were executed, at most `FigureTable.rowLimit`: if there are more, those with the highest p95.
    static func all(_ material: ReportMaterial) -> [StepRow] {
        let summary = material.results.summary
        let isJudged = summary.run.status != .interrupted && summary.run.status != .unfinished
        var rows: [(place: Int, row: StepRow)] = []
        for (place, step) in summary.steps.enumerated() where step.executions > 0 {
            let details = material.detail.steps
            let limits = summary.thresholds.compactMap { threshold -> Limit? in
                guard threshold.step == step.name, threshold.crowd == step.crowd, let metric = threshold.metric,
                    metric == "max" || metric == "mean" || metric.hasPrefix("p"), let bound = threshold.bound
                else { return nil }
                return Limit(metric: metric, bound: bound, held: isJudged ? threshold.passed : nil)
            }
            let baseline = material.overlay?.steps.first { $0.name == step.name && $0.crowd == step.crowd }
            rows.append(
                (
                    place,
                    StepRow(
                        step: step, name: StepNames.of(step, in: summary),
                        executions: details.indices.contains(place) ? details[place].executions : [],
                        baseline: baseline?.responseMs, limits: limits)
                ))
        }
        let slowest = rows.sorted { ($0.row.times.p95 ?? 0) > ($1.row.times.p95 ?? 0) }.prefix(FigureTable.rowLimit)
        return slowest.sorted { $0.place < $1.place }.map(\.row)
    }
}

extension FigureTable {
    /// How many rows a table has at most.
    static let rowLimit = 20
}
