// A condition on the results.
package import Measuring

/// A condition on the results: the run passes if all of them hold.
package struct Threshold: Hashable, Sendable {
    /// What a latency is taken of.
    package enum Subject: Hashable, Sendable {
        /// The journey until entered.
        case journey
        /// A step of the journey, by its place and name.
        case step(StepIndex, name: String)
    }

    /// What is looked at. Latencies are response times of successes in milliseconds; shares are 0 to 1.
    package enum Metric: Hashable, Sendable {
        /// Entered over expected.
        case turnout
        /// A percentile, 0 to 100.
        case percentile(Double, Subject)
        case mean(Subject)
        case max(Subject)
        /// Completions a second.
        case rate(Subject)
        /// Failed executions of a step (nil: of all), of a kind or with a status where given; as a share of the
        /// executions if `asShare`.
        case failures(StepIndex?, kind: FailureKind?, status: Int?, asShare: Bool)
        /// The spread of the release: its maximum, in milliseconds, of the gate that spread widest.
        case spread
        /// When this share (0 to 1) of those expected was in the room, in milliseconds since T0.
        case admission(Double)
    }

    /// The threshold as written.
    package var expression: String
    /// What is looked at.
    package var metric: Metric
    /// The name of the crowd whose turnout, journeys, failures or admission are looked at; nil: all of them together.
    /// Steps belong to a crowd anyway.
    package var crowd: String?
    /// The comparison.
    package var comparison: Comparison
    /// What it is compared with, in the metric's unit.
    package var bound: Double

    /// A threshold from its parts.
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
