// The arguments of `turnout compare`, and those of a run that is compared with baselines.
import Analysis
import ArgumentParser

struct CompareArguments: ParsableCommand {
    /// The formats of a comparison.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case terminal
        case json
        case markdown
    }

    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare a run with one or several earlier ones.",
        usage: "turnout compare [<options>] <run> ...",
        discussion: """
            Examples:
              turnout compare turnout-runs/monday turnout-runs/friday
              turnout compare base-1 base-2 base-3 new --format markdown

            The last run is the new one. With fewer than three baselines a regression must exceed --tolerance and what \
            chance within the storms explains; from three on the variation between the baselines decides. Exit code 98 on a \
            regression; docs/comparing.md says when each verdict is given.
            """)

    @Argument(help: ArgumentHelp("The baselines' run directories, then the new run's.", valueName: "run"))
    var runs: [String]

    @OptionGroup
    var judging: ComparisonArguments

    @Option(help: ArgumentHelp("terminal, json or markdown (default: terminal).", valueName: "format"))
    var format: Format?

    @Flag(help: "Print the comparison as JSON to standard output and everything else to standard error.")
    var json = false

    @OptionGroup
    var output: OutputArguments

    func validate() throws {
        if json, let format, format != .json {
            throw ValidationError("'--json' and '--format \(format.rawValue)' ask for different formats.")
        }
        guard runs.count < 2 else { return }
        throw ValidationError("Two runs or more are needed: the baselines, then the new run.")
    }
}

/// How runs are compared.
struct ComparisonArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What a difference must exceed with fewer than three baselines: a share of a time, a time, and points of turnout "
                + "and failures. What is left out keeps its default (default: '10% 5ms 2pt').", valueName: "tolerance"))
    var tolerance: ToleranceArgument?

    @Flag(help: "Compare runs that are invalid, incomplete or of different storms all the same, with a warning.")
    var force = false
}

/// The baselines of a run.
struct BaselineArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Compare the run with this earlier one; may be repeated. Exit code 98 on a regression.", valueName: "run"))
    var baseline: [String] = []

    @OptionGroup
    var judging: ComparisonArguments

    func validate() throws {
        guard baseline.isEmpty else { return }
        if judging.tolerance != nil { throw ValidationError("--tolerance needs a --baseline to compare with.") }
        if judging.force { throw ValidationError("--force needs a --baseline to compare with.") }
    }
}

/// A tolerance: up to one share (`10%`), one time (`5ms`, `0.5s`) and one number of points (`2pt`), apart by blanks or commas.
struct ToleranceArgument: ExpressibleByArgument {
    var tolerance = Summary.BaselineComparison.Tolerance()

    init?(argument: String) {
        var given: Set<String> = []
        for word in argument.split(whereSeparator: { $0 == " " || $0 == "," }) {
            guard let match = word.wholeMatch(of: /(\d{1,9}(?:\.\d{1,9})?)(%|ms|s|pt)/),
                let number = Double(match.output.1)
            else { return nil }
            let unit = match.output.2 == "s" ? "ms" : String(match.output.2)
            guard given.insert(unit).inserted else { return nil }
            switch match.output.2 {
            case "%": tolerance.share = number / 100
            case "ms": tolerance.milliseconds = number
            case "s": tolerance.milliseconds = number * 1000
            default: tolerance.turnoutPoints = number
            }
        }
        guard !given.isEmpty else { return nil }
    }
}
