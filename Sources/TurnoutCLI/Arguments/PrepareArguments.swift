// The arguments of `turnout prepare`.
import ArgumentParser

struct PrepareArguments: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prepare",
        abstract: "Carry out setup once, for several shards.",
        usage: "turnout prepare [<options>] <scenario> --out <file>",
        discussion: """
            Examples:
              turnout prepare login.yaml --shards 8 --out prepared.json --start-at +5m
              turnout run login.yaml --prepared prepared.json --shard 2/8 --out results
              turnout teardown prepared.json

            Makes or finds what the participants need: space, room, accounts, and what the scenario's own setup does. The \
            file tells the shards of it. It holds secrets, such as the host's token, and only its owner can read it. Give the \
            shards the same scenario and the same options. docs/shards.md has more.
            """)

    @Argument(help: ArgumentHelp("The scenario file.", valueName: "scenario"))
    var scenario: String

    @Option(help: ArgumentHelp("The file to write; it must not exist.", valueName: "file"))
    var out: String

    @OptionGroup(title: "Scenario options")
    var changes: ScenarioArguments

    @Option(
        help: ArgumentHelp(
            "T0 of the shards: a time such as 2026-11-24T09:00:00Z, or a delay from now such as +5m.",
            valueName: "time"),
        transform: StartArgument.parsed)
    var startAt: StartArgument?

    @Option(
        help: ArgumentHelp(
            "For a run of N shards: refuse a scenario that cannot be shared, and later any other number of shards.",
            valueName: "n"))
    var shards: ShardCount?

    @Flag(help: "Print no notices.")
    var quiet = false

    @OptionGroup
    var output: OutputArguments

    func validate() throws {
        guard !out.isEmpty else {
            throw ValidationError("The value '' is invalid for '--out <file>': name a file.")
        }
    }
}
