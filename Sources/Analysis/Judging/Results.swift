// Thresholds are judged here, from the same tallies as the summary's figures.
import Measuring
import Scenarios

/// What thresholds look at.
struct Results {
    var expected: Int
    var entered: Int
    var stepTallies: [StepTally]
    var journey: CompletionTally
    var widestSpreadMs: Double?
    var curve: AdmissionCurve
    var failures: FailureTally

    /// What became of a threshold. One over no samples has no value and fails: a condition that nobody measured has not
    /// been met.
    func evaluate(_ threshold: Threshold) -> Summary.ThresholdResult {
        let actual = value(of: threshold.metric)
        return Summary.ThresholdResult(
            expression: threshold.expression, actual: actual,
            passed: actual.map { threshold.comparison.holds($0, threshold.bound) } ?? false)
    }

    private func value(of metric: Threshold.Metric) -> Double? {
        switch metric {
        case .turnout:
            expected > 0 ? Double(entered) / Double(expected) : nil
        case .percentile(let percentile, let subject):
            completions(of: subject)?.times.microseconds(atPercentile: percentile)
                .map(Milliseconds.from(microseconds:))
        case .mean(let subject):
            completions(of: subject)?.times.meanMicroseconds.map(Milliseconds.from(microseconds:))
        case .max(let subject):
            completions(of: subject)?.times.maxMicroseconds.map(Milliseconds.from(microseconds:))
        case .rate(let subject):
            completions(of: subject)?.perSecond
        case .failures(let step, let kind, let status, let asShare):
            failed(step: step, kind: kind, status: status, asShare: asShare)
        case .spread:
            widestSpreadMs
        case .admission(let share):
            curve.milliseconds(atShare: share)
        }
    }

    private func completions(of subject: Threshold.Subject) -> CompletionTally? {
        switch subject {
        case .journey: journey
        case .step(let step, name: _): tally(of: step)?.succeeded
        }
    }

    private func tally(of step: StepIndex) -> StepTally? {
        stepTallies.indices.contains(Int(step.rawValue)) ? stepTallies[Int(step.rawValue)] : nil
    }

    private func failed(step: StepIndex?, kind: FailureKind?, status: Int?, asShare: Bool) -> Double? {
        let executions =
            if let step { tally(of: step)?.executions ?? 0 } else { stepTallies.reduce(0) { $0 + $1.executions } }
        guard executions > 0 else { return nil }
        let count = Double(failures.count(step: step, kind: kind, status: status))
        return asShare ? count / Double(executions) : count
    }
}

extension Summary.Verdict {
    /// The verdict on a run. An overloaded generator leaves nothing to be judged; a limit of the scenario that ended
    /// the run is a condition that did not hold.
    init(thresholds: [Summary.ThresholdResult], status: RunStatus, generator: GeneratorReport.Verdict) {
        if generator == .overloaded {
            self = .invalid
        } else if status == .aborted || thresholds.contains(where: { !$0.passed }) {
            self = .failed
        } else {
            self = thresholds.isEmpty ? .none : .passed
        }
    }
}
