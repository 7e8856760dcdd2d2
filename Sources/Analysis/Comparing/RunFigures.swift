// What is compared of a run: its shares and its distributions of times.
package import Measuring

/// The figures of one run that are compared with those of others.
package struct RunFigures: Sendable {
    /// What a figure is about.
    package struct Subject: Hashable, Sendable {
        /// The crowd; nil if the figure is of all crowds.
        package var crowd: String?
        /// The step, or `journey`; nil for the turnout.
        package var step: String?

        /// Creates a subject.
        package init(crowd: String? = nil, step: String?) {
            self.crowd = crowd
            self.step = step
        }
    }

    /// A part of a whole.
    package struct Share: Hashable, Sendable {
        /// The part.
        package var count: Int
        /// The whole; no less than the part.
        package var of: Int

        /// Creates a share. A part of more than the whole, as only a broken run can have, counts as all of it.
        package init(_ count: Int, of total: Int) {
            self.count = max(0, count)
            self.of = max(self.count, total)
        }

        /// 0 to 1; nil of nothing.
        var value: Double? { of > 0 ? Double(count) / Double(of) : nil }
    }

    /// The response times of successes, from the intended start.
    package struct Times: Hashable, Sendable {
        /// The percentiles that are compared, with their intervals.
        package var percentiles: [Int: QuantileInterval]
        /// The square of the coefficient of variation.
        package var relativeVariance: Double
        /// How much of each percentile may be the generator's own, in milliseconds: the same percentile of its delays,
        /// added up over the steps that the times are made of.
        package var own: [Int: Double]

        /// Creates times.
        package init(percentiles: [Int: QuantileInterval], relativeVariance: Double, own: [Int: Double] = [:]) {
            self.percentiles = percentiles
            self.relativeVariance = relativeVariance
            self.own = own
        }

        /// The times of a distribution.
        /// - Parameters:
        ///   - response: the response times.
        ///   - own: how much of them was the generator's own, for each step that they are made of.
        package init(_ response: LatencyHistogram, own: [LatencyHistogram] = []) {
            let compared = RunComparison.percentiles
            percentiles = QuantileInterval.all(of: response, at: compared)
            if let mean = response.meanMicroseconds, let deviation = response.standardDeviationMicroseconds, mean > 0 {
                relativeVariance = (deviation / mean) * (deviation / mean)
            } else {
                relativeVariance = 0
            }
            self.own = [:]
            for delays in own {
                for (percentile, delay) in zip(compared, delays.microseconds(atPercentiles: compared.map(Double.init)))
                {
                    self.own[percentile, default: 0] += Milliseconds.from(microseconds: delay)
                }
            }
        }
    }

    /// What is known of a subject.
    package struct Part: Sendable {
        /// What it is about.
        package var subject: Subject
        /// How many of the expected participants entered.
        package var turnout: Share?
        /// How many participants, or executions of the step, failed.
        package var failures: Share?
        /// The times of successes.
        package var times: Times?

        /// Creates a part.
        package init(_ subject: Subject, turnout: Share? = nil, failures: Share? = nil, times: Times? = nil) {
            self.subject = subject
            self.turnout = turnout
            self.failures = failures
            self.times = times
        }
    }

    /// The turnout, the journeys and the steps, in the order of the report.
    package var parts: [Part]
    /// Whether the generator was strained, so that its own delays may be in the times.
    package var isStrained: Bool

    /// Creates figures.
    package init(parts: [Part], isStrained: Bool = false) {
        self.parts = parts
        self.isStrained = isStrained
    }

    /// What is known of a subject; nil if the run has none.
    func part(_ subject: Subject) -> Part? { parts.first { $0.subject == subject } }
}

extension RunFigures {
    /// The figures of a run.
    package init(_ results: RunResults) {
        let summary = results.summary
        let crowds = summary.crowds
        let histograms = results.histograms
        let own = histograms.steps.map(\.generator)
        func steps(of crowd: String) -> [Int] {
            summary.steps.indices.filter { summary.steps[$0].crowd == crowd && own.indices.contains($0) }
        }
        let all = Share(summary.participants.entered, of: summary.participants.expected)
        var parts = [Part(Subject(step: nil), turnout: all)]
        if crowds.count > 1 {
            parts += crowds.map {
                Part(
                    Subject(crowd: $0.name, step: nil),
                    turnout: Share($0.participants.entered, of: $0.participants.expected))
            }
        }
        for (place, crowd) in crowds.enumerated() {
            let people = crowd.participants
            let times = histograms.journeys.indices.contains(place) ? histograms.journeys[place] : LatencyHistogram()
            parts.append(
                Part(
                    Subject(crowd: crowds.count > 1 ? crowd.name : nil, step: "journey"),
                    failures: Share(people.failed, of: max(people.expected, people.started)),
                    times: Times(times, own: steps(of: crowd.name).map { own[$0] })))
        }
        for (place, step) in summary.steps.enumerated() where step.executions > 0 {
            let isKnown = histograms.steps.indices.contains(place)
            parts.append(
                Part(
                    Subject(crowd: step.crowd, step: step.name), failures: Share(step.failed, of: step.executions),
                    times: isKnown ? Times(histograms.steps[place].response, own: [own[place]]) : nil))
        }
        self.init(parts: parts, isStrained: summary.generator.verdict != .ok)
    }
}
