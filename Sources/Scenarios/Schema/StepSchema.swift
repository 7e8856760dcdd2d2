// The schema of steps: `journey`, `setup` and `teardown`.
import PlatformContract

/// Steps and their options.
enum StepSchema {
    static var sections: [ObjectSchema] {
        StepVerb.allCases.map { options(of: $0) } + [release, retry, auth, basic, extraction, fileBody, part]
    }

    /// A list of steps that participants walk.
    static var journey: JSONTree {
        let alone = StepVerb.allCases.filter { $0 != .request && $0 != .pause }.map { JSONTree.text($0.rawValue) }
        let steps: [JSONTree] = [["enum": .list(alone)]] + StepVerb.allCases.map { step($0) }
        return list(of: steps)
    }

    /// A list of steps that the host walks: without what is about participants.
    static var hostSteps: JSONTree {
        list(of: [StepVerb.request, .pause].map { step($0, without: ["release", "when", "enters"]) })
    }

    private static func list(of forms: [JSONTree]) -> JSONTree {
        SchemaForm.list(SchemaForm.anyOf(forms + [included])).with("minItems", 1).with("maxItems", 1000)
    }

    /// A list of steps from another file.
    private static let included: JSONTree = [
        "type": "object", "required": ["include"], "additionalProperties": false,
        "properties": [
            "include": SchemaForm.oneOrMany(SchemaForm.identifier).with([
                "description": "A file with a list of steps, which stand here, or several.",
                "examples": ["steps/log-in.yaml"],
            ])
        ],
    ]

    /// One kind of step: its word with options within or beside.
    private static func step(_ verb: StepVerb, without: Set<String> = []) -> JSONTree {
        let known = options(of: verb)
        let options = ObjectSchema(known.section, rules: known.rules, without: without, known.keys)
        let (argument, meaning, examples) = argument(of: verb, options)
        let shown: JSONTree = ["description": .text(meaning), "examples": .list(examples)]
        let word = JSONTree.Member(name: verb.rawValue, value: shown.with(argument))
        let tree: JSONTree = [
            "type": "object", "required": [.text(verb.rawValue)], "properties": .object([word] + options.properties),
            "additionalProperties": false,
        ]
        return verb == .pause ? tree.with(mean) : tree.with(options.rules)
    }

    /// A pause needs its length, within or beside.
    private static let mean: JSONTree = [
        "anyOf": [
            ["properties": ["pause": ["type": "string"]]],
            ["properties": ["pause": ["allOf": [["type": "object"], SchemaForm.present("mean")]]]],
            SchemaForm.present("mean"),
        ]
    ]

    private static func argument(
        of verb: StepVerb, _ options: ObjectSchema
    ) -> (form: JSONTree, meaning: String, examples: [JSONTree]) {
        let mapping = SchemaForm.orNothing(options.tree)
        return switch verb {
        case .token: (mapping, "Obtains a token.", [["grant": "password"]])
        case .generateAccess: (mapping, "Requests an access link to the room.", [["role": "user", "as": "host"]])
        case .enterRoom: (mapping, "Opens the access link and joins the room.", [["open-only": true]])
        case .leaveRoom: (mapping, "Leaves the room.", [nil])
        case .pause:
            (
                SchemaForm.anyOf([pauseLength, mapping]),
                "Does nothing for a while: always as long, a random time between two, or exponentially distributed.",
                ["30s", "5s..20s", ["mean": "10s", "distribution": "exponential"]]
            )
        case .request:
            (
                SchemaText.request, "Makes one request: a method and a URL.",
                ["GET https://lms.example/login", "POST ${target.site}/login"]
            )
        }
    }

    private static let pauseLength: JSONTree = {
        let length = SchemaForm.durationForm
        return SchemaForm.pattern(#"^\s*((?=[^1-9]*[1-9])\#(length)|\#(length)\s*\.\.\s*\#(length))\s*$"#)
    }()

    /// The options of a kind of step.
    static func options(of verb: StepVerb) -> ObjectSchema {
        let own: [String: SchemaKey] =
            switch verb {
            case .token: token
            case .generateAccess: access
            case .enterRoom: entry
            case .leaveRoom: [:]
            case .pause: pause
            case .request: request
            }
        let rules: JSONTree =
            verb == .request ? SchemaForm.atMostOne(of: ["json", "form", "multipart", "body"]) : [:]
        return ObjectSchema(verb.section, rules: rules, own.merging(common) { own, _ in own })
    }

    // MARK: Options of all steps

    private static let common: [String: SchemaKey] = [
        "name": SchemaKey(
            SchemaForm.shown, "The step's name in reports and thresholds. Default: its word, numbered.", "log in"),
        "release": SchemaKey(
            SchemaForm.anyOf([SchemaForm.truth, release.tree]),
            "A gate before the step: all wait there and go at the same instant.", true,
            ["quorum": "95%", "timeout": "30s"]),
        "when": SchemaKey(
            SchemaText.condition, "Only whoever fulfils this condition takes the step.",
            "${participant.role} == moderator"),
        "timeout": SchemaKey(SchemaForm.duration, "The time limit of each request. Default: 30s.", "10s"),
        "retry": SchemaKey(
            SchemaForm.anyOf([SchemaForm.whole(1...100), retry.tree]), "Whether and how failures are tried again.", 3,
            ["attempts": 3, "for": [429, 503, "connect"], "backoff": "1s"]),
        "check": SchemaKey(
            SchemaForm.oneOrMany(SchemaText.check), "What must hold of the response.",
            ["status == 200", #"body contains "My courses""#, "cookie session exists"]),
    ]

    static let release = ObjectSchema(
        Vocabulary.release,
        [
            "quorum": SchemaKey(SchemaForm.share, "The gate opens when this share waits. Default: 100%.", "95%"),
            "timeout": SchemaKey(SchemaForm.duration, "It opens after this time at the latest.", "30s"),
            "gate": SchemaKey(SchemaForm.shown, "Steps with the same name share one gate.", "doors"),
            "tight": SchemaKey(
                SchemaForm.truth,
                "Whether an event loop prepares all first requests before it sends one: a little smaller spread.", true),
            "primed": SchemaKey(
                SchemaForm.truth,
                "Whether all but the last byte of the first request goes out before the release.", true),
            "hold": SchemaKey(
                SchemaForm.duration, "How long a primed release waits for all to be primed. Default: 15s.", "15s"),
        ])

    private static let trigger: JSONTree = SchemaForm.anyOf([
        SchemaForm.whole(100...599), SchemaForm.word(Vocabulary.retryKinds),
    ])

    static let retry = ObjectSchema(
        Vocabulary.retry, rules: SchemaForm.atMostOne(of: ["backoff", "interval"]),
        [
            "attempts": SchemaKey(SchemaForm.whole(1...100), "The most attempts, the first included. Default: 3.", 3),
            "for": SchemaKey(
                SchemaForm.oneOrMany(trigger), "Statuses and kinds of failure. Default: 429, 503, connect.",
                [429, 503, "connect"]),
            "backoff": SchemaKey(
                SchemaForm.duration, "The wait before the second attempt, doubled for each later one. Default: 1s.",
                "1s"),
            "interval": SchemaKey(SchemaForm.duration, "The same wait before each attempt, in place of backoff.", "5s"),
            "honour-retry-after": SchemaKey(
                SchemaForm.truth, "Whether a Retry-After of the server is waited for. Default: true.", true),
        ])

    // MARK: Steps of the platform

    private static let token: [String: SchemaKey] = [
        "grant": SchemaKey(SchemaForm.word(TokenPlan.Grant.self), "The grant type. Default: password.", "password"),
        "username": SchemaKey(SchemaForm.text, "email, name, or a text. Default: email.", "email"),
        "password": SchemaKey(
            SchemaForm.text, "The password. Default: the participant's.", "${participant.password}"),
    ]

    private static let access: [String: SchemaKey] = [
        "as": SchemaKey(
            SchemaForm.word(AccessPlan.Granter.self), "Whose token grants access. Default: host.", "host"),
        "role": SchemaKey(SchemaForm.word(Role.self), "The role. Default: the participant's own.", "user"),
        "ttl": SchemaKey(
            SchemaForm.anyOf([SchemaForm.duration, SchemaForm.whole(1...3_600_000)]),
            "How long the link is valid: a duration, or a number of seconds.", "1h"),
        "permanent": SchemaKey(SchemaForm.truth, "Whether the link can be opened again.", true),
        "external-user-id": SchemaKey(
            SchemaForm.text, "The integrator's id of the person.", "${participant.externalUserId}"),
        "space": SchemaKey(SchemaForm.text, "The space. Default: that of the scenario.", "${platform.spaceId}"),
        "room": SchemaKey(SchemaForm.text, "The room. Default: that of the scenario.", "${platform.roomId}"),
    ]

    private static let redirects = SchemaForm.anyOf([SchemaForm.truth, SchemaForm.whole(0...100)])

    private static let entry: [String: SchemaKey] = [
        "link": SchemaKey(
            SchemaForm.address, "The link. Default: that of the last generate-access.", "${room}"),
        "open-only": SchemaKey(SchemaForm.truth, "Whether to open only the room page. Default: false.", true),
        "follow": SchemaKey(redirects, "How many redirects to follow, false for none. Default: 20.", 5),
        "identify": SchemaKey(
            SchemaForm.word(EntryPlan.Identification.self),
            "By which cookies: those that the page sets, or the link's own token. Default: page.", "page"),
    ]

    private static let pause: [String: SchemaKey] = [
        "mean": SchemaKey(SchemaForm.duration, "The mean of an exponentially distributed pause.", "10s"),
        "distribution": SchemaKey(SchemaForm.word(["exponential"]), "How the pause is distributed.", "exponential"),
    ]

    // MARK: Requests

    private static let fieldValue = SchemaForm.anyOf([
        SchemaForm.text, ["type": "null"], SchemaForm.list(SchemaForm.text),
    ])

    /// Names with values, in a mapping or in a list of mappings.
    static let fields = SchemaForm.anyOf([
        SchemaForm.mapping(of: fieldValue), SchemaForm.list(SchemaForm.definition("fields")),
    ])

    private static let headerName =
        #"^(?!([Cc][Oo][Nn][Tt][Ee][Nn][Tt]-[Ll][Ee][Nn][Gg][Tt][Hh]|[Tt][Rr][Aa][Nn][Ss][Ff][Ee][Rr]-[Ee][Nn][Cc][Oo][Dd][Ii][Nn][Gg]|[Cc][Oo][Nn][Nn][Ee][Cc][Tt][Ii][Oo][Nn])$)[-!#$%&'*+.^_`|~A-Za-z0-9]+$"#

    private static let headers: JSONTree = {
        let mapping = SchemaForm.mapping(of: fieldValue, keys: headerName)
        return SchemaForm.anyOf([mapping, SchemaForm.list(mapping)])
    }()

    private static let request: [String: SchemaKey] = [
        "json": SchemaKey([:], "A JSON body.", ["email": "${participant.email}"]),
        "form": SchemaKey(
            SchemaForm.definition("fields"), "The fields of a form as body.",
            ["email": "${participant.email}", "password": "${participant.password}", "csrf_token": "${csrf}"]),
        "multipart": SchemaKey(
            SchemaForm.mapping(of: SchemaForm.anyOf([SchemaForm.text, part.tree])).with("minProperties", 1),
            "A form with files as body.", ["title": "Essay", "file": ["file": "essay.pdf"]]),
        "body": SchemaKey(
            SchemaForm.anyOf([SchemaForm.text, fileBody.tree]), "A text or a file as body.", "<ping/>",
            ["file": "payload.xml"]),
        "headers": SchemaKey(headers, "Header lines.", ["Accept": "application/json"]),
        "query": SchemaKey(SchemaForm.definition("fields"), "Fields that are added to the URL.", ["page": 1]),
        "auth": SchemaKey(auth.tree, "The Authorization header.", ["bearer": "${token}"]),
        "http": SchemaKey(
            SchemaForm.word(TargetPlan.HTTPChoice.self, others: [1.1, 2]), "The version of HTTP for this request.",
            "1.1"),
        "follow": SchemaKey(redirects, "How many redirects to follow, false for none. Default: 20.", 5),
        "extract": SchemaKey(
            SchemaForm.mapping(
                of: SchemaForm.definition("extraction"),
                keys: "^(?!(env|participant|run|target|platform)$)[A-Za-z_-][A-Za-z0-9_-]*$"),
            "Names for values of the response, which later steps use as ${NAME}.",
            ["csrf": ["html": "//input[@name='csrf_token']/@value"]]),
        "enters": SchemaKey(
            SchemaForm.truth, "Whether whoever succeeds here has entered, which turnout counts.", true),
    ]

    static let auth = ObjectSchema(
        Vocabulary.auth, rules: SchemaForm.exactlyOne(of: ["bearer", "basic"]),
        [
            "bearer": SchemaKey(SchemaForm.text, "A token.", "${token}"),
            "basic": SchemaKey(basic.tree, "A name and a password."),
        ])

    static let basic = ObjectSchema(
        Vocabulary.basic, required: ["user", "password"],
        [
            "user": SchemaKey(SchemaForm.text, "The name.", "${participant.email}"),
            "password": SchemaKey(SchemaForm.text, "The password.", "${participant.password}"),
        ])

    static let extraction = ObjectSchema(
        Vocabulary.extraction, rules: SchemaForm.exactlyOne(of: ["json", "html", "header", "cookie", "regex"]),
        [
            "json": SchemaKey(
                SchemaForm.pattern(#"^(/([^~]|~[01])*)?$"#), "A JSON pointer (RFC 6901).", "/data/items/0/id"),
            "html": SchemaKey(
                SchemaForm.identifier, "An XPath expression on the page; names in it are lower-case.",
                "//input[@name='csrf_token']/@value"),
            "header": SchemaKey(SchemaForm.identifier, "The name of a header.", "Location"),
            "cookie": SchemaKey(SchemaForm.identifier, "The name of a cookie.", "session"),
            "regex": SchemaKey(
                SchemaForm.identifier, "A regular expression; its first group is the value.", "token=([a-z0-9]+)"),
            "default": SchemaKey(SchemaForm.text, "The value where there is none; without it the step fails.", ""),
            "path": SchemaKey(SchemaForm.identifier, "The cookie's path, where it has several.", "/"),
            "host": SchemaKey(SchemaForm.identifier, "The cookie's host, where it has several.", "lms.example"),
        ])

    static let fileBody = ObjectSchema(
        Vocabulary.fileBody, required: ["file"],
        ["file": SchemaKey(SchemaForm.identifier, "The file.", "payload.json")])

    static let part = ObjectSchema(
        Vocabulary.part, rules: SchemaForm.exactlyOne(of: ["text", "file"]),
        [
            "text": SchemaKey(SchemaForm.text, "The part's text.", "Essay"),
            "file": SchemaKey(SchemaForm.identifier, "The file that it is.", "essay.pdf"),
            "filename": SchemaKey(SchemaForm.identifier, "The file's name as the server sees it.", "essay.pdf"),
            "type": SchemaKey(SchemaForm.identifier, "Its media type.", "application/pdf"),
        ])
}
