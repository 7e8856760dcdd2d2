// `turnout schema`: prints the JSON Schema of the scenario language.
import Analysis
import Scenarios

/// Prints the schema.
struct SchemaCommand {
    var console: Console

    func run() -> ExitCode {
        console.output.write(ScenarioSchema.text, .result)
        return .passed
    }
}
