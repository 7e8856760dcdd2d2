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
        // What the steps of teardown need is said by a run in shards: whether it was prepared is its own matter.
        if arguments.shards != nil { try ShardFolder.refuseObstacles(in: plan, tearsDown: false) }
        let preflight = Preflight(
            of: plan, origins: plan.expectedOrigins,
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
