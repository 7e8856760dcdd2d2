// `turnout run`: from a scenario to a verdict.
import Addresses
import Analysis
import Driver
import EventLoops
import Glibc
import Measuring
import Reporting
import RunStore
import Scenarios
import UnixSignals

/// Carries a scenario out.
///
/// The order is that of what can go wrong at which cost: the words, the scenario, what the machine has, the run
/// directory, the stand-in, and only then the first request.
struct RunCommand {
    var arguments: RunArguments
    var environment: [String: String]
    var console: Console

    func run() throws(Problem) -> ExitCode {
        let plan = try PlanSource(
            scenario: arguments.scenario, changes: arguments.changes, environment: environment
        ).plan()
        if !arguments.quiet { console.warn(plan.warnings) }
        let threads = arguments.changes.threads ?? Machine.processors
        try Machine.demand(plan, threads: threads)
        return try Loops.run(count: threads) { loops throws(Problem) in
            let time = TimeOfDay.now
            let watch = await RunWatch(
                style: style, console: console, expected: plan.expected, target: target(of: plan), begun: time.moment)
            return try await watch.guarding { () throws(Problem) in
                let run = PreparedRun(
                    plan: plan, seed: plan.seed ?? .random(in: 0...UInt64(UInt32.max)), runID: RunID.random(),
                    directory: try RunDirectory.make(arguments.out, for: plan, at: time), time: time,
                    console: console, watch: watch, showsJSON: arguments.json)
                return try await run.carryOut(on: loops)
            }
        }
    }

    /// Who is asked, as the display names it.
    private func target(of plan: Plan) -> String {
        switch plan.target.api {
        case .url(let api): ShownText.url(api)
        case .standIn: "the stand-in"
        }
    }

    private var style: ProgressDisplay.Style {
        if arguments.quiet { return .silent }
        return console.isLive ? .live : .plain
    }
}

/// A run whose plan holds and whose directory is there.
struct PreparedRun: Sendable {
    var plan: Plan
    var seed: UInt64
    var runID: String
    var directory: String
    var time: TimeOfDay
    var console: Console
    var watch: RunWatch
    var showsJSON: Bool

    /// Starts what serves, storms it, keeps and shows the results.
    func carryOut(on loops: [EventLoop]) async throws(Problem) -> ExitCode {
        switch plan.target.api {
        case .url(let api):
            return try await storm(Origins(api: api, web: plan.target.web ?? api), on: loops)
        case .standIn(let standIn):
            let outcome = try await StandInChild.serving(standIn, seed: seed) { origins in
                await Loops.outcome { () throws(Problem) in try await storm(origins, on: loops) }
            }
            return try outcome.get()
        }
    }
}

/// Short unique names of runs, which also stand in each request's User-Agent.
enum RunID {
    /// Eight letters and digits that cannot be mistaken for each other.
    static func random() -> String {
        let letters = Array("abcdefghjkmnpqrstuvwxyz23456789")
        return String((0..<8).map { _ in letters[Int.random(in: letters.indices)] })
    }
}
