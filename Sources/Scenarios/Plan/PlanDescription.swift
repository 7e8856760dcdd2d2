// A plan in words, for `check` and for the head of a report: data, which the command line lays out.

/// What a plan will do, in words and without secrets.
package struct PlanDescription: Hashable, Sendable {
    /// One step.
    package struct Step: Hashable, Sendable {
        /// Its name.
        package var name: String
        /// What it does: `token with grant password`.
        package var action: String
        /// The gate before it: `release when 95 % wait, at the latest after 30s`; nil: none.
        package var release: String?
        /// What else is set for it: `timeout 10s`, `up to 3 attempts`, `only when …`, `check …`.
        package var options: [String]
    }

    /// One crowd.
    package struct Crowd: Hashable, Sendable {
        /// Its name.
        package var name: String
        /// Who comes: `500 participants, accounts exist, cookies stored`.
        package var participants: String
        /// How they come: `at once`, `over 2m, uniform`.
        package var arrival: String
        /// When the first may come; nil: with the run.
        package var start: String?
        /// The journey.
        package var steps: [Step]
    }

    /// The scenario's name.
    package var name: String
    /// What it is for, in the author's words.
    package var text: String?
    /// The file as the user wrote it, or the address of `run URL`.
    package var source: String
    /// The API: a base URL, or the stand-in and its profile.
    package var api: String
    /// The web client's base URL; nil: the API's own origin.
    package var web: String?
    /// The hosts that will or may be contacted, each once: those of `api` and `web`, then the allow-list. Empty where
    /// only the embedded stand-in on a loopback address is.
    package var hosts: [String]
    /// How connections are made, where it differs from the defaults: verification, HTTP version, sources.
    package var connections: [String]
    /// Space and room, in words; nil without a platform.
    package var event: String?
    /// The crowds; at least one.
    package var crowds: [Crowd]
    /// The thresholds as written.
    package var thresholds: [String]
    /// Where the run ends of itself: `at the latest after 5m`.
    package var limits: [String]
    /// The seed; nil: drawn at the start.
    package var seed: UInt64?
}
