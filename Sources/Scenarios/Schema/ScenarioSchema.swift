// The JSON Schema of the scenario language, for editors: `turnout schema` prints it.
//
// The keys of each section come from `Vocabulary`; what is written here is the form and the meaning of each. A key that the
// vocabulary has and this does not fails a test, and so does a scenario that only one of the loader and the schema accepts.

/// The schema of a scenario file, in JSON Schema draft-07, which the YAML servers of editors read.
package enum ScenarioSchema {
    /// The schema as a JSON document.
    package static var text: String { document.written() + "\n" }

    /// The schema.
    static var document: JSONTree {
        let head: JSONTree = [
            "$schema": "http://json-schema.org/draft-07/schema#", "$id": "urn:turnout:schema:scenario:1",
            "title": "Turnout scenario",
            "description":
                "A load test of a simultaneous login: where the traffic goes, who takes part, how they arrive, what each of them does, and how the run is judged.",
        ]
        // A list is a file of steps that `include` names: editors open it with the same schema.
        let root = scenario.tree.with("type", ["object", "array"]).with([
            "if": ["type": "array"], "then": SchemaForm.definition("journey"), "else": scenario.rules,
        ])
        return head.with(root).with("definitions", definitions)
    }

    /// What is used in more than one place.
    static var definitions: JSONTree {
        [
            "participants": participants.tree, "arrival": ArrivalSchema.form, "journey": StepSchema.journey,
            "hostSteps": StepSchema.hostSteps, "extraction": StepSchema.extraction.tree, "fields": StepSchema.fields,
        ]
    }

    /// All sections, for the test that compares them with the vocabulary.
    static var sections: [ObjectSchema] {
        [scenario, participants, data, crowd, limits, outputs, EventSchema.webhooks] + TargetSchema.sections
            + PlatformSchema.sections
            + ArrivalSchema.sections + StepSchema.sections
    }

    /// How many come must be said, unless the arrival tells.
    private static let size: JSONTree = [
        "if": [
            "required": ["arrival"],
            "properties": [
                "arrival": [
                    "type": "object",
                    "anyOf": .list(["rate", "stages", "trace", "looping"].map { ["required": [.text($0)]] }),
                ]
            ],
        ],
        "else": SchemaForm.present("participants").with("properties", ["participants": counted]),
    ]

    /// Participants of whom it is said how many they are: by a number, or by a file each row of which is used once.
    private static let counted: JSONTree = [
        "type": "object",
        "anyOf": [
            SchemaForm.present("count"),
            SchemaForm.present("data").with(
                "properties", ["data": ["properties": ["order": ["not": ["enum": ["sequential", "random"]]]]]]),
        ],
    ]

    static let scenario = ObjectSchema(
        Vocabulary.scenario, required: ["turnout"],
        rules: [
            "if": SchemaForm.present("crowds"),
            "then": [
                "not": ["anyOf": .list(["participants", "arrival", "journey"].map(SchemaForm.present))]
            ],
            "else": ["allOf": [SchemaForm.present("journey"), size]],
        ],
        [
            "turnout": SchemaKey(["enum": [1, "1"]], "The version of the language: 1.", 1),
            "name": SchemaKey(
                SchemaForm.shown, "The name in reports, also of a new space and room. Default: the file's name.",
                "Simultaneous login"),
            "description": SchemaKey(
                SchemaForm.shown, "What the scenario is for.", "500 learners open the webinar at the same moment."),
            "target": SchemaKey(TargetSchema.target.tree, "Where the traffic goes."),
            "platform": SchemaKey(
                PlatformSchema.platform.tree,
                "The platform's client, host, space and room. Not needed with the stand-in, or without platform steps."),
            "setup": SchemaKey(
                SchemaForm.definition("hostSteps"),
                "Requests and pauses that run once before the journeys, as the host."),
            "participants": SchemaKey(SchemaForm.definition("participants"), "Who takes part."),
            "arrival": SchemaKey(
                SchemaForm.definition("arrival"), "How participants come. Default: all at once.", "at-once"),
            "journey": SchemaKey(SchemaForm.definition("journey"), "What each participant does, in order."),
            "crowds": SchemaKey(
                SchemaForm.mapping(
                    of: crowd.tree,
                    // One word; neither a step's, nor one that thresholds use for something else.
                    keys: #"^(?!(journey|release|status|participants)$)[^\W\d_][\w-]{0,59}$"#
                ).with("minProperties", 1).with("maxProperties", 100),
                "Several groups of participants, each with its own arrival and journey, instead of these keys at the top."
            ),
            "teardown": SchemaKey(
                SchemaForm.definition("hostSteps"), "Requests and pauses that run once after the journeys, as the host."
            ),
            "thresholds": SchemaKey(
                SchemaForm.oneOrMany(SchemaText.threshold), "Conditions on the results, by which the run is judged.",
                ["turnout >= 99.5%", "p95(enter-room) < 800ms"], ["failures == 0", "admission(99%) < 10s"]),
            "limits": SchemaKey(limits.tree, "When the run is aborted."),
            "seed": SchemaKey(
                SchemaForm.whole(from: 0), "The seed of all random choices. Default: a new one.",
                42),
            "outputs": SchemaKey(
                outputs.tree,
                "Files to write beside the run's measurements. Paths are relative to the working directory.",
                ["junit": "results.xml"]),
            "record": SchemaKey(
                EventSchema.mode,
                "Whether the host records the event: false, auto (or true), required. Default: false.", true),
            "webhooks": SchemaKey(
                SchemaForm.anyOf([EventSchema.mode, EventSchema.webhooks.tree]),
                "Whether the host receives the platform's webhooks: false, auto (or true), required, or a mapping. Default: false.",
                true, ["listen": "0.0.0.0:8080", "url": "https://rehearsal.example/hooks"]),
            "attendance": SchemaKey(
                EventSchema.mode,
                "Whether attendance is compared with the platform's own report: off, auto (or true), required. Default: auto.",
                "required"),
            "include": SchemaKey(
                SchemaForm.oneOrMany(SchemaForm.identifier), "Files with shared parts.", "shared/target.yaml"),
        ])

    static let participants = ObjectSchema(
        Vocabulary.participants,
        [
            "count": SchemaKey(
                SchemaForm.whole(1...Double(ParticipantsSection.most)),
                "How many are expected. Left out where the arrival tells.", 500),
            "data": SchemaKey(data.tree, "People from a file."),
            "accounts": SchemaKey(
                SchemaForm.word(ParticipantsPlan.Accounts.self),
                "existing, or create: setup registers those that do not exist yet. Default: existing.", "create"),
            "cookies": SchemaKey(
                SchemaForm.truth, "false: stores no cookies, as a browser that refuses them. Default: true.", false),
            "moderators": SchemaKey(
                SchemaForm.whole(0...Double(ParticipantsSection.most)),
                "How many of them, from the first on, get the role moderator. Default: 0.", 1),
        ])

    static let data = ObjectSchema(
        Vocabulary.data, required: ["csv"],
        [
            "csv": SchemaKey(
                SchemaForm.identifier,
                "A CSV file with a row for each participant; its columns are ${participant.COLUMN}.",
                "people.csv"),
            "order": SchemaKey(
                SchemaForm.word(ParticipantData.Order.self),
                "unique, each row once; sequential, from the first again after the last; random. Default: unique.",
                "sequential"),
        ])

    static let crowd = ObjectSchema(
        Vocabulary.crowd(""), rules: ["allOf": [SchemaForm.present("journey"), size]],
        [
            "participants": SchemaKey(SchemaForm.definition("participants"), "Who is in the crowd."),
            "arrival": SchemaKey(
                SchemaForm.definition("arrival"), "How they come. Default: all at once.", "at-once"),
            "start": SchemaKey(
                SchemaForm.pattern(
                    #"^\s*((?=[^1-9]*[1-9])\#(SchemaForm.durationForm)|after\s+[^\W\d_][\w-]*)\s*$"#),
                "When they may come: a time after the journeys begin, or `after` another crowd.", "30s", "after hosts"),
            "journey": SchemaKey(SchemaForm.definition("journey"), "What each of them does, in order."),
        ])

    static let limits = ObjectSchema(
        Vocabulary.limits,
        [
            "max-duration": SchemaKey(
                SchemaForm.duration, "The run is aborted after this time, setup included.", "5m"),
            "abort-when": SchemaKey(
                SchemaForm.oneOrMany(SchemaText.threshold),
                "The run is aborted as soon as this can no longer be otherwise.", "turnout < 50%"),
            "max-requests": SchemaKey(
                SchemaForm.whole(1...1_000_000_000_000), "The run is aborted after this many requests.", 100_000),
        ])

    static let outputs = ObjectSchema(
        Vocabulary.outputs,
        [
            "html": SchemaKey(
                SchemaForm.truth, "Whether the run directory gets a report.html. Default: true.", false),
            "junit": outputFile(.junit, "JUnit XML: a test case for each threshold and each step."),
            "markdown": outputFile(.markdown, "A job summary in Markdown."),
            "csv": outputFile(.csv, "Comma-separated values, a row for each request."),
            "hlog": outputFile(.hlog, "An HdrHistogram log with each step's times."),
        ])

    private static func outputFile(_ kind: OutputKind, _ description: String) -> SchemaKey {
        SchemaKey(
            ["type": "string", "pattern": #"^(?!(-|[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])$)[\s\S]"#], description,
            .text(kind.example))
    }
}
