// Everything that defines a run, except its target's base URLs.
import Addresses
import Driver
package import Measuring
package import Scenarios

/// One execution of a plan.
package struct RunPlan: Sendable {
    /// The plan to run.
    package var plan: Plan
    /// A short unique name, also sent with each request's User-Agent.
    package var id: String
    /// The seed of every random choice.
    package var seed: UInt64
    /// Turnout's version.
    package var version: String
    /// The time of day at `origin`, ISO 8601 in UTC with milliseconds.
    package var startedAt: String
    /// The run's start on the monotonic clock.
    package var origin: Moment
    /// The run directory.
    package var directory: String
    /// Environment of the run (versions, machine), by name.
    package var environment: [String: String]
    /// The process's environment variables, for the diagnosis: a proxy may be among them. Not stored.
    package var processEnvironment: [String: String]
    /// When the journeys begin, and what was set up elsewhere; nil: as soon as this process has set up.
    package var start: RunStart?

    /// Creates a run.
    package init(
        plan: Plan, id: String, seed: UInt64, version: String, startedAt: String, origin: Moment, directory: String,
        environment: [String: String], processEnvironment: [String: String] = [:],
        start: RunStart? = nil
    ) {
        self.start = start
        self.plan = plan
        self.id = id
        self.seed = seed
        self.version = version
        self.startedAt = startedAt
        self.origin = origin
        self.directory = directory
        self.environment = environment
        self.processEnvironment = processEnvironment
    }

    /// What is known of the run when it starts.
    package func metadata(_ origins: Origins) -> RunMetadata {
        RunMetadata(
            id: id, name: plan.name, scenario: plan.source, startedAt: startedAt, seed: seed, version: version,
            api: origins.api.text, http: plan.target.http.rawValue,
            targetSharesMachine: plan.sharesMachine(with: origins), crowds: plan.crowdMetadata, origin: origin,
            thresholds: plan.thresholds.map(\.expression), thresholdScopes: plan.thresholds.map(\.scope),
            comparesAttendance: plan.attendance.isOn ? true : nil, tellsReceived: true, shard: shard)
    }
}
