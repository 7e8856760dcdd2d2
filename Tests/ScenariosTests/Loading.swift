// What the language tests share: loading texts, and errors as lines.
import Scenarios
import Testing

/// A scenario without errors, into which tests put what they examine.
enum Sample {
    /// The whole scenario; each section can be replaced, and an empty one is omitted.
    static func scenario(
        target: String = "target: { api: stand-in }", platform: String = "",
        participants: String = "participants: { count: 10 }", arrival: String = "",
        journey: String = "journey: [ generate-access, enter-room ]", rest: String = ""
    ) -> String {
        (["turnout: 1", target, platform, participants, arrival, journey, rest].filter { !$0.isEmpty })
            .joined(separator: "\n") + "\n"
    }
}

/// Loads a text, without a file behind it.
func load(
    _ text: String, environment: [String: String] = [:], overrides: [Override] = [], file: String = "x.yaml"
) throws(ScenarioErrors) -> Plan {
    do throws(ScenarioErrors) {
        let plan = try ScenarioLoader(environment: environment, overrides: overrides).load(text: text, file: file)
        if overrides.isEmpty { SchemaCorpus.keep(text, []) }
        return plan
    } catch {
        if overrides.isEmpty { SchemaCorpus.keep(text, error.errors) }
        throw error
    }
}

/// The errors of a text in one line each, or none.
func errors(
    _ text: String, environment: [String: String] = [:], overrides: [Override] = [], file: String = "x.yaml"
) -> [String] {
    do {
        _ = try load(text, environment: environment, overrides: overrides, file: file)
        return []
    } catch {
        return error.errors.map(\.headline)
    }
}
