// The arguments of `turnout merge`.
import ArgumentParser

struct MergeArguments: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Join the shards of a run, and judge the whole.",
        usage: "turnout merge [<options>] <run> ... --out <directory>",
        discussion: """
            Examples:
              turnout merge shared/shard-* --out shared/merged
              turnout merge shared/shard-1 shared/shard-3 --out partial --allow-missing

            The shards are those of `turnout run --shard`, in any order. The result is a run directory like any other. The \
            exit code is that of the whole run: 97 also if a shard is missing, 1 also if the end of one is. \
            docs/shards.md has more.
            """)

    @Argument(help: ArgumentHelp("The run directories of the shards.", valueName: "run"))
    var runs: [String]

    @Option(help: ArgumentHelp("The run directory to write; it must be empty or not exist.", valueName: "directory"))
    var out: String

    @Flag(help: "Merge although shards are missing. The result is invalid.")
    var allowMissing = false

    @Flag(help: "Print summary.json to standard output and everything else to standard error.")
    var json = false

    @OptionGroup(title: "Other formats")
    var files: OutputFileArguments

    @OptionGroup
    var output: OutputArguments

    func validate() throws {
        guard !out.isEmpty else {
            throw ValidationError("The value '' is invalid for '--out <directory>': name a directory.")
        }
        if json, let dash = files.given.first(where: { $0.path == RequestedOutputs.dash }) {
            throw ValidationError("'--json' and '\(dash.option) -' cannot both use standard output.")
        }
    }
}
