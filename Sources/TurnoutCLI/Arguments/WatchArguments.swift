// The arguments of `turnout watch`.
import ArgumentParser

struct WatchArguments: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Show a run in progress, or all shards of one together.",
        discussion: """
            Examples:
              turnout watch /shared/monday
              turnout watch /shared/monday/shard-*
              turnout watch turnout-runs/2026-11-24T0900-login

            Reads the run files while they grow. A directory with shards, the --out of `turnout run --shard`, stands for all of \
            them, also for those that are still to come. Ends when all have ended, or with Ctrl-C, which ends no run. \
            docs/shards.md has more.
            """)

    @Argument(help: ArgumentHelp("Run directories, or the directory of a run's shards.", valueName: "directory"))
    var directories: [String]

    @OptionGroup
    var output: OutputArguments
}
