// `turnout run`: from a scenario to a verdict.
import Addresses
import Analysis
import Driver
import EventLoops
import Glibc
import Measuring
import Reporting
import RunStore
import Runs
import Scenarios
import UnixSignals

/// Runs a scenario.
///
/// Checks are ordered by cost: the options, the scenario, the machine's resources, the run directory, the stand-in, and
/// only then the first request.
struct RunCommand {
    var arguments: RunArguments
    var environment: [String: String]
    var console: Console

    func run() throws(Problem) -> ExitCode {
        // `summary.json` is readable by its owner only, like the run file, also in a directory that existed before.
        let mask = umask(0o077)
        var changed = try PlanSource(
            scenario: arguments.scenario, changes: arguments.changes, environment: environment
        ).plan()
        changed.target.traceHeader = arguments.observing.tracing
        changed.shard = arguments.sharing.shard?.shard
        let folder = try ShardFolder(arguments, for: changed)
        try arguments.sharing.checkClock()
        let prepared = try self.prepared
        // The platform's report is about everybody, and no shard knows when all of them have left.
        if folder != nil { changed.event.attendance = .off }
        let plan = changed
        let baselines = try baselines(of: plan)
        if !arguments.quiet { console.warn(plan.warnings) }
        let threads = arguments.changes.threads ?? EventLoop.allowedProcessors
        for warning in try Machine.demand(plan, threads: threads, environment: environment) {
            if !arguments.quiet { console.tell([StyledText(warning, .caution)]) }
        }
        return try Loops.run(count: threads) { loops throws(Problem) in
            let time = TimeOfDay.now
            let now = WallClock.now
            let watch = await RunWatch(
                style: style, console: console, expected: plan.ownExpected, target: target(of: plan),
                deed: TurnoutWords(enters: plan.crowds.contains { $0.hasEntry }, steps: plan.steps.count).deed,
                begun: time.moment)
            return try await watch.guarding { () throws(Problem) in
                let directory = try RunDirectory.make(folder?.runDirectory ?? arguments.out, for: plan, at: time)
                // The scenario's own files are for the whole run: shards with one folder would overwrite each other's.
                var outputs = RequestedOutputs(
                    arguments.files, scenario: plan.shard == nil ? plan.outputs : OutputsPlan(), mask: mask)
                if arguments.json { outputs.add(.json, RequestedOutputs.dash) }
                do throws(Problem) {
                    let agreed = try await Agreement.reach(
                        on: plan, in: folder, prepared: prepared, start: arguments.sharing.startAt, now: now, watch)
                    guard let agreed else {
                        _ = directory.remove()
                        return .interrupted
                    }
                    let run = PreparedRun(
                        plan: agreed.plan, seed: agreed.seed, runID: agreed.runID,
                        directory: directory.path, time: time, console: console, watch: watch,
                        environment: environment, outputs: outputs, baselines: baselines, isQuiet: arguments.quiet,
                        metrics: arguments.observing.metricsPlace.map {
                            RunMetrics(at: $0, of: agreed.plan, runID: agreed.runID, progress: watch.progress)
                        }, inputs: inputs(of: plan), start: agreed.start)
                    do throws(Problem) {
                        try run.checkOutputs()
                        let code = try await run.carryOut(on: loops)
                        Agreement.conclude(agreed, in: folder)
                        return code
                    } catch {
                        Agreement.conclude(agreed, in: folder, failure: error)
                        throw error
                    }
                } catch {
                    throw concluding(error, in: directory, hasMeasured: watch.progress.snapshot.started > 0)
                }
            }
        }
    }

    /// What was set up before; nil if this command sets up.
    private var prepared: SharedSetup? {
        get throws(Problem) {
            guard let path = arguments.sharing.prepared else { return nil }
            if arguments.sharing.shard != nil, case .delay = arguments.sharing.startAt {
                throw Problem(
                    "each shard would have a T0 of its own: '--start-at' is a delay, and counts from the start of each command",
                    remedy: "Give all of them the same time, or `turnout prepare --start-at`. Nothing was sent.",
                    kind: .usage)
            }
            do throws(Problem) {
                return try PreparedFile(at: path).setup
            } catch {
                throw error.beforeAnythingWasSent
            }
        }
    }

    /// The runs to compare with, if any. Read before the storm: one that cannot be compared makes it pointless.
    private func baselines(of plan: Plan) throws(Problem) -> RunBaselines? {
        let given = arguments.baselines
        guard !given.baseline.isEmpty else { return nil }
        do throws(Problem) {
            let baselines = try RunBaselines(
                given.baseline.map(RunDirectory.named), tolerance: given.judging.tolerance?.tolerance ?? .init(),
                force: given.judging.force)
            try baselines.check(
                against: RunIdentity(
                    scenario: plan.resolvedDescription, crowds: plan.crowdMetadata, environment: Machine.description))
            return baselines
        } catch {
            throw error.beforeAnythingWasSent
        }
    }

    /// The problem of a run that could not be carried out. Without measurements its directory is removed, otherwise
    /// named.
    private func concluding(_ problem: Problem, in directory: RunDirectory, hasMeasured: Bool) -> Problem {
        guard hasMeasured || !directory.remove() else { return problem }
        // Somebody may have deleted it.
        guard directory.hasMeasurements else { return problem }
        var problem = problem
        problem.details.append(Problem.Detail("what was measured is in '\(directory.path)'"))
        return problem
    }

    /// The scenario, its variables, its data and the baselines.
    private func inputs(of plan: Plan) -> [String] {
        var files = [arguments.scenario]
        if let file = arguments.changes.envFile { files.append(file) }
        if let file = arguments.sharing.prepared { files.append(file) }
        files += plan.crowds.compactMap { $0.participants.data?.file }
        for run in arguments.baselines.baseline {
            files += RunDirectory.files.map { "\(RunDirectory.named(run))/\($0)" }
        }
        return files
    }

    /// The target, as the display names it.
    private func target(of plan: Plan) -> String {
        switch plan.target.api {
        case .url(let api): api.text
        case .standIn: "the stand-in"
        }
    }

    private var style: ProgressDisplay.Style {
        if arguments.quiet { return .silent }
        return console.isLive ? .live : .plain
    }
}

/// A run that can start: its plan is valid and its directory exists.
struct PreparedRun: Sendable {
    var plan: Plan
    var seed: UInt64
    var runID: String
    var directory: String
    var time: TimeOfDay
    var console: Console
    var watch: RunWatch
    /// The process's environment.
    var environment: [String: String]
    /// The files to write beside the run directory, and what belongs on standard output.
    var outputs: RequestedOutputs
    /// The runs to compare with; nil if there are none.
    var baselines: RunBaselines?
    var isQuiet: Bool
    /// What is served to Prometheus; nil: nothing.
    var metrics: RunMetrics?

    /// The files that the run reads: no output may take their place.
    var inputs: [String]

    /// When the journeys begin; nil: as soon as everything is set up.
    var start: RunStart?

    /// Finds out whether the files can be written, before anything is sent.
    func checkOutputs() throws(Problem) {
        do throws(Problem) {
            try outputs.check(besides: directory, own: RunDirectory.files, inputs: inputs)
        } catch {
            throw error.beforeAnythingWasSent
        }
    }

    /// Serves the metrics if asked for, and carries out the run.
    func carryOut(on loops: [EventLoop]) async throws(Problem) -> ExitCode {
        guard let metrics else { return try await carryOutUnobserved(on: loops) }
        return try await metrics.serving(console: console, isQuiet: isQuiet, watch: watch) {
            () async throws(Problem) in try await carryOutUnobserved(on: loops)
        }
    }

    /// Starts the stand-in if needed, runs the storm, stores and prints the results.
    private func carryOutUnobserved(on loops: [EventLoop]) async throws(Problem) -> ExitCode {
        try await RunTarget.serving(plan, seed: seed) { (origins) async throws(Problem) in
            try await storm(origins, on: loops)
        }
    }
}

extension Problem {
    /// The problem of a run that has not begun.
    fileprivate var beforeAnythingWasSent: Problem {
        var problem = self
        problem.remedy = (remedy.map { $0 + " " } ?? "") + "Nothing was sent."
        return problem
    }
}

/// Short unique names for runs. They are also part of each request's User-Agent.
enum RunID {
    /// Eight letters and digits, without those that look alike.
    static func random() -> String {
        let letters = Array("abcdefghjkmnpqrstuvwxyz23456789")
        return String((0..<8).map { _ in letters[Int.random(in: letters.indices)] })
    }
}
