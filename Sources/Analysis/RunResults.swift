// The results of a run: one value, made by the same code from a run that just ended and from a stored one.
package import Measuring

/// Everything from which reports are made.
package struct RunResults: Sendable {
    /// What the run was.
    package var metadata: RunMetadata
    /// How it ended.
    package var outcome: RunOutcome
    /// The figures, as in `summary.json`.
    package var summary: Summary
    /// When participants entered, one curve per crowd.
    package var curves: [AdmissionCurve]
    /// What happened when.
    package var timeline: Timeline
    /// The distributions behind the figures.
    package var histograms: RunHistograms
    /// How many samples could not be written to the run file.
    package var lostSamples: Int

    /// What limits the figures, one sentence each.
    package var warnings: [String] { summary.warnings }
}

/// All distributions of a run.
package struct RunHistograms: Sendable {
    /// The distributions of one step.
    package struct Step: Sendable {
        /// Of successes, from the intended start.
        package var response: LatencyHistogram
        /// Of successes, from the actual start.
        package var service: LatencyHistogram
        /// Of failures, from the intended start.
        package var failed: LatencyHistogram
        /// How much of the successes' time was the generator's own.
        package var generator: LatencyHistogram
    }

    /// By step, in the order of `StepIndex`.
    package var steps: [Step]
    /// From the intended start until entered, by crowd.
    package var journeys: [LatencyHistogram]

    init(steps: [StepTally], crowds: [CrowdTally]) {
        self.steps = steps.map {
            Step(response: $0.succeeded.times, service: $0.service, failed: $0.failed, generator: $0.generator)
        }
        journeys = crowds.map(\.journey.times)
    }
}
