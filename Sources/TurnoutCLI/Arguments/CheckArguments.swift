// The arguments of `turnout check`.
import ArgumentParser

struct CheckArguments: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Load a scenario and print what it would do. Sends nothing.",
        usage: "turnout check [<options>] <scenario|url>",
        discussion: """
            Example:
              turnout check scenarios/simultaneous-login.yaml --participants 2000

            If the scenario is invalid, all its errors are printed with file, line and column, and the exit code is 64.
            """)

    @Argument(help: ArgumentHelp("The scenario file, or a URL.", valueName: "scenario|url"))
    var scenario: String

    @OptionGroup(title: "Scenario options")
    var changes: ScenarioArguments

    @Option(
        help: ArgumentHelp("Check also that N shards can share the run (docs/shards.md).", valueName: "n"))
    var shards: ShardCount?

    @OptionGroup
    var output: OutputArguments
}
