// `turnout report`, as typed.
import ArgumentParser

struct ReportArguments: ParsableCommand {
    /// What a kept run can be rendered as.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case terminal
        case json
    }

    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Renders a kept run again.",
        discussion: """
            Example:
              turnout report turnout-runs/20261124T091500Z-ready-room --format json

            A run whose process was killed can be reported too: up to its last half second everything is there.
            """)

    @Argument(help: ArgumentHelp("The run directory.", valueName: "run"))
    var run: String

    @Option(help: ArgumentHelp("terminal or json.", valueName: "format"))
    var format: Format = .terminal

    @OptionGroup
    var output: OutputArguments
}
