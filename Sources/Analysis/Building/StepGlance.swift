// What a live view shows of a step's results so far: a few figures, without making the whole summary.
import Measuring

/// The results of one step so far.
package struct StepGlance: Hashable, Sendable {
    /// Executions that succeeded.
    package var succeeded: Int
    /// Executions that failed.
    package var failed: Int
    /// The median response time of the successes in milliseconds; nil without any.
    package var p50Ms: Double?
    /// The 95th percentile of the same.
    package var p95Ms: Double?
    /// Which of the two rest on fewer than ten measurements: `p50`, `p95`.
    package var thin: Set<String> = []

    /// Finds the percentiles of a step's response times.
    init(times: LatencyHistogram, failed: Int) {
        succeeded = times.count
        self.failed = failed
        let found = times.microseconds(atPercentiles: [50, 95]).map(Milliseconds.from(microseconds:))
        (p50Ms, p95Ms) = (found.first, found.last)
        for (name, percentile) in [("p50", 50.0), ("p95", 95)] where times.isThin(atPercentile: percentile) {
            thin.insert(name)
        }
    }
}

extension LiveSummary {
    /// How many executions of each step have succeeded and failed so far, in the order of the steps. Callable from any
    /// thread; costs next to nothing.
    package var stepCounts: [(succeeded: Int, failed: Int)] {
        ofSteps { ($0.succeeded.times.count, $0.failed.count) }
    }

    /// What a live view shows of the steps so far, in their order. Callable from any thread, but not on an event loop,
    /// and not more often than once a second: a step takes a tenth of a millisecond. The percentiles are found after the
    /// lock is released, so that the writer's queue goes on.
    package var stepGlances: [StepGlance] {
        ofSteps { ($0.succeeded.times, $0.failed.count) }.map { StepGlance(times: $0, failed: $1) }
    }
}
