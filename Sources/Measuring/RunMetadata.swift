// What is known about a run in addition to its samples.

/// What a run is, known when it starts.
package struct RunMetadata: Codable, Hashable, Sendable {
    /// A short unique name, also sent with each request's User-Agent.
    package var id: String
    /// The scenario's name.
    package var name: String
    /// The scenario's file as the user wrote it, or the URL of `run URL`.
    package var scenario: String
    /// The time of day at `origin`, ISO 8601 in UTC with milliseconds: `2026-11-24T03:00:00.000Z`.
    package var startedAt: String
    /// The seed of every random choice.
    package var seed: UInt64
    /// Turnout's version.
    package var version: String
    /// The platform's API, or the URL of `run URL`, without user information.
    package var api: String
    /// The HTTP version requested: `auto`, `1.1` or `2`.
    package var http: String
    /// Whether the target runs on this machine (the stand-in, a loopback address), so that the two share its cores.
    package var targetSharesMachine: Bool
    /// The groups of participants. A scenario without `crowds` has one, called `participants`.
    package var crowds: [CrowdMetadata]
    /// The run's start on the monotonic clock, before setup: the moment that `startedAt` gives as a time of day, and
    /// from which times in the run file are counted. The arrivals begin later, with a sample of their own
    /// (`GateSample.arrivals`).
    package var origin: Moment
    /// The thresholds as written, in the scenario's order. A stored run is judged by them again.
    package var thresholds: [String]
    /// Which crowd and step each of them is about, which its text alone may not tell; nil in older run files.
    package var thresholdScopes: [ThresholdScope]?
    /// Whether attendance is to be compared with the platform's report; nil in older run files, where it never was.
    package var comparesAttendance: Bool?
    /// Whether requests tell when the kernel received their responses; nil in older run files, where none do.
    package var tellsReceived: Bool?
    /// Which part of a run this is; nil for a whole run.
    package var shard: ShardMetadata?
    /// What the run was joined from; nil if it was not.
    package var merge: MergeMetadata?

    /// Creates metadata.
    package init(
        id: String, name: String, scenario: String, startedAt: String, seed: UInt64, version: String, api: String,
        http: String, targetSharesMachine: Bool = false, crowds: [CrowdMetadata], origin: Moment,
        thresholds: [String] = [], thresholdScopes: [ThresholdScope]? = nil, comparesAttendance: Bool? = nil,
        tellsReceived: Bool? = nil, shard: ShardMetadata? = nil, merge: MergeMetadata? = nil
    ) {
        self.tellsReceived = tellsReceived
        self.shard = shard
        self.merge = merge
        self.comparesAttendance = comparesAttendance
        self.id = id
        self.name = name
        self.scenario = scenario
        self.startedAt = startedAt
        self.seed = seed
        self.version = version
        self.api = api
        self.http = http
        self.targetSharesMachine = targetSharesMachine
        self.crowds = crowds
        self.origin = origin
        self.thresholds = thresholds
        self.thresholdScopes = thresholdScopes
    }
}

/// The crowd and the step that a threshold is about.
package struct ThresholdScope: Codable, Hashable, Sendable {
    /// The name of the crowd; nil: all crowds together.
    package var crowd: String?
    /// The step among those of all crowds; nil if it is about none in particular. Two crowds may have steps of the same
    /// name.
    package var step: StepIndex?

    /// Creates a scope.
    package init(crowd: String?, step: StepIndex?) {
        self.crowd = crowd
        self.step = step
    }
}

extension RunMetadata {
    /// The names of all steps: the crowds' journeys one after another, as `StepIndex` counts them.
    package var steps: [String] { crowds.flatMap(\.steps) }

    /// How many participants are expected in total, as far as known in advance.
    package var expected: Int { crowds.reduce(0) { $0 + ($1.expected ?? 0) } }

    /// The index of the crowd to whose journey a step belongs; nil for setup, teardown and unknown steps.
    package func crowd(of step: StepIndex) -> Int? {
        var end = 0
        guard step.rawValue >= 0 else { return nil }
        return crowds.firstIndex { crowd in
            end += crowd.steps.count
            return step.rawValue < end
        }
    }

    /// Whether a step brings those into the room who complete it.
    package func enters(_ step: StepIndex) -> Bool {
        var first = 0
        for crowd in crowds {
            let place = Int(step.rawValue) - first
            if place >= 0, place < crowd.steps.count { return crowd.entries?.contains(place) ?? false }
            first += crowd.steps.count
        }
        return false
    }
}
