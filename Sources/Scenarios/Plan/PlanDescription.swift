// A plan in words, for `check` and for the head of a report. The command line lays it out.

/// What a plan will do, in words and without secrets.
package struct PlanDescription: Hashable, Sendable {
    /// One step.
    package struct Step: Hashable, Sendable {
        /// Its name.
        package var name: String
        /// What it does: `token with grant password`.
        package var action: String
        /// The gate before it: `release when 95 % wait, …`; nil if there is none.
        package var release: String?
        /// Its other options: `timeout 10s`, `up to 3 attempts`, `only when …`, `check …`.
        package var options: [String]
    }

    /// One crowd.
    package struct Crowd: Hashable, Sendable {
        /// Its name.
        package var name: String
        /// Who arrives: `500 participants, accounts exist, cookies stored`.
        package var participants: String
        /// How they arrive: `at once`, `over 2m, uniform`.
        package var arrival: String
        /// When the first may arrive; nil: when the run starts.
        package var start: String?
        /// The journey.
        package var steps: [Step]
    }

    /// The scenario's name.
    package var name: String
    /// What it is for, in the author's words.
    package var text: String?
    /// The file as the user wrote it, or the URL of `run URL`.
    package var source: String
    /// The API: a base URL, or the stand-in and its profile; nil if no step needs one.
    package var api: String?
    /// The customer's site, if the scenario names one.
    package var site: String?
    /// The web client's base URL; nil: the API's own origin.
    package var web: String?
    /// The hosts that will or may be contacted, each once: those of `api` and `web`, then the allow-list. Empty if the
    /// only target is the embedded stand-in on a loopback address.
    package var hosts: [String]
    /// How connections are made, if different from the defaults: verification, HTTP version, source addresses.
    package var connections: [String]
    /// Space and room, in words; nil without a platform.
    package var event: String?
    /// The steps of setup.
    package var setup: [Step]
    /// The steps of teardown.
    package var teardown: [Step]
    /// The crowds; at least one.
    package var crowds: [Crowd]
    /// The thresholds as written.
    package var thresholds: [String]
    /// When the run ends on its own.
    package var limits: [String]
    /// The files that are written beside the run directory.
    package var outputs: [String]
    /// What the host does about the event besides preparing it.
    package var host: [String]
    /// The seed; nil: drawn at the start.
    package var seed: UInt64?
}
