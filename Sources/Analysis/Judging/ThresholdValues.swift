// Judges thresholds, from the same tallies as the summary's figures.
import Measuring
import Scenarios

/// The values that thresholds compare.
struct ThresholdValues {
    var crowds: [CrowdFigures]
    var steps: [StepTally]
    var widestSpreadMs: Double?
    var failures: FailureTally

    /// The result of a threshold. Without any sample it has no value and fails: a condition that was not measured is
    /// not met.
    func evaluate(_ threshold: Threshold) -> Summary.ThresholdResult {
        let crowds = judged(by: threshold)
        let actual = value(of: threshold.metric, crowds)
        let step = threshold.scope.step.flatMap { place(of: $0) }
        return Summary.ThresholdResult(
            expression: threshold.expression, actual: actual, bound: threshold.bound,
            passed: actual.map { threshold.comparison.holds($0, threshold.bound) } ?? false,
            metric: threshold.metric.name, crowd: step?.crowd ?? threshold.crowd, step: step?.name,
            thin: actual != nil && isThin(threshold.metric, crowds))
    }

    /// The crowd and the name of a step; nil if the run has no such step.
    private func place(of step: StepIndex) -> (crowd: String, name: String)? {
        for crowd in crowds where crowd.steps.contains(Int(step.rawValue)) {
            let place = Int(step.rawValue) - crowd.steps.lowerBound
            guard crowd.metadata.steps.indices.contains(place) else { return nil }
            return (crowd.metadata.name, crowd.metadata.steps[place])
        }
        return nil
    }

    /// The crowds that a threshold is about: the one that it names. Without a name failures are those of all, and
    /// everything else is that of the crowds that have a schedule, or else of all.
    func judged(by threshold: Threshold) -> [CrowdFigures] {
        if let name = threshold.crowd { return crowds.filter { $0.metadata.name == name } }
        if case .failures = threshold.metric { return crowds }
        let scheduled = crowds.filter { !$0.metadata.isLooping }
        return scheduled.isEmpty ? crowds : scheduled
    }

    private func value(of metric: Threshold.Metric, _ crowds: [CrowdFigures]) -> Double? {
        switch metric {
        case .turnout:
            turnout(of: crowds)
        case .percentile(let percentile, let subject):
            completions(of: subject, crowds)?.times.microseconds(atPercentile: percentile)
                .map(Milliseconds.from(microseconds:))
        case .mean(let subject):
            completions(of: subject, crowds)?.times.meanMicroseconds.map(Milliseconds.from(microseconds:))
        case .max(let subject):
            completions(of: subject, crowds)?.times.maxMicroseconds.map(Milliseconds.from(microseconds:))
        case .rate(let subject):
            completions(of: subject, crowds)?.perSecond
        case .failures(let step, let kind, let status, let asShare):
            failed(step: step, kind: kind, status: status, asShare: asShare, crowds)
        case .spread:
            widestSpreadMs
        case .admission(let share):
            // Each is counted from its own crowd's T0.
            AdmissionCurve(
                expected: crowds.reduce(0) { $0 + $1.expected }, entries: crowds.flatMap(\.curve.entries)
            ).milliseconds(atShare: share)
        }
    }

    /// Whether a metric is a percentile with fewer than ten samples beyond it.
    private func isThin(_ metric: Threshold.Metric, _ crowds: [CrowdFigures]) -> Bool {
        guard case .percentile(let percentile, let subject) = metric else { return false }
        return completions(of: subject, crowds)?.times.isThin(atPercentile: percentile) ?? false
    }

    private func turnout(of crowds: [CrowdFigures]) -> Double? {
        let expected = crowds.reduce(0) { $0 + $1.expected }
        let entered = crowds.reduce(0) { $0 + $1.tally.entered }
        return expected > 0 ? Double(entered) / Double(expected) : nil
    }

    private func completions(of subject: Threshold.Subject, _ crowds: [CrowdFigures]) -> CompletionTally? {
        switch subject {
        case .journey:
            var all = CompletionTally()
            for crowd in crowds { all.add(crowd.tally.journey) }
            return all
        case .step(let step, name: _):
            return tally(of: step)?.succeeded
        }
    }

    private func tally(of step: StepIndex) -> StepTally? {
        steps.indices.contains(Int(step.rawValue)) ? steps[Int(step.rawValue)] : nil
    }

    private func failed(
        step: StepIndex?, kind: FailureKind?, status: Int?, asShare: Bool, _ crowds: [CrowdFigures]
    ) -> Double? {
        let ranges = step.map { [Int($0.rawValue)..<Int($0.rawValue) + 1] } ?? crowds.map(\.steps)
        let executions = ranges.joined().reduce(0) { $0 + (steps.indices.contains($1) ? steps[$1].executions : 0) }
        guard executions > 0 else { return nil }
        let selections = ranges.map { FailureTally.Selection(steps: $0, kind: kind, status: status) }
        let count = Double(selections.reduce(0) { $0 + failures.count($1) })
        return asShare ? count / Double(executions) : count
    }
}

extension Threshold.Metric {
    /// What is compared, as thresholds are written.
    fileprivate var name: String {
        switch self {
        case .turnout: "turnout"
        case .percentile(let percentile, _):
            "p" + (percentile == percentile.rounded() ? String(Int(percentile)) : "\(percentile)")
        case .mean: "mean"
        case .max: "max"
        case .rate: "rate"
        case .failures: "failures"
        case .spread: "spread"
        case .admission: "admission"
        }
    }
}

extension Summary.Verdict {
    /// The verdict on a run. A run that was interrupted or has no ending is not judged, because what is missing could
    /// change any threshold. An overloaded generator leaves nothing to judge either. A limit of the scenario that ended
    /// the run counts as a condition that did not hold.
    /// The same goes for a run of which a shard is missing, or died: part of the load was not there, or nobody knows what became
    /// of it.
    /// So does something that the scenario requires of the host and that could not be had.
    init(
        thresholds: [Summary.ThresholdResult], status: RunStatus, generator: GeneratorReport.Verdict?,
        isUnmet: Bool = false, lacksParticipants: Bool = false
    ) {
        if status == .interrupted || status == .unfinished {
            self = .none
        } else if generator == .overloaded || lacksParticipants {
            self = .invalid
        } else if status == .aborted || isUnmet || thresholds.contains(where: { !$0.passed }) {
            self = .failed
        } else {
            self = thresholds.isEmpty ? .none : .passed
        }
    }
}
