// The arguments of `turnout report`.
import ArgumentParser

struct ReportArguments: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write the results of an earlier run again, in any format.",
        usage: "turnout report [<options>] <run>",
        discussion: """
            Examples:
              turnout report turnout-runs/20261124T091500Z-ready-room
              turnout report turnout-runs/monday --format html --out report.html
              turnout report turnout-runs/monday --format csv --out requests.csv
              turnout report turnout-runs/monday --junit results.xml --markdown summary.md

            The same run gives the same bytes, wherever it is reported. This also works for a run that was killed: \
            everything up to its last half second is there.
            """)

    @Argument(help: ArgumentHelp("The run directory.", valueName: "run"))
    var run: String

    @Option(
        help: ArgumentHelp(
            "\(OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")) (default: terminal).",
            valueName: "format"))
    var format: OutputFormat?

    @Option(help: ArgumentHelp("Write it to this file instead of standard output.", valueName: "file"))
    var out: String?

    @Flag(help: "Print summary.json to standard output and everything else to standard error.")
    var json = false

    @OptionGroup(title: "Other formats")
    var files: OutputFileArguments

    @OptionGroup
    var output: OutputArguments

    func validate() throws {
        if json, out != nil {
            throw ValidationError("'--json' prints to standard output; use '--format json --out <file>'.")
        }
        if json, let format, format != .json {
            throw ValidationError("'--json' and '--format \(format.rawValue)' ask for different formats.")
        }
        if out?.isEmpty == true {
            throw ValidationError("The value '' is invalid for '--out <file>': name a file, or - for standard output.")
        }
        guard let dash = files.given.first(where: { $0.path == RequestedOutputs.dash }) else { return }
        if json { throw ValidationError("'--json' and '\(dash.option) -' cannot both use standard output.") }
        if let format, format != .terminal, out == nil || out == RequestedOutputs.dash {
            throw ValidationError(
                "'--format \(format.rawValue)' and '\(dash.option) -' cannot both use standard output.")
        }
    }
}
