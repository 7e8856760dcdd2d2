// `turnout run`, as typed.
import ArgumentParser

struct RunArguments: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Runs a scenario, writes a run directory and prints the summary.",
        discussion: """
            Examples:
              turnout run scenarios/ready-room.yaml
              turnout run scenarios/staggered-login.yaml --set arrival.over=30s
              turnout run https://edu.staging.example/ --participants 500

            Against an address and without a scenario every participant requests that address once, all at the same \
            moment.
            """)

    @Argument(help: ArgumentHelp("The scenario's file, or an address.", valueName: "scenario|url"))
    var scenario: String

    @OptionGroup(title: "What is run")
    var changes: ScenarioArguments

    @Option(
        help: ArgumentHelp(
            "The run directory (default: turnout-runs/<UTC time>-<scenario>).", valueName: "directory"))
    var out: String?

    @Flag(help: "Prints summary.json on standard output and everything else on standard error.")
    var json = false

    @Flag(help: "Shows no progress.")
    var quiet = false

    @OptionGroup
    var output: OutputArguments
}
