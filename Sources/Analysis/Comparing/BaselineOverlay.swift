// What a report draws of a baseline beside the run.

/// The baseline's curves and distributions: those of the latest baseline, where there are several.
package struct BaselineOverlay: Codable, Equatable, Sendable {
    /// A crowd's admission.
    package struct Crowd: Codable, Equatable, Sendable {
        /// Its name.
        package var name: String
        /// How many were expected.
        package var expected: Int
        /// Times since T0 in milliseconds at which people entered, at most 400 of them, sorted; among them those
        /// at which 50, 90 and 99 % of the expected participants were in.
        package var enteredMs: [Double]
        /// The share of the expected participants who were in by each of these times, 0 to 1.
        package var shares: [Double]

        /// Creates a crowd.
        package init(name: String, expected: Int, enteredMs: [Double], shares: [Double]) {
            self.name = name
            self.expected = expected
            self.enteredMs = enteredMs
            self.shares = shares
        }
    }

    /// A step's distribution.
    package struct Step: Codable, Equatable, Sendable {
        /// Its crowd.
        package var crowd: String
        /// Its name.
        package var name: String
        /// Response times of its successes.
        package var responseMs: Summary.Distribution
        /// Its successes by start and response time: of the step whose waves the new run's report shows; nil of all
        /// others, and if the baseline has too few executions for cells.
        package var heat: RunDetail.Heat?

        /// Creates a step.
        package init(
            crowd: String, name: String, responseMs: Summary.Distribution, heat: RunDetail.Heat? = nil
        ) {
            self.crowd = crowd
            self.name = name
            self.responseMs = responseMs
            self.heat = heat
        }
    }

    /// The baseline run.
    package var run: Summary.BaselineComparison.Baseline
    /// Its crowds.
    package var crowds: [Crowd]
    /// Its steps.
    package var steps: [Step]

    /// Creates an overlay.
    package init(run: Summary.BaselineComparison.Baseline, crowds: [Crowd], steps: [Step]) {
        self.run = run
        self.crowds = crowds
        self.steps = steps
    }
}
