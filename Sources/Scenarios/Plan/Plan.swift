// The plan: a scenario ready to be carried out. Nothing in it is left to parse, look up in a file or default.
import PlatformContract

/// A scenario, validated and resolved.
public struct Plan: Hashable, Sendable {
    /// The scenario's name.
    public var name: String
    /// What it is for, in the author's words.
    public var description: String?
    /// The file as the user wrote it, or the address of `run URL`.
    public var source: String
    /// Where the traffic goes.
    public var target: TargetPlan
    /// The platform's accounts, space and room; nil where no step needs them (`run URL`).
    public var platform: PlatformPlan?
    /// Who comes.
    public var participants: ParticipantsPlan
    /// How they come.
    public var arrival: Arrival
    /// What each of them does.
    public var journey: [StepPlan]
    /// What the run is judged by.
    public var thresholds: [Threshold]
    /// Where the run ends of itself.
    public var limits: LimitsPlan
    /// The seed of every random choice; nil: drawn at the start.
    public var seed: UInt64?
    /// Values that must not be written anywhere: passwords, the client's secret, what `${env.*}` gave to secret places.
    public var secrets: Set<Secret>

    /// A plan from its parts.
    public init(
        name: String, description: String? = nil, source: String, target: TargetPlan, platform: PlatformPlan?,
        participants: ParticipantsPlan, arrival: Arrival, journey: [StepPlan], thresholds: [Threshold] = [],
        limits: LimitsPlan = LimitsPlan(), seed: UInt64? = nil, secrets: Set<Secret> = []
    ) {
        self.name = name
        self.description = description
        self.source = source
        self.target = target
        self.platform = platform
        self.participants = participants
        self.arrival = arrival
        self.journey = journey
        self.thresholds = thresholds
        self.limits = limits
        self.seed = seed
        self.secrets = secrets
    }

    /// Hides the plan's secrets, and the passwords of generated identities, in any text.
    public var redactor: Redactor { Redactor(secrets: secrets, hidingNumbered: GeneratedIdentity.passwordPrefix) }
}

/// Where the run ends of itself.
public struct LimitsPlan: Hashable, Sendable {
    /// The run is aborted when it has lasted this long, counted from the start of the arrivals.
    public var maxDuration: Duration?

    /// Limits from their parts.
    public init(maxDuration: Duration? = nil) {
        self.maxDuration = maxDuration
    }
}
