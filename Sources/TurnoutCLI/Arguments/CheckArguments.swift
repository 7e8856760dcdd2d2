// `turnout check`, as typed.
import ArgumentParser

struct CheckArguments: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Loads a scenario, prints what would be done, and sends nothing.",
        usage: "turnout check [<options>] <scenario|url>",
        discussion: """
            Example:
              turnout check scenarios/simultaneous-login.yaml --participants 2000

            A wrong scenario ends with exit code 64 and all its errors, each with file, line and column.
            """)

    @Argument(help: ArgumentHelp("The scenario's file, or an address.", valueName: "scenario|url"))
    var scenario: String

    @OptionGroup(title: "What is run")
    var changes: ScenarioArguments

    @OptionGroup
    var output: OutputArguments
}
