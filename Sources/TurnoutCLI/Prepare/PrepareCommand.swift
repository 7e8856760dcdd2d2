// `turnout prepare`: setup without a run.
import Analysis
import Driver
import EventLoops
import FoundationEssentials
import Glibc
import Measuring
import Reporting
import RunStore
import Runs
import Scenarios

/// Carries out setup, and writes what it has provided for the shards of a run.
struct PrepareCommand {
    var arguments: PrepareArguments
    /// The words of the command line after the verb.
    var words: [String]
    var environment: [String: String]
    var console: Console

    func run() throws(Problem) -> ExitCode {
        let plan = try HostWork.plan(arguments.scenario, arguments.changes, environment)
        guard FileStatus(arguments.out) == nil else {
            throw Problem(
                "'\(arguments.out)' exists", remedy: "Choose another file with --out. Nothing was sent.", kind: .usage)
        }
        if arguments.shards != nil { try ShardFolder.refuseObstacles(in: plan, tearsDown: false) }
        try checkPlace()
        let startAt = arguments.startAt?.instant(from: WallClock.now)
        if let startAt, startAt <= WallClock.now {
            throw Problem(
                "T0 has passed: it was \(startAt.text)", remedy: "Choose a later `--start-at`. Nothing was sent.",
                kind: .usage)
        }
        if !arguments.quiet {
            let obstacles = plan.obstaclesToShards(tearsDown: false).map { "no shard can run this: \($0)" }
            console.warn(plan.warnings + obstacles)
        }
        let seed = plan.seed ?? .random(in: 0...UInt64(UInt32.max))
        let id = RunID.random()
        let work = HostWork(
            plan: plan, seed: seed, runID: id, environment: environment, console: console, isQuiet: arguments.quiet,
            deed: "setting up")
        guard let provision = try work.perform({ storm, loops throws(Problem) in try await storm.setUp(on: loops) })
        else {
            return .interrupted
        }
        let key = DataKey()
        let file = PreparedFile(
            setup: SharedSetup(
                runID: id, seed: seed, shards: arguments.shards?.count, startAt: startAt, version: turnoutVersion,
                scenario: SharedSetup.description(of: plan, seed: seed), dataDigest: key.digest(of: plan), dataKey: key,
                room: provision.room),
            cookies: provision.cookies, words: words, folder: FileManager.default.currentDirectoryPath)
        do throws(Problem) {
            try file.write(to: arguments.out)
        } catch {
            // Nobody could take it back later.
            let left = try? work.perform { storm, loops throws(Problem) in
                try await storm.tearDown(provision, on: loops)
            }
            var problem = error
            problem.details += (left ?? []).map { Problem.Detail($0) }
            throw problem
        }
        if let startAt, startAt <= WallClock.now {
            console.warn(["T0 has passed: setup ended after \(startAt.text). Give the shards a later `--start-at`"])
        }
        if !arguments.quiet {
            console.tell([StyledText("Prepared: '\(arguments.out)' holds secrets, and only its owner can read it.")])
            if let startAt { console.tell([StyledText("T0 is \(startAt.text).")]) }
            if !plan.teardown.isEmpty {
                console.tell([StyledText("Take it back with `turnout teardown \(arguments.out)`.")])
            }
        }
        return .passed
    }

    /// Finds out whether the file can be written, before anything is sent.
    private func checkPlace() throws(Problem) {
        let folder = arguments.out.lastIndex(of: "/").map { String(arguments.out[...$0]) } ?? "."
        guard unsafe access(folder, W_OK | X_OK) != 0 else { return }
        throw Problem(
            "cannot write '\(arguments.out)': \(SystemError.words(errno))",
            remedy: "Choose another file with --out. Nothing was sent.", kind: .usage)
    }
}
