// The arguments of `turnout capacity`.
import ArgumentParser
import Scenarios

struct CapacityArguments: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capacity",
        abstract: "Find out how many can come at once: storms of growing size, until the thresholds no longer hold.",
        usage: "turnout capacity [<options>] <scenario|url>",
        discussion: """
            Examples:
              turnout capacity scenarios/capacity.yaml --from 20 --to 400
              turnout capacity webinar.yaml --from 50 --to 2000 --require 800
              turnout capacity webinar.yaml --from 50 --to 2000 --expected 800
              turnout capacity --resume turnout-runs/monday

            Each storm is a run with a directory of its own. Before each, Turnout waits until single journeys are as fast \
            as before the first. The answer names the capacity, where half of the storms pass, with its 95 % interval, and \
            the size to plan with, which passed each of at least three storms. Exit code 99 if --require is not met.

            With --expected, storms of that many follow, over shorter and longer windows: "800 at once do not hold; \
            800 over 40 s do."

            Ctrl-C ends the search with the answer so far; --resume goes on with it.
            """)

    @Argument(
        help: ArgumentHelp(
            "The scenario file, or a URL. With --resume the search's own, if it is left out.", valueName: "scenario|url"
        ))
    var scenario: String?

    @Option(help: ArgumentHelp("The size of the smallest storm.", valueName: "n"))
    var from: Int?

    @Option(help: ArgumentHelp("The size of the largest storm.", valueName: "n"))
    var to: Int?

    @Option(
        help: ArgumentHelp(
            "The size that is to hold: it, or more, must pass each of at least three storms. Exit code 99 if not.",
            valueName: "n"))
    var require: Int?

    @Option(
        help: ArgumentHelp(
            "A crowd that is expected: finds the shortest window over which it may arrive so that it gets in.",
            valueName: "n"))
    var expected: Int?

    @Option(
        help: ArgumentHelp(
            "The longest window that is tried for --expected (default: 10m, or half of the scenario's max-duration).",
            valueName: "duration"), transform: DurationArgument.init(parsing:))
    var maxWindow: DurationArgument?

    @Option(help: ArgumentHelp("The crowd that grows, if there are several.", valueName: "name"))
    var crowd: String?

    @Option(help: ArgumentHelp("The most storms (default: 40; 80 with --expected).", valueName: "n"))
    var maxStorms: Int?

    @Option(
        help: ArgumentHelp("Begin no storm after this time, for example 30m.", valueName: "duration"),
        transform: DurationArgument.init(parsing:))
    var maxDuration: DurationArgument?

    @Option(
        help: ArgumentHelp(
            "End a storm, and the search, when this holds, such as 'turnout < 50%'; may be repeated.",
            valueName: "condition"))
    var abortWhen: [String] = []

    @Option(
        help: ArgumentHelp(
            "The directory of the search (default: turnout-runs/<UTC time>-<scenario>-capacity).",
            valueName: "directory"))
    var out: String?

    @Option(help: ArgumentHelp("Go on with the search in this directory.", valueName: "directory"))
    var resume: String?

    @Flag(help: "Print capacity.json to standard output and everything else to standard error.")
    var json = false

    @Option(help: ArgumentHelp("Write the result as JUnit XML, one case.", valueName: "file"))
    var junit: String?

    @Option(help: ArgumentHelp("Write the result as Markdown.", valueName: "file"))
    var markdown: String?

    @Flag(help: "Print no progress.")
    var quiet = false

    @OptionGroup(title: "Scenario options")
    var changes: ScenarioArguments

    @OptionGroup
    var output: OutputArguments

    func validate() throws {
        for (option, value) in [
            ("from", from), ("to", to), ("require", require), ("expected", expected), ("max-storms", maxStorms),
        ] {
            if let value, !(1...1_000_000).contains(value) {
                throw ValidationError("The value '\(value)' is invalid for '--\(option) <n>': it must be 1 to 1000000.")
            }
        }
        if resume == nil {
            guard scenario != nil else { throw ValidationError("Missing expected argument '<scenario|url>'") }
            guard let from, let to else {
                throw ValidationError("--from and --to are needed: the smallest and the largest storm.")
            }
            if from > to { throw ValidationError("--from (\(from)) must not be larger than --to (\(to)).") }
            if let require, !(from...to).contains(require) {
                throw ValidationError("--require (\(require)) must lie between --from (\(from)) and --to (\(to)).")
            }
        } else {
            if from != nil || to != nil {
                throw ValidationError("--from and --to cannot be changed with --resume: the search has them already.")
            }
            if out != nil {
                throw ValidationError("--out cannot be used with --resume, which goes on in its directory.")
            }
            if changes.seed != nil {
                throw ValidationError("--seed cannot be changed with --resume: the search has one already.")
            }
        }
        if changes.participants.contains(where: { $0.crowd == nil || $0.crowd == crowd }) {
            throw ValidationError("--participants cannot set the size of the crowd that grows: use --from and --to.")
        }
        let printed = [json ? "--json" : nil, junit == "-" ? "--junit -" : nil, markdown == "-" ? "--markdown -" : nil]
            .compactMap { $0 }
        if printed.count > 1 {
            throw ValidationError("'\(printed[0])' and '\(printed[1])' cannot both use standard output.")
        }
    }
}

/// A duration on the command line: `90s`, `30m`.
struct DurationArgument {
    var seconds: Double

    /// - Throws: what a duration looks like.
    init(parsing text: String) throws {
        guard let duration = DurationText.parse(text), duration > .zero else {
            throw ValidationError("use a number with its unit, for example 90s, 30m or 1h30m.")
        }
        seconds = duration / .seconds(1)
    }
}
