// The results of a run as figures: the type behind `summary.json` (schema `turnout.summary/1`).
//
// Property names are the JSON keys, and their order of declaration is the order in the written file: both are promises
// (docs/summary.md). Times are milliseconds with fractions. What could not be measured is nil, written as `null`.
package import Measuring

/// The results of a run.
package struct Summary: Codable, Equatable, Sendable {
    /// The name and version of the format.
    package static let currentSchema = "turnout.summary/1"

    /// The name and version of the format that this summary is in.
    package var schema: String
    /// Which run it was.
    package var run: Run
    /// What it was aimed at.
    package var target: Target
    /// How many came, and how many got in.
    package var participants: Participants
    /// The openings of gates, in the order of their numbers.
    package var releases: [Release]
    /// When the crowd was in the room.
    package var admission: Admission
    /// The journey as a whole.
    package var journey: Journey
    /// The journey's steps, in their order.
    package var steps: [Step]
    /// What failed, most frequent first.
    package var failures: [FailureGroup]
    /// The thresholds, in the scenario's order.
    package var thresholds: [ThresholdResult]
    /// How our account compares with the platform's own report; nil where there is none.
    package var attendance: Attendance?
    /// How the run compares with a baseline; nil where there is none.
    package var comparison: BaselineComparison?
    /// How the generator fared.
    package var generator: Generator
    /// The judgement on the run.
    package var verdict: Verdict

    /// A summary from its parts.
    package init(
        schema: String = Summary.currentSchema, run: Run, target: Target, participants: Participants,
        releases: [Release], admission: Admission, journey: Journey, steps: [Step], failures: [FailureGroup],
        thresholds: [ThresholdResult], attendance: Attendance? = nil, comparison: BaselineComparison? = nil,
        generator: Generator, verdict: Verdict
    ) {
        self.schema = schema
        self.run = run
        self.target = target
        self.participants = participants
        self.releases = releases
        self.admission = admission
        self.journey = journey
        self.steps = steps
        self.failures = failures
        self.thresholds = thresholds
        self.attendance = attendance
        self.comparison = comparison
        self.generator = generator
        self.verdict = verdict
    }
}

extension Summary {
    /// The judgement on a run.
    package enum Verdict: String, Codable, Equatable, Sendable {
        /// Every threshold held.
        case passed
        /// A threshold did not hold, or a limit of the scenario ended the run.
        case failed
        /// It is worse than its baseline.
        case regressed
        /// The generator and not the target was the bottleneck: nothing can be said.
        case invalid
        /// There was nothing to be judged by.
        case none
    }

    /// Which run it was.
    package struct Run: Codable, Equatable, Sendable {
        /// The run's short unique name.
        package var id: String
        /// The scenario's name.
        package var name: String
        /// The scenario's file, or the address of `run URL`.
        package var scenario: String
        /// When it started, ISO 8601 in UTC.
        package var startedAt: String
        /// From the start of the arrivals to the end of the last journey.
        package var durationSeconds: Double
        /// How it ended.
        package var status: RunStatus
        /// The seed of its random choices.
        package var seed: UInt64
        /// How many processes shared it.
        package var shards: Int
        /// Turnout's version.
        package var version: String

        /// A run's description from its parts.
        package init(
            id: String, name: String, scenario: String, startedAt: String, durationSeconds: Double, status: RunStatus,
            seed: UInt64, shards: Int, version: String
        ) {
            self.id = id
            self.name = name
            self.scenario = scenario
            self.startedAt = startedAt
            self.durationSeconds = durationSeconds
            self.status = status
            self.seed = seed
            self.shards = shards
            self.version = version
        }
    }

    /// What a run was aimed at.
    package struct Target: Codable, Equatable, Sendable {
        /// The platform's API, or the address of `run URL`.
        package var api: String
        /// The HTTP version asked for: `auto`, `1.1` or `2`.
        package var http: String

        /// A target from its parts.
        package init(api: String, http: String) {
            self.api = api
            self.http = http
        }
    }

    /// How many came, and how many got in.
    package struct Participants: Codable, Equatable, Sendable {
        /// How many should have come.
        package var expected: Int
        /// How many began their journey.
        package var started: Int
        /// How many were in the room (or completed a journey that leads into none).
        package var entered: Int
        /// How many had a step fail, before or after they entered.
        package var failed: Int
        /// Entered over expected, 0 to 1.
        package var turnout: Double
        /// The exact 95 % confidence interval of the turnout (Clopper and Pearson, 1934).
        package var turnoutInterval95: [Double]

        /// Counts from their parts.
        package init(
            expected: Int, started: Int, entered: Int, failed: Int, turnout: Double, turnoutInterval95: [Double]
        ) {
            self.expected = expected
            self.started = started
            self.entered = entered
            self.failed = failed
            self.turnout = turnout
            self.turnoutInterval95 = turnoutInterval95
        }
    }

    /// One opening of a gate: a certificate of how simultaneous the crowd was.
    package struct Release: Codable, Equatable, Sendable {
        /// The gate's name: that of the step it stands before.
        package var gate: String
        /// T0 as a time of day, ISO 8601 in UTC with milliseconds.
        package var at: String
        /// How many waited when it opened.
        package var waiting: Int
        /// Those who came later, by name. They are not part of the spread.
        package var stragglers: [String]
        /// From T0 to the first bytes of the earliest first request; nil if none was sent.
        package var delayMs: Double?
        /// When each first request's first bytes were handed to the kernel, counted from the earliest of them; nil if
        /// none was sent.
        package var spreadMs: Spread?
        /// When each connection attempt began, counted from the earliest of them; nil if no connection was opened
        /// behind the gate.
        package var connectSpreadMs: Spread?

        /// A release from its parts.
        package init(
            gate: String, at: String, waiting: Int, stragglers: [String], delayMs: Double?, spreadMs: Spread?,
            connectSpreadMs: Spread?
        ) {
            self.gate = gate
            self.at = at
            self.waiting = waiting
            self.stragglers = stragglers
            self.delayMs = delayMs
            self.spreadMs = spreadMs
            self.connectSpreadMs = connectSpreadMs
        }
    }

    /// How far apart events lay, each counted from the earliest; exact (nearest rank), from no histogram.
    package struct Spread: Codable, Equatable, Sendable {
        /// The median.
        package var p50: Double
        /// The 99th percentile.
        package var p99: Double
        /// The last event.
        package var max: Double

        /// A spread from its parts.
        package init(p50: Double, p99: Double, max: Double) {
            self.p50 = p50
            self.p99 = p99
            self.max = max
        }
    }

    /// The admission curve's quantiles: when a share of those expected was in the room, counted from T0.
    package struct Admission: Codable, Equatable, Sendable {
        /// When half of those expected were in; nil if that was never reached.
        package var t50Ms: Double?
        /// When 90 % were in.
        package var t90Ms: Double?
        /// When 99 % were in.
        package var t99Ms: Double?
        /// When the last of those who got in did; nil if nobody did.
        package var lastMs: Double?
        /// How many of those expected never got in.
        package var never: Int

        /// Quantiles from their parts.
        package init(t50Ms: Double?, t90Ms: Double?, t99Ms: Double?, lastMs: Double?, never: Int) {
            self.t50Ms = t50Ms
            self.t90Ms = t90Ms
            self.t99Ms = t99Ms
            self.lastMs = lastMs
            self.never = never
        }
    }

    /// The journey as a whole.
    package struct Journey: Codable, Equatable, Sendable {
        /// From the intended start until entered (or completed), pauses and waits at gates left out.
        package var responseMs: Distribution

        /// A journey from its distribution.
        package init(responseMs: Distribution) {
            self.responseMs = responseMs
        }
    }
}
