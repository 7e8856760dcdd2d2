// The results of a run as figures: the type behind `summary.json` (schema `turnout.summary/1`).
//
// Property names are the JSON keys, and their order of declaration is the order in the file; both are documented
// promises (docs/summary.md). Times are milliseconds with fractions. What could not be measured is nil, written as
// `null`.
package import Measuring

/// The results of a run.
package struct Summary: Codable, Equatable, Sendable {
    /// The name and version of the format.
    package static let currentSchema = "turnout.summary/1"

    /// The name and version of this summary's format.
    package var schema: String
    /// Which run it was.
    package var run: Run
    /// The target.
    package var target: Target
    /// How many arrived, and how many got in.
    package var participants: Participants
    /// The openings of gates, in the order of their numbers.
    package var releases: [Release]
    /// When participants were in the room; nil with several crowds, each of which has its own.
    package var admission: Admission?
    /// The journey as a whole.
    package var journey: Journey
    /// The journey's steps, in their order.
    package var steps: [Step]
    /// What the kernel counted of the connections; nil if it is not known.
    package var connections: Connections?
    /// What failed, most frequent first.
    package var failures: [FailureGroup]
    /// The thresholds, in the scenario's order.
    package var thresholds: [ThresholdResult]
    /// How Turnout's count compares with the platform's own report; nil if there is none.
    package var attendance: Attendance?
    /// What the scenario requires of the host and could not be had, one sentence each: the run fails because of it.
    package var unmet: [String]
    /// What the host did about the event; nil if nothing of the kind was asked for.
    package var event: Event?
    /// How the run compares with a baseline; nil if there is none.
    package var comparison: BaselineComparison?
    /// How the generator did.
    package var generator: Generator
    /// Of what the run was joined; nil if it was not.
    package var merge: Merge?
    /// The crowds, in the scenario's order, even if there is only one.
    package var crowds: [Crowd]
    /// What limits the figures, one sentence each.
    package var warnings: [String]
    /// The judgement on the run.
    package var verdict: Verdict

    /// Creates a summary.
    package init(
        schema: String = Summary.currentSchema, run: Run, target: Target, participants: Participants,
        releases: [Release], admission: Admission?, journey: Journey, steps: [Step], connections: Connections? = nil,
        failures: [FailureGroup],
        thresholds: [ThresholdResult], attendance: Attendance? = nil, unmet: [String] = [], event: Event? = nil,
        comparison: BaselineComparison? = nil,
        generator: Generator, merge: Merge? = nil, crowds: [Crowd] = [], warnings: [String] = [], verdict: Verdict
    ) {
        self.schema = schema
        self.run = run
        self.target = target
        self.participants = participants
        self.releases = releases
        self.admission = admission
        self.journey = journey
        self.steps = steps
        self.connections = connections
        self.failures = failures
        self.thresholds = thresholds
        self.attendance = attendance
        self.unmet = unmet
        self.event = event
        self.comparison = comparison
        self.generator = generator
        self.merge = merge
        self.crowds = crowds
        self.warnings = warnings
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
        /// The generator and not the target was the bottleneck, so nothing can be concluded.
        case invalid
        /// There were no thresholds, or the run was interrupted or has no ending.
        case none
    }

    /// Which run it was.
    package struct Run: Codable, Equatable, Sendable {
        /// The run's short unique name.
        package var id: String
        /// The scenario's name.
        package var name: String
        /// The scenario's file, or the URL of `run URL`.
        package var scenario: String
        /// When it started, ISO 8601 in UTC.
        package var startedAt: String
        /// From the start of the arrivals to the end of the last journey.
        package var durationSeconds: Double
        /// How it ended.
        package var status: RunStatus
        /// How many measurements could not be written to the run file.
        package var lostSamples: Int
        /// The seed of its random choices.
        package var seed: UInt64
        /// How many processes shared the run.
        package var shards: Int
        /// The number of the one whose part this is, from 1; nil for a whole run.
        package var shard: Int?
        /// The numbers of those of which there are no measurements.
        package var missingShards: [Int]
        /// Turnout's version.
        package var version: String

        /// Creates a run's description.
        package init(
            id: String, name: String, scenario: String, startedAt: String, durationSeconds: Double, status: RunStatus,
            lostSamples: Int = 0, seed: UInt64, shards: Int, shard: Int? = nil, missingShards: [Int] = [],
            version: String
        ) {
            self.shard = shard
            self.missingShards = missingShards
            self.id = id
            self.name = name
            self.scenario = scenario
            self.startedAt = startedAt
            self.durationSeconds = durationSeconds
            self.status = status
            self.lostSamples = lostSamples
            self.seed = seed
            self.shards = shards
            self.version = version
        }
    }

    /// The target of a run.
    package struct Target: Codable, Equatable, Sendable {
        /// The platform's API, or the URL of `run URL`.
        package var api: String
        /// The HTTP version requested: `auto`, `1.1` or `2`.
        package var http: String
        /// Whether it ran on the generator's machine, so that the two shared its cores.
        package var sharesMachine: Bool
        /// Its addresses and the traffic to each.
        package var addresses: [Address]

        /// Creates a target.
        package init(api: String, http: String, sharesMachine: Bool = false, addresses: [Address] = []) {
            self.api = api
            self.http = http
            self.sharesMachine = sharesMachine
            self.addresses = addresses
        }
    }

    /// The traffic to one of the target's addresses.
    package struct Address: Codable, Equatable, Sendable {
        /// The address with its port.
        package var address: String
        /// Connections opened to it.
        package var connections: Int
        /// Requests made over them.
        package var requests: Int
        /// Failed attempts to connect, after which another address was tried or the request failed.
        package var failedConnects: Int

        /// Creates the figures of an address.
        package init(address: String, connections: Int, requests: Int, failedConnects: Int) {
            self.address = address
            self.connections = connections
            self.requests = requests
            self.failedConnects = failedConnects
        }
    }
}
