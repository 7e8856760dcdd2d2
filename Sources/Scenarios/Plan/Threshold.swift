// A condition on the results.
package import Measuring

/// A condition on the results: the run passes if all of them hold.
package struct Threshold: Hashable, Sendable {
    /// What a latency is measured for.
    package enum Subject: Hashable, Sendable {
        /// The journey up to entering.
        case journey
        /// A step of the journey, by index and name.
        case step(StepIndex, name: String)
    }

    /// What is compared. Latencies are response times of successes in milliseconds; shares are 0 to 1.
    package enum Metric: Hashable, Sendable {
        /// Entered over expected.
        case turnout
        /// A percentile, 0 to 100.
        case percentile(Double, Subject)
        case mean(Subject)
        case max(Subject)
        /// Completions a second.
        case rate(Subject)
        /// Failed executions of a step (nil: of all steps), optionally of one kind or status. With `asShare`, as a
        /// share of all executions.
        case failures(StepIndex?, kind: FailureKind?, status: Int?, asShare: Bool)
        /// The spread of a release: the greatest delay after it, in milliseconds. With several gates, that of the
        /// widest.
        case spread
        /// When this share (0 to 1) of the expected participants was in the room, in milliseconds since T0.
        case admission(Double)
    }

    /// The threshold as written.
    package var expression: String
    /// What is compared.
    package var metric: Metric
    /// The crowd whose turnout, journeys, failures or admission count; nil: all crowds together. Steps belong to a
    /// crowd anyway.
    package var crowd: String?
    /// The comparison.
    package var comparison: Comparison
    /// The value to compare with, in the metric's unit.
    package var bound: Double

    /// Creates a threshold.
    package init(
        expression: String, metric: Metric, crowd: String? = nil, comparison: Comparison, bound: Double
    ) {
        self.expression = expression
        self.metric = metric
        self.crowd = crowd
        self.comparison = comparison
        self.bound = bound
    }
}

extension Threshold {
    /// The crowd and the step that it is about.
    package var scope: ThresholdScope { ThresholdScope(crowd: crowd, step: metric.step) }

    /// The same condition on another crowd and, if it is about a step, on another step.
    package func scoped(to scope: ThresholdScope) -> Threshold {
        var threshold = self
        threshold.crowd = scope.crowd
        if let step = scope.step { threshold.metric = metric.about(step) }
        return threshold
    }
}

extension Threshold.Metric {
    fileprivate var step: StepIndex? {
        switch self {
        case .percentile(_, .step(let step, name: _)), .mean(.step(let step, name: _)),
            .max(.step(let step, name: _)), .rate(.step(let step, name: _)):
            step
        case .failures(let step, kind: _, status: _, asShare: _): step
        case .percentile(_, .journey), .mean(.journey), .max(.journey), .rate(.journey), .turnout, .spread,
            .admission:
            nil
        }
    }

    fileprivate func about(_ step: StepIndex) -> Threshold.Metric {
        switch self {
        case .percentile(let percentile, .step(_, let name)): .percentile(percentile, .step(step, name: name))
        case .mean(.step(_, let name)): .mean(.step(step, name: name))
        case .max(.step(_, let name)): .max(.step(step, name: name))
        case .rate(.step(_, let name)): .rate(.step(step, name: name))
        case .failures(.some, let kind, let status, let asShare):
            .failures(step, kind: kind, status: status, asShare: asShare)
        case .percentile(_, .journey), .mean(.journey), .max(.journey), .rate(.journey), .failures(nil, _, _, _),
            .turnout, .spread, .admission:
            self
        }
    }
}
