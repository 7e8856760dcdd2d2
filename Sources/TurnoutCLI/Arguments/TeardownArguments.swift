// The arguments of `turnout teardown`.
import ArgumentParser

struct TeardownArguments: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "teardown",
        abstract: "Take back what `turnout prepare` has set up.",
        discussion: """
            Example:
              turnout teardown prepared.json

            Takes the steps of the scenario's own teardown, and then removes the file with its secrets. The scenario must be \
            where it was. If a step fails the file stays, and the command can be repeated.
            """)

    @Argument(help: ArgumentHelp("The file that `turnout prepare` has written.", valueName: "file"))
    var prepared: String

    @Flag(help: "Print no notices.")
    var quiet = false

    @OptionGroup
    var output: OutputArguments
}
