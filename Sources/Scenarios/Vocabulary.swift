// The words of the language: the keys that each section has, and those that are planned for later versions.
//
// The readers look up keys in these lists, so that one place distinguishes unknown, planned and misspelt keys. When a
// section is implemented, its keys move from `later` to `keys`.

/// A mapping of the language: its known keys and those not available yet.
struct Section: Sendable {
    /// How errors name the section: `in target`.
    let place: String
    /// The keys that are read.
    let keys: [String]
    /// Keys of the language that this version does not implement.
    let later: [String]
    /// Whether an unknown key without a value may be a secret whose colon was forgotten.
    let holdsSecrets: Bool

    init(_ place: String, _ keys: [String], later: [String] = [], holdsSecrets: Bool = false) {
        self.place = place
        self.keys = keys
        self.later = later
        self.holdsSecrets = holdsSecrets
    }
}

/// The sections.
enum Vocabulary {
    static let scenario = Section(
        "at the top",
        [
            "turnout", "name", "description", "target", "platform", "participants", "arrival", "journey", "thresholds",
            "limits", "seed",
        ],
        later: ["outputs", "record", "webhooks", "attendance", "include", "setup", "teardown"])

    static let target = Section(
        "in target",
        [
            "api", "web", "stand-in", "allow-hosts", "tls", "http", "resolve", "source-addresses", "user-agent",
            "participant-header", "replay",
        ])
    static let standIn = Section("in target.stand-in", ["profile", "config"])
    static let tls = Section("in target.tls", ["ca", "verify"])

    static let platform = Section("in platform", ["client", "host", "space", "room"], holdsSecrets: true)
    static let client = Section("in platform.client", ["id", "secret"], holdsSecrets: true)
    static let host = Section("in platform.host", ["email", "password"], holdsSecrets: true)
    static let space = Section("in platform.space", ["create"])
    static let newSpace = Section("in platform.space.create", ["name"])
    static let room = Section("in platform.room", ["create"])
    static let newRoom = Section("in platform.room.create", ["name", "type", "public"])

    static let participants = Section(
        "in participants", ["count", "accounts", "cookies", "moderators"], later: ["data"])
    static let arrival = Section(
        "in arrival", ["over", "curve"], later: ["rate", "for", "poisson", "stages", "trace", "speed", "looping"])
    static let limits = Section("in limits", ["max-duration"], later: ["abort-when", "max-requests"])

    /// The kinds of step.
    static let verbs = StepVerb.allCases.map(\.rawValue)
    /// Kinds of step that are not available yet.
    static let laterVerbs = ["request", "include"]
    /// Options of every step that makes requests.
    static let common = ["name", "release", "when", "timeout", "retry", "check"]

    static let release = Section("in release", ["quorum", "timeout", "tight"])
    static let retry = Section("in retry", ["attempts", "for", "backoff", "honour-retry-after"])

    /// Step options of the design that are not available yet.
    static let laterOptions = [
        "enters", "extract", "follow", "form", "json", "multipart", "body", "headers", "query", "auth",
    ]

    /// Values of the language, in lower case.
    private static let values = [
        "at-once", "stand-in", "uniform", "poisson", "front-loaded", "password", "client-credentials", "refresh",
        "user",
        "moderator", "host", "participant", "lesson", "webinar", "create", "existing", "auto", "true", "false", "null",
        "journey", "failures", "rate", "spread", "admission", "healthy", "fragile", "unlimited",
    ]

    /// Every word that a rendered scenario may need, in lower case.
    static let words: Set<String> = {
        let sections = [
            scenario, target, standIn, tls, platform, client, host, space, newSpace, room, newRoom, participants,
            arrival, limits, release, retry,
        ]
        let steps = StepVerb.allCases.map { $0.section }
        return Set((sections + steps).flatMap(\.keys) + verbs + values)
    }()
}
