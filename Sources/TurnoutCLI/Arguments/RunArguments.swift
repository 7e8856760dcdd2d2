// The arguments of `turnout run`.
import ArgumentParser

struct RunArguments: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a scenario, keep the results in a run directory and print a summary.",
        discussion: """
            Examples:
              turnout run scenarios/ready-room.yaml
              turnout run scenarios/staggered-login.yaml --set arrival.over=30s
              turnout run https://edu.staging.example/ --participants 500
              turnout run https://edu.staging.example/ --participants 500 \\
                --threshold 'p95(get) < 2s'
              turnout run my-site.yaml --junit results.xml --markdown summary.md
              turnout run scenarios/ready-room.yaml --baseline turnout-runs/monday
              turnout run my-site.yaml --debug
              turnout run my-site.yaml --shard 2/3 --out /shared/monday --start-at +60s

            With a URL instead of a scenario, every participant requests that URL once, all at the same moment. \
            Redirects are followed. The run passes if no request fails; --threshold replaces this rule.

            With --debug the first participant of each crowd walks alone, setup and teardown included. Every request and \
            answer is printed with its timings, secrets hidden, and as a curl command. Nothing is stored or judged; the \
            exit code is 0 if everyone got through and 99 if a step failed.

            Ctrl-C stops the run and prints what was measured. A second Ctrl-C quits immediately.
            """)

    @Argument(help: ArgumentHelp("The scenario file, or a URL.", valueName: "scenario|url"))
    var scenario: String

    @OptionGroup(title: "Scenario options")
    var changes: ScenarioArguments

    @Option(
        help: ArgumentHelp(
            "The run directory (default: turnout-runs/<UTC time>-<scenario>).", valueName: "directory"))
    var out: String?

    @OptionGroup(title: "Sharing a run")
    var sharing: ShardArguments

    @OptionGroup(title: "Comparison")
    var baselines: BaselineArguments

    @Flag(help: "Print summary.json to standard output and everything else to standard error.")
    var json = false

    @OptionGroup(title: "Other formats")
    var files: OutputFileArguments

    @Flag(help: "Print no progress and no notices.")
    var quiet = false

    @OptionGroup(title: "Observing the run")
    var observing: ObservingArguments

    @Flag(help: "Walk one participant of each crowd and print every request and answer, secrets hidden.")
    var debug = false

    @OptionGroup
    var output: OutputArguments

    func validate() throws {
        if json, let dash = files.given.first(where: { $0.path == RequestedOutputs.dash }) {
            throw ValidationError("'--json' and '\(dash.option) -' cannot both use standard output.")
        }
        guard debug else { return }
        func refuse(_ option: String, _ reason: String) -> ValidationError {
            ValidationError("\(option) cannot be used with --debug, which \(reason).")
        }
        if json { throw refuse("--json", "makes no summary") }
        if sharing.shard != nil { throw refuse("--shard", "walks alone") }
        if sharing.startAt != nil { throw refuse("--start-at", "starts at once") }
        if sharing.prepared != nil { throw refuse("--prepared", "sets up itself") }
        if out != nil { throw refuse("--out", "stores nothing") }
        if let file = files.given.first { throw refuse(file.option, "stores nothing") }
        if observing.metricsPort != nil { throw refuse("--metrics-port", "counts nothing") }
        if !changes.threshold.isEmpty { throw refuse("--threshold", "judges nothing") }
        if !baselines.baseline.isEmpty { throw refuse("--baseline", "judges nothing") }
        if changes.participants.contains(where: { $0.count != 1 || $0.crowd != nil }) {
            throw refuse("--participants", "walks one participant of each crowd")
        }
    }
}
