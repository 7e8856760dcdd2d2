// The words of the language: the keys that each section has.
//
// The readers look up keys in these lists, so that one place distinguishes unknown and misspelt keys.
import PlatformContract

/// A mapping of the language and its known keys.
struct Section: Sendable {
    /// How errors name the section: `in target`.
    let place: String
    /// The keys that are read.
    let keys: [String]
    /// Whether an unknown key without a value may be a secret whose colon was forgotten.
    let holdsSecrets: Bool
    /// What to write where a single value stands in its place.
    let bare: BareValue?
    /// What other tools call its keys.
    let otherNames: [String: String]

    init(
        _ place: String, _ keys: [String], holdsSecrets: Bool = false, bare: BareValue? = nil,
        otherNames: [String: String] = [:]
    ) {
        self.otherNames = otherNames
        self.place = place
        self.keys = keys
        self.holdsSecrets = holdsSecrets
        self.bare = bare
    }

    /// What errors expect where the section's mapping is needed.
    func expected(instead node: WrittenNode) -> String {
        bare.map { "a mapping such as \($0.mapping(for: node))" } ?? "a mapping"
    }
}

/// The sections.
enum Vocabulary {
    static let scenario = Section(
        "at the top",
        [
            "turnout", "include", "name", "description", "target", "platform", "setup", "participants", "arrival",
            "journey",
            "crowds", "teardown", "thresholds", "limits", "outputs", "record", "webhooks", "attendance", "seed",
        ])
    static let webhooks = Section(
        "in webhooks", ["listen", "url", "mode"],
        bare: BareValue("{ url: https://… }", words: ["mode": EventPlan.Mode.allCases.map(\.rawValue)], address: "url"))

    static let target = Section(
        "in target",
        [
            "api", "web", "site", "stand-in", "allow-hosts", "tls", "http", "resolve", "source-addresses", "user-agent",
            "participant-header", "replay", "proxy", "compression",
        ],
        bare: BareValue("{ api: stand-in }", address: "api"))
    static let standIn = Section(
        "in target.stand-in", ["profile", "config"],
        bare: BareValue("{ profile: fragile }", words: ["profile": CapacityProfileName.allCases.map(\.rawValue)]))
    static let tls = Section(
        "in target.tls", ["ca", "verify", "client"],
        bare: BareValue("{ ca: certs/staging.pem }", words: ["verify": ["true", "false"]]))

    static let clientCertificate = Section(
        "in target.tls.client", ["cert", "key", "key-password"], holdsSecrets: true,
        bare: BareValue("{ cert: client.pem, key: client.key }"))

    static let platform = Section(
        "in platform", ["client", "host", "space", "room"], holdsSecrets: true,
        bare: BareValue("{ client: { id: …, secret: … }, host: { email: …, password: … } }"))
    static let client = Section(
        "in platform.client", ["id", "secret"], holdsSecrets: true,
        bare: BareValue("{ id: \"${env.CLIENT_ID}\", secret: \"${env.CLIENT_SECRET}\" }"))
    static let host = Section(
        "in platform.host", ["email", "password"], holdsSecrets: true,
        bare: BareValue("{ email: \"${env.HOST_EMAIL}\", password: \"${env.HOST_PASSWORD}\" }"))
    static let space = Section("in platform.space", ["create"])
    static let newSpace = Section(
        "in platform.space.create", ["name"], bare: BareValue("{ name: Load rehearsal }"))
    static let room = Section("in platform.room", ["create"])
    static let newRoom = Section(
        "in platform.room.create", ["name", "type", "public"],
        bare: BareValue("{ name: Load rehearsal }", words: ["type": RoomType.allCases.map(\.rawValue)]))

    /// A crowd of this name.
    static func crowd(_ name: String) -> Section {
        Section(
            "in crowds.\(name)", ["participants", "arrival", "start", "journey"],
            bare: BareValue("{ participants: { count: 500 }, journey: [ … ] }"))
    }
    static let participants = Section(
        "in participants", ["count", "accounts", "cookies", "moderators", "data"],
        bare: BareValue("{ count: 500 }"))
    static let data = Section(
        "in participants.data", ["csv", "order"],
        bare: BareValue(
            "{ csv: people.csv, order: unique }", words: ["order": ParticipantData.Order.allCases.map(\.rawValue)]))
    static let arrival = Section(
        "in arrival", ["over", "curve", "rate", "for", "poisson", "stages", "trace", "speed", "looping"],
        bare: BareValue("{ over: 60s, curve: uniform }", duration: "over"))
    /// A value for each load model.
    static let arrivalExamples = [
        "over": "over: 60s", "rate": "rate: 50/s", "stages": "stages: [ { to: 100/s, for: 1m }, { hold: 2m } ]",
        "trace": "trace: joins.csv", "looping": "looping: 200",
    ]
    static let stage = Section(
        "in a stage of arrival", ["to", "for", "hold"], bare: BareValue("{ to: 100/s, for: 1m }"))
    static let limits = Section(
        "in limits", ["max-duration", "abort-when", "max-requests"],
        bare: BareValue("{ max-duration: 5m }", duration: "max-duration"))
    static let outputs = Section(
        "in outputs", ["html"] + OutputKind.allCases.map(\.rawValue), bare: BareValue("{ junit: results.xml }"),
        otherNames: ["md": "markdown", "xml": "junit", "xunit": "junit", "histogram": "hlog", "hdr": "hlog"])

    /// The kinds of step.
    static let verbs = StepVerb.allCases.map(\.rawValue)
    /// Kinds of step that are not available yet.
    static let laterVerbs: [String] = []
    /// Options of every step that makes requests.
    static let common = ["name", "release", "when", "timeout", "retry", "check"]

    static let release = Section(
        "in release", ["quorum", "timeout", "tight", "primed", "hold", "gate"],
        bare: BareValue("{ quorum: 95%, timeout: 30s }", duration: "timeout", share: "quorum"))
    static let retry = Section(
        "in retry", ["attempts", "for", "backoff", "interval", "honour-retry-after"],
        bare: BareValue("{ attempts: 3, backoff: 1s }", words: ["for": retryKinds], duration: "backoff"))
    /// The kinds of failure that a retry can help with.
    static let retryKinds = ["resolve", "connect", "tls", "timeout", "reset", "protocol", "check", "extract"]

    static let auth = Section(
        "in auth", ["bearer", "basic"], holdsSecrets: true, bare: BareValue("{ bearer: \"${token}\" }"),
        otherNames: ["token": "bearer"])
    static let basic = Section(
        "in auth.basic", ["user", "password"], holdsSecrets: true,
        bare: BareValue("{ user: \"${participant.email}\", password: \"${participant.password}\" }"))
    static let extraction = Section(
        "in an extraction", ["json", "html", "header", "cookie", "regex", "default", "path", "host"],
        bare: BareValue("{ json: /data/id }"),
        otherNames: [
            "xpath": "html", "css": "html", "selector": "html", "regexp": "regex", "pattern": "regex",
            "jsonpath": "json", "pointer": "json",
        ])
    static let fileBody = Section("in body", ["file"], bare: BareValue("{ file: payload.json }"))
    static let part = Section(
        "in a part of multipart", ["text", "file", "filename", "type"], bare: BareValue("{ file: essay.pdf }"))

    /// Values of the language, in lower case.
    private static let values = [
        "at-once", "stand-in", "uniform", "poisson", "front-loaded", "password", "client-credentials", "refresh",
        "user",
        "moderator", "host", "participant", "lesson", "webinar", "create", "existing", "auto", "off", "required",
        "true", "false", "null",
        "journey", "failures", "rate", "spread", "admission", "healthy", "fragile", "unlimited",
    ]

    /// The keys whose value is a mapping.
    static let mappings: Set<String> = [
        "target", "stand-in", "tls", "resolve", "platform", "client", "host", "space", "room", "create", "participants",
        "crowds", "arrival", "limits", "outputs", "webhooks", "release", "retry", "auth", "basic", "extract", "headers",
        "query",
        "form",
        "json",
        "multipart",
        "token", "generate-access", "enter-room", "leave-room",
    ]

    /// Every word that a rendered scenario may need, in lower case.
    static let words: Set<String> = {
        let sections = [
            scenario, crowd(""), target, standIn, tls, clientCertificate, platform, client, host, space, newSpace, room,
            newRoom,
            participants,
            data, arrival, stage, limits, outputs, webhooks, release, retry, auth, basic, extraction, fileBody, part,
        ]
        let steps = StepVerb.allCases.map { $0.section }
        return Set((sections + steps).flatMap(\.keys) + verbs + values)
    }()
}
