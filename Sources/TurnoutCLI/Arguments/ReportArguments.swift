// The arguments of `turnout report`.
import ArgumentParser

struct ReportArguments: ParsableCommand {
    /// The formats of a report.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case terminal
        case json
    }

    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Print the summary of an earlier run again.",
        discussion: """
            Example:
              turnout report turnout-runs/20261124T091500Z-ready-room --format json

            This also works for a run that was killed: everything up to its last half second is there.
            """)

    @Argument(help: ArgumentHelp("The run directory.", valueName: "run"))
    var run: String

    @Option(help: ArgumentHelp("terminal or json.", valueName: "format"))
    var format: Format = .terminal

    @Flag(help: "Print summary.json to standard output and everything else to standard error.")
    var json = false

    @OptionGroup
    var output: OutputArguments
}
