// The plan: a scenario ready to run. Nothing in it remains to be parsed, looked up in a file or defaulted.
import PlatformContract

/// A scenario, validated and resolved.
package struct Plan: Hashable, Sendable {
    /// The scenario's name.
    package var name: String
    /// What it is for, in the author's words.
    package var description: String?
    /// The file as the user wrote it, or the URL of `run URL`.
    package var source: String
    /// Where the traffic goes.
    package var target: TargetPlan
    /// The platform's accounts, space and room; nil if no step needs them (`run URL`).
    package var platform: PlatformPlan?
    /// Who arrives, how and when, and what each participant does. At least one crowd; a scenario that names none has
    /// one called `CrowdPlan.onlyName`.
    package var crowds: [CrowdPlan]
    /// What the host does once before the participants arrive, after the platform's own setup.
    package var setup: [StepPlan] = []
    /// What the host does once after the journeys.
    package var teardown: [StepPlan] = []
    /// The conditions by which the run is judged.
    package var thresholds: [Threshold]
    /// When the run ends on its own.
    package var limits: LimitsPlan
    /// What it writes beside its measurements.
    package var outputs = OutputsPlan()
    /// What the host does about the event: see also `attendance`, `record` and `webhooks`, which say whether it can.
    package var event = EventPlan.usual
    /// The seed of every random choice; nil: drawn at the start.
    package var seed: UInt64?
    /// Which of several processes this one is; nil: the only one.
    package var shard: Shard?
    /// What the contents of the files of data come to (SHA-256), recorded arrivals, participants and bodies of requests; nil
    /// without such files. Like a secret it is never shown or stored.
    package var dataDigest: [UInt8]?
    /// Values that must never be written: passwords, the client's secret, and what `${env.*}` put in secret places.
    package var secrets: Set<Secret>
    /// What the author should know although it is not an error, one line each. `check` and `run` show these.
    package var warnings: [String] = []

    /// Creates a plan.
    package init(
        name: String, description: String? = nil, source: String, target: TargetPlan, platform: PlatformPlan?,
        crowds: [CrowdPlan], thresholds: [Threshold] = [],
        limits: LimitsPlan = LimitsPlan(), seed: UInt64? = nil, secrets: Set<Secret> = []
    ) {
        self.name = name
        self.description = description
        self.source = source
        self.target = target
        self.platform = platform
        self.crowds = crowds
        self.thresholds = thresholds
        self.limits = limits
        self.seed = seed
        self.secrets = secrets
    }

    /// A plan with a single crowd.
    package init(
        name: String, description: String? = nil, source: String, target: TargetPlan, platform: PlatformPlan?,
        participants: ParticipantsPlan, arrival: Arrival, journey: [StepPlan], thresholds: [Threshold] = [],
        limits: LimitsPlan = LimitsPlan(), seed: UInt64? = nil, secrets: Set<Secret> = []
    ) {
        self.init(
            name: name, description: description, source: source, target: target, platform: platform,
            crowds: [CrowdPlan(participants: participants, arrival: arrival, journey: journey)],
            thresholds: thresholds, limits: limits, seed: seed, secrets: secrets)
    }

    /// Hides the plan's secrets, and the passwords of generated identities, in any text.
    package var redactor: Redactor { Redactor(secrets: secrets, hidingNumbered: GeneratedIdentity.passwordPrefix) }
}

/// When the run ends on its own.
package struct LimitsPlan: Hashable, Sendable {
    /// The run is aborted when it has lasted this long, setup included.
    package var maxDuration: Duration?
    /// The run is aborted when one of these conditions holds: the turnout that can still be reached, and everything
    /// else as recorded so far.
    package var abortWhen: [Threshold]
    /// The run is aborted before the participants make more requests than this, replays and redirects included.
    package var maxRequests: Int?

    /// Creates limits.
    package init(maxDuration: Duration? = nil, abortWhen: [Threshold] = [], maxRequests: Int? = nil) {
        self.maxDuration = maxDuration
        self.abortWhen = abortWhen
        self.maxRequests = maxRequests
    }
}
