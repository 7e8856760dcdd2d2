// What a storm of a capacity search showed, as far as the search's own report needs it.
package import Measuring

/// The figures of a storm, from its summary.
package struct StormFigures: Codable, Equatable, Sendable {
    /// A threshold that did not hold.
    package struct Missed: Codable, Equatable, Sendable {
        /// The threshold as written.
        package var expression: String
        /// The measured value, in the unit of the metric; nil if there was no sample.
        package var actual: Double?
    }

    /// A step.
    package struct Step: Codable, Equatable, Sendable {
        /// Its crowd.
        package var crowd: String
        /// Its name.
        package var name: String
        /// How often it was executed.
        package var executions: Int
        /// How often it failed.
        package var failed: Int
        /// The 95th percentile from the intended start to the end, in milliseconds; nil without a success.
        package var responseP95Ms: Double?
        /// The 95th percentile from the actual start to the end; nil without a success.
        package var serviceP95Ms: Double?
        /// The 95th percentile of connecting; nil if nothing connected.
        package var connectP95Ms: Double?
    }

    /// Failures of one step that look alike.
    package struct Failures: Codable, Equatable, Sendable {
        /// The step's crowd.
        package var crowd: String
        /// The step.
        package var step: String
        /// The kind.
        package var kind: FailureKind
        /// The HTTP status; nil if there was no response.
        package var status: Int?
        /// How many.
        package var count: Int
    }

    /// The run's short unique name.
    package var id: String
    /// When it started, ISO 8601 in UTC.
    package var startedAt: String
    /// From the start of the arrivals to the end of the last journey, in seconds.
    package var durationSeconds: Double
    /// How it was judged.
    package var verdict: Summary.Verdict
    /// What ended it before its end, a condition or a limit; nil if nothing did. Those who were under way then count as
    /// not entered.
    package var endedBy: String?
    /// How many were expected, in all crowds.
    package var expected: Int
    /// How many got in.
    package var entered: Int
    /// The share of those expected who got in, 0 to 1.
    package var turnout: Double
    /// The median time of a whole journey, in milliseconds; nil if nobody got in.
    package var journeyP50Ms: Double?
    /// Its 95th percentile.
    package var journeyP95Ms: Double?
    /// The thresholds that did not hold.
    package var missed: [Missed]
    /// The steps.
    package var steps: [Step]
    /// The failures, most frequent first; at most ten groups.
    package var failures: [Failures]
    /// How many connections needed a second connection request (SYN), those that did not come about included; nil if it is not known.
    package var secondSyns: Int?
    /// Why the generator was the bottleneck, if it was.
    package var generatorReasons: [String]

    /// The figures of a run, and what ended it before its end.
    package init(_ summary: Summary, endedBy: String? = nil) {
        self.endedBy = endedBy
        id = summary.run.id
        startedAt = summary.run.startedAt
        durationSeconds = summary.run.durationSeconds
        verdict = summary.verdict
        expected = summary.participants.expected
        entered = summary.participants.entered
        turnout = summary.participants.turnout
        journeyP50Ms = summary.journey.responseMs.p50
        journeyP95Ms = summary.journey.responseMs.p95
        missed = summary.thresholds.filter { !$0.passed }.map { Missed(expression: $0.expression, actual: $0.actual) }
        steps = summary.steps.map {
            Step(
                crowd: $0.crowd, name: $0.name, executions: $0.executions, failed: $0.failed,
                responseP95Ms: $0.responseMs.p95, serviceP95Ms: $0.serviceMs.p95,
                connectP95Ms: $0.phasesMs[.connect]?.p95)
        }
        failures = summary.failures.prefix(10).map {
            Failures(crowd: $0.crowd, step: $0.step, kind: $0.kind, status: $0.status, count: $0.count)
        }
        secondSyns = summary.connections.map { $0.secondSyns + $0.unansweredSyns }
        generatorReasons = summary.generator.verdict == .overloaded ? summary.generator.reasons : []
    }
}

extension StormFigures {
    /// Whether the numbers are such as a run can have.
    var isSound: Bool {
        let counts =
            [expected, entered] + steps.flatMap { [$0.executions, $0.failed] } + failures.map(\.count)
            + [secondSyns ?? 0]
        let times =
            [durationSeconds, journeyP50Ms, journeyP95Ms]
            + steps.flatMap { [$0.responseP95Ms, $0.serviceP95Ms, $0.connectP95Ms] }
        return (0...1).contains(turnout) && counts.allSatisfy { (0...1_000_000_000).contains($0) }
            && times.allSatisfy(StormFigures.isTime)
            && failures.allSatisfy { (100...999).contains($0.status ?? 100) }
            && missed.allSatisfy { abs($0.actual ?? 0) < 1e15 }
    }

    /// Whether a time is one that can have passed; one that is not known is.
    static func isTime(_ time: Double?) -> Bool { (0..<1e12).contains(time ?? 0) }
}

extension CapacityStorm.Outcome {
    /// How a run ended as a storm of a search: a limit of the scenario that ended it failed it. What the scenario requires
    /// of the host says nothing of the capacity: the thresholds alone decide.
    package init(_ summary: Summary) {
        switch summary.run.status {
        case .interrupted, .unfinished: self = .notCounted(.cutShort)
        case .aborted: self = summary.verdict == .invalid ? .notCounted(.generator) : .failed
        case .completed:
            if summary.run.lostSamples > 0 {
                self = .notCounted(.cutShort)
                return
            }
            switch summary.verdict {
            case .passed: self = .passed
            case .failed, .regressed:
                let failedByHostAlone = !summary.unmet.isEmpty && summary.thresholds.allSatisfy(\.passed)
                self = failedByHostAlone ? .passed : .failed
            case .invalid: self = .notCounted(.generator)
            // Refused before the first storm: without a threshold nothing can pass.
            case .none: self = .notCounted(.cutShort)
            }
        }
    }
}
