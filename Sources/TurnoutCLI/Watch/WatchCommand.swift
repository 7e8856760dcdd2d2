// `turnout watch`: one view over the growing run files of a run's processes.
import Analysis
import EventLoops
import FoundationEssentials
import Glibc
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
        var run = WatchedRun([], clock: WallClock.monotonicClockName, now: .now)
        let began = Moment.now
        for name in arguments.directories { try WatchedDirectories.check(name) }
        while !Task.isCancelled {
            let before = Moment.now
            let known = Set(run.processes.map(\.directory))
            let found = WatchedDirectories.all(of: arguments.directories).filter { !known.contains($0) }
            if !found.isEmpty { run.add(found, now: before) }
            try run.update(now: before)
            screen.show(run, at: Moment.now)
            if run.hasEnded && run.hasAllProcesses || run.isSilent(since: began, now: before) {
                return conclude(run, &screen)
            }
            let took = Duration.nanoseconds(Moment.now.nanoseconds(since: before))
            guard (try? await Task.sleep(for: max(Self.period, took * Self.greatestShare))) != nil else { break }
        }
        return .interrupted
    }

    private func conclude(_ run: WatchedRun, _ screen: inout WatchScreen) -> ExitCode {
        screen.close()
        console.show(WatchLines(run, now: Moment.now).conclusion)
        return run.hasEnded && run.hasAllProcesses ? .passed : .notCarriedOut
    }
}

/// The directories that are watched.
enum WatchedDirectories {
    /// Refuses what can never hold a run. A directory may still be made.
    /// - Throws: what is wrong with it; exit code 64.
    static func check(_ name: String) throws(Problem) {
        let directory = RunDirectory.named(name)
        guard !directory.isEmpty, unsafe access(directory, F_OK) == 0 else {
            guard directory.isEmpty || errno != ENOENT else { return }
            throw Problem("cannot read '\(directory)'", remedy: "Name run directories.", kind: .usage)
        }
        guard unsafe access(directory + "/.", R_OK | X_OK) == 0 else {
            throw Problem(
                "cannot read '\(directory)': \(SystemError.words(errno))", remedy: "Name run directories.", kind: .usage
            )
        }
    }

    /// Run directories as they are named, each once, and of a directory that is none those of the shards in it so far.
    static func all(of named: [String]) -> [String] {
        named.flatMap { name -> [String] in
            let directory = RunDirectory.named(name)
            guard FileStatus(directory + "/run.sqlite") == nil else { return [directory] }
            let entries = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
            let shards = entries.compactMap { entry -> Int? in
                guard entry.hasPrefix("shard-"), let number = Int(entry.dropFirst("shard-".count)),
                    entry == "shard-\(number)", number > 0
                else { return nil }
                return number
            }
            return shards.sorted().map { "\(directory)/shard-\($0)" }
        }
        .reduce(into: []) { known, directory in if !known.contains(directory) { known.append(directory) } }
    }
}
