// The forms of values as JSON Schema has them. The loader reads texts, whatever type YAML gives them: `500`, `"500"` and
// `${env.COUNT}` are all whole numbers. In a schema `minimum` concerns numbers alone and `pattern` texts alone, so that one
// form says both.

/// JSON Schemas of values, which say what `LoadContext+Scalars` reads.
enum SchemaForm {
    /// A text with a value that is only known later.
    private static let reference = #"\$\{"#
    private static let digits = #"[0-9]+(\.[0-9]+)?"#
    /// A duration without surroundings.
    static let durationForm =
        #"(?=[0-9])(\#(digits)h)?(\#(digits)m)?(\#(digits)s)?(\#(digits)ms)?(\#(digits)us)?"#
    /// Digits of which one is not zero follow.
    private static let positive = "(?=[^1-9]*[1-9])"

    /// A text that YAML may take for a number or a truth.
    static let text: JSONTree = ["type": ["string", "number", "boolean"]]
    /// A text that is not empty.
    static let identifier = text.with("minLength", 1)
    /// A text that reports show: nothing from the environment.
    static let shown = text.with("pattern", #"^(?=[\s\S]*\S)(?:[^$]|\$\$\{|\$(?!\{))*$"#)
    static let duration = pattern(#"^\s*\#(positive)\#(durationForm)\s*$"#)
    static let durationOrZero = pattern(#"^\s*\#(durationForm)\s*$"#)
    static let share = pattern(#"^\s*\#(positive)0*(100(\.0+)?|[0-9]{1,2}(\.[0-9]+)?)\s*%\s*$"#)
    static let rate = pattern(#"^\s*\#(positive)\#(digits)/[smh]\s*$"#)
    static let rateOrZero = pattern(#"^\s*\#(digits)/[smh]\s*$"#)
    static let address = pattern(#"^\s*[Hh][Tt][Tt][Pp][Ss]?:"#)
    static let truth: JSONTree = [
        "type": ["boolean", "string"],
        "pattern": .text(#"^([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])$|\#(reference)"#),
    ]

    /// A text of a certain form, or one with a value that is only known later.
    static func pattern(_ form: String) -> JSONTree {
        ["type": "string", "pattern": .text("\(form)|\(reference)")]
    }

    /// A whole number.
    static func whole(_ range: ClosedRange<Double>) -> JSONTree {
        whole(from: range.lowerBound).with("maximum", .number(range.upperBound))
    }

    /// A whole number, as large as it likes.
    static func whole(from least: Double) -> JSONTree {
        [
            "type": ["integer", "string"], "minimum": .number(least),
            "pattern": .text(#"^(0|[1-9][0-9_]*)$|\#(reference)"#),
        ]
    }

    /// A number that may have a fraction.
    static func number(_ range: ClosedRange<Double>) -> JSONTree {
        [
            "type": ["number", "string"], "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound),
            "pattern": .text(#"^\#(digits)$|\#(reference)"#),
        ]
    }

    /// One of some words. `others` are what YAML may make of them.
    static func word(_ words: [String], others: [JSONTree] = []) -> JSONTree {
        anyOf([["enum": .list(words.map(JSONTree.text) + others)], ["type": "string", "pattern": .text(reference)]])
    }

    /// The words of an enumeration.
    static func word<Word: RawRepresentable & CaseIterable>(_ type: Word.Type, others: [JSONTree] = []) -> JSONTree
    where Word.RawValue == String { word(Word.allCases.map(\.rawValue), others: others) }

    /// A list; one of its items alone counts as a list of one.
    static func oneOrMany(_ item: JSONTree) -> JSONTree { anyOf([item, list(item)]) }

    static func list(_ item: JSONTree) -> JSONTree { ["type": "array", "items": item] }

    static func anyOf(_ forms: [JSONTree]) -> JSONTree { ["anyOf": .list(forms)] }

    /// The definition with that name.
    static func definition(_ name: String) -> JSONTree { ["$ref": .text("#/definitions/\(name)")] }

    /// A mapping whose keys are the author's.
    static func mapping(of value: JSONTree, keys pattern: String? = nil) -> JSONTree {
        var tree: JSONTree = ["type": "object", "additionalProperties": value]
        if let pattern { tree = tree.with("propertyNames", ["pattern": .text(pattern)]) }
        return tree
    }

    /// The same, or nothing: a key without a value counts as absent.
    static func orNothing(_ form: JSONTree) -> JSONTree {
        if case .list(let forms)? = form["anyOf"], form["$ref"] == nil {
            return form.with("anyOf", .list(forms + [["type": "null"]]))
        }
        switch form["type"] {
        case .text(let type)?: return form.with("type", [.text(type), "null"])
        case .list(let types)?: return form.with("type", .list(types + ["null"]))
        default: return anyOf([form, ["type": "null"]])
        }
    }

    /// That a key is there and has a value.
    static func present(_ key: String) -> JSONTree {
        .object([
            .init(name: "required", value: [.text(key)]),
            .init(
                name: "properties", value: .object([.init(name: key, value: ["not": ["type": "null"]])])),
        ])
    }

    /// That exactly one of some keys has a value.
    static func exactlyOne(of keys: [String]) -> JSONTree { ["oneOf": .list(keys.map(present))] }

    /// That at most one of some keys has a value.
    static func atMostOne(of keys: [String]) -> JSONTree {
        var pairs: [JSONTree] = []
        for (place, first) in keys.enumerated() {
            for second in keys[(place + 1)...] { pairs.append(["not": ["allOf": [present(first), present(second)]]]) }
        }
        return ["allOf": .list(pairs)]
    }
}

/// A key with its form, and what editors show about it.
struct SchemaKey: Sendable {
    let form: JSONTree
    let description: String
    let examples: [JSONTree]

    init(_ form: JSONTree, _ description: String, _ examples: JSONTree...) {
        self.form = form
        self.description = description
        self.examples = examples
    }

    /// Its schema. Beside `$ref` draft-07 ignores everything, so that a definition stands in a list of its own.
    func tree(isRequired: Bool) -> JSONTree {
        let value = isRequired ? form : SchemaForm.orNothing(form)
        var tree: JSONTree = ["description": .text(description)]
        tree = value["$ref"] == nil ? tree.with(value) : tree.with("allOf", [value])
        return examples.isEmpty ? tree : tree.with("examples", .list(examples))
    }
}

/// The schema of a section: the keys of the vocabulary, with the form of each.
struct ObjectSchema: Sendable {
    let section: Section
    let keys: [String: SchemaKey]
    let required: [String]
    /// Further conditions.
    let rules: JSONTree
    /// Keys of the section that have no place here.
    let without: Set<String>

    init(
        _ section: Section, required: [String] = [], rules: JSONTree = [:], without: Set<String> = [],
        _ keys: [String: SchemaKey]
    ) {
        self.section = section
        self.keys = keys
        self.required = required
        self.rules = rules
        self.without = without
    }

    /// The keys that can be written.
    var known: [String] { section.keys.filter { !without.contains($0) } }

    /// The properties, in the order of the vocabulary. What it does not have yet is left out.
    var properties: [JSONTree.Member] {
        known.compactMap { name in
            keys[name].map { JSONTree.Member(name: name, value: $0.tree(isRequired: required.contains(name))) }
        }
    }

    /// The schema.
    var tree: JSONTree {
        var tree: JSONTree = ["type": "object"]
        if !required.isEmpty { tree = tree.with("required", .list(required.map(JSONTree.text))) }
        return tree.with("properties", .object(properties)).with("additionalProperties", false).with(rules)
    }
}
