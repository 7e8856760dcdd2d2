import Foundation
import Synchronization
import Testing

// The schema against the vocabulary, and the texts of all other tests for those who hold it against the loader.
@testable import Scenarios

@Suite struct SchemaTests {
    @Test func `every key of the language has a form, a description and, where it is a value, an example`() {
        for section in ScenarioSchema.sections {
            for key in section.section.keys {
                let known = section.keys[key]
                #expect(known != nil, "\(key) \(section.section.place)")
                #expect(known?.description.hasSuffix(".") == true, "\(key) \(section.section.place)")
                let isMapping =
                    known?.form["properties"] != nil || known?.form["$ref"] != nil
                    || known?.form["additionalProperties"] != nil
                #expect(isMapping || known?.examples.isEmpty == false, "\(key) \(section.section.place)")
            }
        }
    }

    @Test func `every section of the vocabulary is in the schema`() {
        let places = Set(ScenarioSchema.sections.map(\.section.place))
        let sections = [
            Vocabulary.scenario, Vocabulary.crowd(""), Vocabulary.target, Vocabulary.standIn, Vocabulary.tls,
            Vocabulary.clientCertificate,
            Vocabulary.platform, Vocabulary.client, Vocabulary.host, Vocabulary.space, Vocabulary.newSpace,
            Vocabulary.room, Vocabulary.newRoom, Vocabulary.participants, Vocabulary.data, Vocabulary.arrival,
            Vocabulary.stage,
            Vocabulary.limits, Vocabulary.release, Vocabulary.retry, Vocabulary.auth, Vocabulary.basic,
            Vocabulary.extraction, Vocabulary.fileBody, Vocabulary.part,
        ]
        #expect(sections.allSatisfy { places.contains($0.place) })
        // Whatever the vocabulary gets besides is found by its words: each is a key in some section of the schema.
        let keys = Set(ScenarioSchema.sections.flatMap(\.section.keys))
        let words = Set((sections + StepVerb.allCases.map(\.section)).flatMap(\.keys))
        #expect(words.isSubset(of: keys))
    }

    @Test func `the schema is JSON in the order of the language`() throws {
        let text = ScenarioSchema.text
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(document["$schema"] as? String == "http://json-schema.org/draft-07/schema#")
        #expect(document["title"] as? String == "Turnout scenario")
        let properties = try #require(document["properties"] as? [String: Any])
        #expect(Set(properties.keys) == Set(Vocabulary.scenario.keys))
        let places = Vocabulary.scenario.keys.compactMap { text.firstRange(of: "\n    \"\($0)\": {")?.lowerBound }
        #expect(places.count == Vocabulary.scenario.keys.count && places == places.sorted())
        #expect(text.hasSuffix("}\n"))
        #expect(ScenarioSchema.text == text)
        try SchemaCorpus.keepSchema(text)
    }

    @Test func `a file of steps, which others include, is opened with the same schema`() throws {
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(ScenarioSchema.text.utf8)) as? [String: Any])
        #expect(document["type"] as? [String] == ["object", "array"])
        #expect((document["if"] as? [String: String]) == ["type": "array"])
        #expect((document["then"] as? [String: String]) == ["$ref": "#/definitions/journey"])
        // The validator of `make check-schema` reads these.
        SchemaCorpus.keep("- token:\n- request: GET https://lms.example/\n- pause: 1s\n", [])
        SchemaCorpus.keep("- include: [ a.yaml, b.yaml ]\n- include: c.yaml\n", [])
        let wrong = ScenarioError(
            file: "", place: .wholeFile, mistake: .wrongKind(path: "", found: "a mapping", expected: "a step"))
        SchemaCorpus.keep("- token: { grnt: password }\n", [wrong])
        SchemaCorpus.keep("[]\n", [wrong])
    }

    @Test func `all references have a definition`() {
        let definitions = Set(ScenarioSchema.definitions.names)
        for part in ScenarioSchema.text.split(separator: "\"#/definitions/").dropFirst() {
            #expect(definitions.contains(String(part.prefix { $0 != "\"" })))
        }
    }
}

/// The texts that tests load, with what the loader says, in the folder that TURNOUT_SCHEMA_CORPUS names: `make check-schema`
/// has a validator read them too.
enum SchemaCorpus {
    private static let folder = ProcessInfo.processInfo.environment["TURNOUT_SCHEMA_CORPUS"]
    private static let count = Atomic<Int>(0)

    static func keepSchema(_ text: String) throws {
        guard let folder else { return }
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/schema.json"))
    }

    /// Keeps a text and the errors that the loader found in it.
    static func keep(_ text: String, _ errors: [ScenarioError]) {
        guard let folder else { return }
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        // What is neither is not for a schema to tell: files, names, the order of steps.
        let kind = errors.isEmpty ? "good" : errors.contains { isOfShape($0.mistake) } ? "wrong" : "other"
        let headlines = errors.map { "# \($0.headline.replacing("\n", with: " "))\n" }.joined()
        try? Data((headlines + text).utf8).write(to: URL(fileURLWithPath: "\(folder)/\(kind)-\(number).yaml"))
    }

    private static func isOfShape(_ mistake: Mistake) -> Bool {
        switch mistake.kind {
        // YAML takes `007` and `1.000` for whole numbers, and a value from the environment is known to the loader alone.
        case "notWholeNumber":
            mistake.found.split(separator: "\"").last.map {
                !$0.contains("${") && !$0.allSatisfy { $0.isNumber || $0 == "." }
            } ?? true
        // Needed by steps of the platform alone.
        case "missingKey":
            !["\"api\" is missing in target", "\"target\" is missing at the top"].contains(mistake.found)
        // The order of arguments, which are names.
        case "thresholdSyntax": mistake.expected?.hasPrefix("the step first") != true
        default: shapes.contains(mistake.kind)
        }
    }

    /// Mistakes that a schema can tell.
    private static let shapes: Set<String> = [
        "unknownKey", "wrongKind", "languageVersion", "notBoolean", "notDuration", "notPositive",
        "notRate", "notNumber", "notShare", "unknownWord", "emptyText", "nearlyStandIn", "badResolveKey", "badPause",
        "badCheck", "thresholdMapping", "thresholdMetric", "thresholdOtherName", "thresholdBound", "relativeURL",
        "badValueName", "badPointer", "stepNotInSection", "optionNotInSection", "arrivalModels", "arrivalKey",
        "stageForm", "besideCrowds", "notOutputFile", "noCrowd", "crowdName",
        "missingDash", "emptyJourney", "badCondition",
        "badHeaderName", "headerOfTransport", "environmentWhereShown", "oneOf", "badStart",
    ]
}
