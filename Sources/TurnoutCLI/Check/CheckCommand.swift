// `turnout check`: what a run would do, without sending anything.
import Analysis
import Driver
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
        console.show(PlanLines(plan).lines)
        console.warn(plan.warnings)
        // A plan can be right and this machine too small for it: that is worth knowing before the day, but no error.
        let problems = Preflight.problems(
            plan: plan, origins: Machine.expectedOrigins(of: plan),
            threads: arguments.changes.threads ?? Machine.processors)
        for problem in problems {
            console.tell([StyledText("this machine has not enough ", .caution) + StyledText(problem.description)])
        }
        return .passed
    }
}
