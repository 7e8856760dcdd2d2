// `turnout report`: the summary of a stored run.
import Analysis
import Measuring
import Reporting
import Runs

/// Prints a run from its run.sqlite: the same samples, added up by the same code, give the same figures.
struct ReportCommand {
    var arguments: ReportArguments
    var console: Console

    func run() throws(Problem) -> ExitCode {
        let results = try StoredRun(directory: directory).results
        let lines = TerminalSummary(results, directory: directory, width: console.width).lines
        if arguments.json { console.tell(lines, .result) }
        switch arguments.json ? .json : arguments.format {
        case .json:
            do throws(SummaryFormatError) {
                console.output.write(try results.summary.json, .result)
            } catch {
                throw Problem(error.message)
            }
        case .terminal: console.show(lines)
        }
        return .passed
    }

    /// The run directory, even if its run.sqlite was named.
    private var directory: String {
        guard arguments.run.hasSuffix("/run.sqlite") else { return arguments.run }
        return String(arguments.run.dropLast("/run.sqlite".count))
    }
}
