// What the host does before and after a run that others carry out.
import Addresses
import Driver
import EventLoops
import Measuring
import Runs
import Scenarios

/// Setup or teardown by itself.
struct HostWork {
    var plan: Plan
    var seed: UInt64
    var runID: String
    var environment: [String: String]
    var console: Console
    var isQuiet: Bool
    /// What is done, as progress shows it.
    var deed: String

    /// The plan of a scenario that can be prepared.
    /// - Throws: what is wrong with it; exit code 64.
    static func plan(
        _ scenario: String, _ changes: ScenarioArguments, _ environment: [String: String]
    ) throws(Problem) -> Plan {
        let plan = try PlanSource(scenario: scenario, changes: changes, environment: environment).plan()
        if case .standIn = plan.target.api {
            throw Problem(
                "the embedded stand-in cannot be prepared: it ends with the command that starts it",
                remedy: "Start `turnout stand-in`, and set target.api to its URL. Nothing was sent.", kind: .usage)
        }
        return plan
    }

    /// Calls `body` with a storm that carries out nothing else.
    /// - Returns: its result; nil if the user ended it.
    func perform<Value: Sendable>(
        _ body: @escaping @Sendable (Storm, [EventLoop]) async throws(Problem) -> Value?
    ) throws(Problem) -> Value? {
        try Loops.run(count: 1) { loops throws(Problem) in
            let time = TimeOfDay.now
            let watch = await RunWatch(
                style: isQuiet ? .silent : .plain, console: console, expected: 0, target: "", deed: "",
                begun: time.moment)
            watch.display.waits(for: deed)
            return try await watch.guarding { () throws(Problem) in
                try await RunTarget.serving(plan, seed: seed) { (origins) async throws(Problem) in
                    let run = RunPlan(
                        plan: plan, id: runID, seed: seed, version: turnoutVersion, startedAt: time.iso8601,
                        origin: time.moment, directory: "", environment: [:], processEnvironment: environment)
                    let storm = Storm(
                        plan: plan, origins: origins, metadata: run.metadata(origins), sink: NoSink(),
                        control: watch.control, progress: watch.progress, processEnvironment: environment,
                        notice: watch.display.notice)
                    let value = try await body(storm, loops)
                    if value == nil, case .aborted(let reason) = watch.control.reason {
                        throw Problem("setup ended: \(reason)", remedy: "Allow the run more time (max-duration).")
                    }
                    // What was done is done, although a signal came meanwhile.
                    return value
                }
            }
        }
    }
}
