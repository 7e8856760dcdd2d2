// A run's results with its comparison.
import Measuring

extension RunResults {
    /// Adds how the run compares with its baselines. A regression is the verdict of a run whose thresholds all hold.
    package mutating func take(_ comparison: Summary.BaselineComparison) {
        summary.comparison = comparison
        guard comparison.verdict == .regression else { return }
        switch summary.verdict {
        case .passed, .regressed: summary.verdict = .regressed
        case .none where summary.run.status == .completed: summary.verdict = .regressed
        case .failed, .invalid, .none: break
        }
    }
}
