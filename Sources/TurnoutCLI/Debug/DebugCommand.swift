// `turnout run --debug`: one participant of each crowd walks alone, and everything that is sent and answered is printed.
import Analysis
import Driver
import EventLoops
import Journeys
import Measuring
import Reporting
import Runs
import Scenarios
import Synchronization

/// Walks the first participant of each crowd of a scenario, and prints what happens. Stores and judges nothing.
struct DebugCommand {
    var arguments: RunArguments
    var environment: [String: String]
    var console: Console

    func run() throws(Problem) -> ExitCode {
        let source = PlanSource(scenario: arguments.scenario, changes: changes, environment: environment)
        var changed = try source.plan().forFirstOfEachCrowd
        changed.target.traceHeader = arguments.observing.tracing
        let plan = changed
        if !arguments.quiet { console.warn(plan.warnings) }
        return try Loops.run(count: 1) { loops throws(Problem) in
            let time = TimeOfDay.now
            let watch = await RunWatch(
                style: .silent, console: console, expected: plan.expected, target: "", deed: "", begun: time.moment)
            return try await watch.guarding { () throws(Problem) in
                try await walk(plan, at: time, watch, on: loops)
            }
        }
    }

    /// A URL needs no number of participants here, and a scenario has one of its own, which does not matter.
    private var changes: ScenarioArguments {
        var changes = arguments.changes
        let isURL = PlanSource(scenario: arguments.scenario, changes: changes, environment: [:]).isURL
        changes.participants = isURL ? [ParticipantCount(argument: "1")].compactMap { $0 } : []
        return changes
    }

    private func walk(
        _ plan: Plan, at time: TimeOfDay, _ watch: RunWatch, on loops: [EventLoop]
    ) async throws(Problem) -> ExitCode {
        let seed = plan.seed ?? .random(in: 0...UInt64(UInt32.max))
        let display = WalkDisplay(plan, console: console)
        let observer = WalkObserver(plan, secrets: knownSecrets(of: plan)) { display.show($0) }
        do throws(Problem) {
            try await RunTarget.serving(plan, seed: seed) { (origins) async throws(Problem) in
                let run = RunPlan(
                    plan: plan, id: RunID.random(), seed: seed, version: turnoutVersion, startedAt: time.iso8601,
                    origin: time.moment, directory: "", environment: [:], processEnvironment: environment)
                let storm = Storm(
                    plan: plan, origins: origins, metadata: run.metadata(origins), sink: NoSink(),
                    control: watch.control, progress: watch.progress, processEnvironment: environment,
                    observer: observer, notice: { notice($0) })
                for warning in try await storm.run(on: loops).warnings { notice(warning) }
            }
        } catch {
            throw concluding(error)
        }
        let isInterrupted = watch.control.reason != nil
        display.conclude(isInterrupted: isInterrupted)
        if isInterrupted { return .interrupted }
        return display.hasEveryoneCompleted ? .passed : .failed
    }

    private func notice(_ text: String) {
        if !arguments.quiet { console.tell([StyledText(text)]) }
    }

    /// A failure of setup suggests this command; here its answer was just printed.
    private func concluding(_ problem: Problem) -> Problem {
        var problem = problem
        if problem.remedy?.contains("run --debug") == true { problem.remedy = "The last answer above shows it." }
        return problem
    }

    /// The secrets that the user knows, by names that tell them: those from the environment by their variables.
    private func knownSecrets(of plan: Plan) -> SecretTable {
        let secrets = SecretTable()
        let file = arguments.changes.envFile.flatMap { try? EnvironmentFile.load($0) }
        let variables = (file?.variables ?? [:]).merging(environment) { _, own in own }
        for (name, value) in variables.sorted(by: { $0.key < $1.key }) where plan.secrets.contains(Secret(value)) {
            secrets.add(value, variable: name, meaning: "the environment variable")
        }
        guard let platform = plan.platform else { return secrets }
        secrets.add(platform.clientSecret.revealed, as: "client_secret", meaning: "platform.client.secret")
        if let host = platform.host {
            secrets.add(host.password.revealed, as: "host_password", meaning: "platform.host.password")
        }
        let others = [(platform.clientID, "client_id"), (platform.host?.email, "host_email")]
        for case (let secret?, let name) in others where plan.secrets.contains(secret) {
            secrets.add(secret.revealed, as: name, meaning: "the scenario's \(name)")
        }
        return secrets
    }
}

/// Prints a walk as it happens.
private final class WalkDisplay: Sendable {
    // A lock, because the loop prints, and at the end the main task.
    private let lines: Mutex<WalkLines>
    private let console: Console

    init(_ plan: Plan, console: Console) {
        lines = Mutex(WalkLines(plan, width: console.width))
        self.console = console
    }

    func show(_ event: WalkEvent) {
        let text = lines.withLock { $0.lines(for: event) }
        if !text.isEmpty { console.show(text) }
    }

    /// Prints how each participant fared.
    func conclude(isInterrupted: Bool) {
        console.show(lines.withLock { $0.conclusion(isInterrupted: isInterrupted) })
    }

    var hasEveryoneCompleted: Bool { lines.withLock { $0.hasEveryoneCompleted } }
}
