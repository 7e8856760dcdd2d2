// A plan in words, for `check` and for the head of a report: data, which the command line lays out.

/// What a plan will do, in words and without secrets.
public struct PlanDescription: Hashable, Sendable {
    /// One step.
    public struct Step: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// What it does: `token with grant password`.
        public var action: String
        /// The gate before it: `release when 95 % wait, at the latest after 30s`; nil: none.
        public var release: String?
        /// What else is set for it: `timeout 10s`, `up to 3 attempts`, `only when …`, `check …`.
        public var options: [String]
    }

    /// One crowd.
    public struct Crowd: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// Who comes: `500 participants, accounts exist, cookies stored`.
        public var participants: String
        /// How they come: `at once`, `over 2m, uniform`.
        public var arrival: String
        /// When the first may come; nil: with the run.
        public var start: String?
        /// The journey.
        public var steps: [Step]
    }

    /// The scenario's name.
    public var name: String
    /// What it is for, in the author's words.
    public var text: String?
    /// The file as the user wrote it, or the address of `run URL`.
    public var source: String
    /// The API: a base URL, or the stand-in and its profile.
    public var api: String
    /// The web client's base URL; nil: the API's own origin.
    public var web: String?
    /// The hosts that will or may be contacted, each once: those of `api` and `web`, then the allow-list. Empty where
    /// only the embedded stand-in on a loopback address is.
    public var hosts: [String]
    /// How connections are made, where it differs from the defaults: verification, HTTP version, sources.
    public var connections: [String]
    /// Space and room, in words; nil without a platform.
    public var event: String?
    /// The crowds; at least one.
    public var crowds: [Crowd]
    /// The thresholds as written.
    public var thresholds: [String]
    /// Where the run ends of itself: `at the latest after 5m`.
    public var limits: [String]
    /// The seed; nil: drawn at the start.
    public var seed: UInt64?
}
