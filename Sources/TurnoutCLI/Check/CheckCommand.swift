// `turnout check`: prints what a run would do, and sends nothing.
import Analysis
import Driver
import EventLoops
import Measuring
import Reporting
import Scenarios

/// Loads a scenario and prints its plan.
struct CheckCommand {
    var arguments: CheckArguments
    var environment: [String: String]
    var console: Console

    func run() throws(Problem) -> ExitCode {
        let plan = try PlanSource(
            scenario: arguments.scenario, changes: arguments.changes, environment: environment
        ).plan()
        var part = plan
        if let shards = arguments.shards {
            // Whether the steps of teardown are an obstacle depends on how the run is prepared.
            try ShardFolder.refuseObstacles(in: plan, tearsDown: false)
            // This machine has to be enough for the largest of them.
            part.shard = Shard(number: 1, of: shards.count)
        }
        let preflight = Preflight(
            of: part, origins: plan.expectedOrigins,
            threads: arguments.changes.threads ?? EventLoop.allowedProcessors, environment: environment)
        console.show(PlanLines(plan, preflight, changes: arguments.changes.changing).lines)
        console.warn(plan.warnings)
        // A valid plan may still be too large for this machine. That is worth knowing in advance, but it is not an
        // error.
        for words in (preflight.problem?.messages ?? []) + preflight.warnings {
            console.tell([StyledText("on this machine: ", .caution) + StyledText(words)])
        }
        return .passed
    }
}
