// The schema of `arrival`: one form for each load model.

/// `arrival` and what is in it.
enum ArrivalSchema {
    static var sections: [ObjectSchema] { [arrival, stage] }

    /// `at-once`, or a mapping with the keys of one model.
    static var form: JSONTree {
        SchemaForm.anyOf([SchemaForm.word(["at-once"])] + models.map(model))
    }

    /// The keys of each model, the one that chooses it first, with those that it needs.
    private static let models: [(keys: [String], required: [String])] = [
        (["over", "curve"], ["over"]), (["rate", "for", "poisson"], ["rate", "for"]), (["stages"], ["stages"]),
        (["trace", "speed"], ["trace"]), (["looping", "for"], ["looping", "for"]),
    ]

    private static func model(_ keys: [String], _ required: [String]) -> JSONTree {
        let other = Set(arrival.section.keys).subtracting(keys)
        return ObjectSchema(arrival.section, required: required, without: other, arrival.keys).tree
    }

    static let arrival = ObjectSchema(
        Vocabulary.arrival,
        [
            "over": SchemaKey(SchemaForm.duration, "All come within this time.", "60s"),
            "curve": SchemaKey(
                SchemaForm.word(Arrival.Curve.self),
                "uniform, at equal intervals; poisson, at random; front-loaded, most of them early. Default: uniform.",
                "front-loaded"),
            "rate": SchemaKey(SchemaForm.rate, "How many come in a unit of time.", "50/s", "300/m"),
            "for": SchemaKey(SchemaForm.duration, "For how long they come.", "2m"),
            "poisson": SchemaKey(
                SchemaForm.truth, "Whether they come at random instead of at equal intervals. Default: false.", true),
            "stages": SchemaKey(
                SchemaForm.anyOf([stageForm, SchemaForm.list(stageForm).with("minItems", 1).with("maxItems", 100)]),
                "A rate that changes from stage to stage, beginning at 0.",
                [["to": "100/s", "for": "1m"], ["hold": "2m"]]),
            "trace": SchemaKey(
                SchemaForm.anyOf([
                    SchemaForm.identifier, SchemaForm.list(SchemaForm.durationOrZero).with("minItems", 1),
                ]), "A file with recorded joins, or a list of their times.", "joins.csv"),
            "speed": SchemaKey(
                SchemaForm.number(0.001...1000), "How many times faster than recorded. Default: 1.", 2),
            "looping": SchemaKey(
                SchemaForm.whole(1...Double(ParticipantsSection.most)),
                "How many are there at a time; whoever has ended is replaced by someone new.", 200),
        ])

    private static var stageForm: JSONTree {
        SchemaForm.anyOf([
            ObjectSchema(stage.section, required: ["to", "for"], without: ["hold"], stage.keys).tree,
            ObjectSchema(stage.section, required: ["hold"], without: ["to", "for"], stage.keys).tree,
        ])
    }

    static let stage = ObjectSchema(
        Vocabulary.stage,
        [
            "to": SchemaKey(SchemaForm.rateOrZero, "The rate at the end of the stage.", "100/s"),
            "for": SchemaKey(SchemaForm.duration, "How long the rate takes to get there.", "1m"),
            "hold": SchemaKey(SchemaForm.duration, "How long the rate stays as it is.", "2m"),
        ])
}
