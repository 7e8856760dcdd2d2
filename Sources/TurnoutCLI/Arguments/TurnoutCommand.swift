// The command line: verbs and their options, validated as far as possible without reading files.
import ArgumentParser

/// The version that is printed, sent and stored.
let turnoutVersion = "0.1.0"

/// The program itself; it does nothing without a verb.
struct TurnoutCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "turnout",
        abstract: "Load tests for the moment when everyone comes at once.",
        discussion: """
            Example: 500 people enter a room of the embedded stand-in, all at once
              turnout run scenarios/ready-room.yaml

            Exit codes: 0 passed; 99 a threshold failed; 98 a regression against the baseline; 97 the run is invalid, because Turnout and not the target was \
            the bottleneck; 1 the run could not be carried out; 64 bad usage or an invalid scenario; 130 interrupted.
            """,
        version: "turnout \(turnoutVersion)",
        subcommands: [
            RunArguments.self, CheckArguments.self, StandInArguments.self, ReportArguments.self,
            CompareArguments.self, PrepareArguments.self, TeardownArguments.self, WatchArguments.self,
            MergeArguments.self, CapacityArguments.self, InitArguments.self, SchemaArguments.self,
        ])
}
