// `turnout watch`: one view over the growing run files of a run's processes.
import Analysis
import EventLoops
import FoundationEssentials
import Measuring
import Reporting
import RunStore
import Runs
import UnixSignals

/// Shows a run in progress until all of its processes have ended.
struct WatchCommand {
    var arguments: WatchArguments
    var console: Console

    /// How often the files are read. Reading never takes more than a tenth of the time.
    private static let period = Duration.seconds(1)
    private static let greatestShare = 10
    /// How often a plain line is printed, where the view cannot be redrawn.
    private static let linePeriod = Duration.seconds(2)
    /// After this time without a sign of life, with everybody else at the end, a process has died.
    private static let patience = Duration.seconds(60)

    func run() throws(Problem) -> ExitCode {
        try Loops.run(count: 1) { _ throws(Problem) in
            let signals = await UnixSignalsSequence(trapping: TerminationSignals.trapped)
            let outcome = await withTaskGroup(of: Result<ExitCode, Problem>.self) { group in
                group.addTask(executorPreference: globalConcurrentExecutor) {
                    await Loops.outcome { () throws(Problem) in try await watch() }
                }
                group.addTask(executorPreference: globalConcurrentExecutor) {
                    for await _ in signals { return .success(.interrupted) }
                    return .success(.interrupted)
                }
                let first = await group.next() ?? .success(.interrupted)
                group.cancelAll()
                return first
            }
            return try outcome.get()
        }
    }

    private func watch() async throws(Problem) -> ExitCode {
        var screen = WatchScreen(console: console)
        defer { screen.close() }
        var run: WatchedRun?
        var found: [String] = []
        while !Task.isCancelled {
            let before = Moment.now
            let directories = WatchedDirectories.all(of: arguments.directories)
            if directories != found {
                (found, run) = (directories, WatchedRun(directories, clock: WallClock.monotonicClockName, now: before))
            }
            try run?.update(now: before)
            if let run {
                screen.show(run, at: Moment.now)
                if run.hasEnded, WatchedDirectories.areAll(of: run) { return conclude(run, &screen) }
                if hasDied(run) { return conclude(run, &screen) }
            }
            let took = Duration.nanoseconds(Moment.now.nanoseconds(since: before))
            guard (try? await Task.sleep(for: max(Self.period, took * Self.greatestShare))) != nil else { break }
        }
        return .interrupted
    }

    /// Whether nobody is left who could still say something.
    private func hasDied(_ run: WatchedRun) -> Bool {
        run.metadata != nil
            && run.processes.allSatisfy { process in
                if case .ended = process.state { return true }
                return Moment.now.nanoseconds(since: process.seen) > Self.patience.wholeNanoseconds
            }
    }

    private func conclude(_ run: WatchedRun, _ screen: inout WatchScreen) -> ExitCode {
        screen.close()
        console.show(WatchLines(run, now: Moment.now).conclusion)
        return run.hasEnded ? .passed : .notCarriedOut
    }
}

/// The directories that are watched.
enum WatchedDirectories {
    /// Run directories as they are named, and of a directory that has none itself those of the shards in it.
    static func all(of named: [String]) -> [String] {
        named.flatMap { name -> [String] in
            let directory = RunDirectory.named(name)
            guard FileStatus(directory + "/run.sqlite") == nil else { return [directory] }
            let entries = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
            let shards = entries.compactMap { entry in
                entry.hasPrefix("shard-") ? Int(entry.dropFirst("shard-".count)) : nil
            }
            return shards.isEmpty ? [directory] : shards.sorted().map { "\(directory)/shard-\($0)" }
        }
    }

    /// Whether no shard of the run is still to come.
    static func areAll(of run: WatchedRun) -> Bool {
        guard let shard = run.metadata?.shard else { return true }
        return run.processes.count >= shard.count
    }
}
