// A run from the command line: runs the storm, shows and stores the results.
import Analysis
import Driver
import EventLoops
import Measuring
import Reporting
import RunStore
import Runs
import Scenarios

extension PreparedRun {
    /// Runs the storm against these base URLs, then shows and stores the results.
    /// - Throws: Why the run could not be carried out. What was recorded until then is stored anyway.
    func storm(_ origins: Origins, on loops: [EventLoop]) async throws(Problem) -> ExitCode {
        // Written before the display closes: from then on a first signal ends the process immediately.
        let kept = try await keptStorm(origins, on: loops)
        var unwritten = kept.unwritten
        watch.display.close()
        watch.display.awaitRemoval()
        // Shown whatever could not be written: a full disk must not deprive the user of the figures.
        let lines = kept.source.summaryLines(width: console.width, isKept: kept.isKept)
        if outputs.standardOutput == nil { console.show(lines) } else { console.tell(lines, .result) }
        // Last, since a pipe that nobody reads may hold them up; a signal then ends the process, with everything else kept.
        unwritten += outputs.write(kept.source, isWhole: kept.isWhole)
        do throws(Problem) { try outputs.show(kept.source, on: console) } catch { unwritten.append(error) }
        guard unwritten.isEmpty else { throw Problem(joining: unwritten) }
        // A signal that came after the last journey changes no result, but the user did interrupt the command.
        let signalled: [ExitCode] = watch.control.reason?.isSignal == true ? [.interrupted] : []
        return ExitCode.first(of: signalled + [ExitCode(kept.source.results.summary)])
    }

    /// What is said of a target on this machine.
    static let sharedMachine = "The target runs on this machine, so Turnout and the target share its CPUs."

    /// A storm whose results are in its run directory.
    struct KeptStorm: Sendable {
        /// The results.
        var source: OutputSource
        /// Whether the run file has all measurements.
        var isWhole: Bool
        /// Whether the run directory is still there.
        var isKept: Bool
        /// What could not be written.
        var unwritten: [Problem]
    }

    /// Runs the storm against these base URLs and writes the files of its run directory.
    /// - Throws: Why the run could not be carried out. What was recorded until then is stored anyway.
    func keptStorm(_ origins: Origins, on loops: [EventLoop]) async throws(Problem) -> KeptStorm {
        let run = RunPlan(
            plan: plan, id: runID, seed: seed, version: turnoutVersion, startedAt: time.iso8601, origin: time.moment,
            directory: directory, environment: Machine.description, processEnvironment: environment,
            start: start)
        if !isQuiet, plan.sharesMachine(with: origins) { watch.display.notice(Self.sharedMachine) }
        var finished = try await Runs.carryOut(
            run, against: origins, on: loops,
            watchedBy: RunObserver(
                control: watch.control, progress: watch.progress, notice: watch.display.notice,
                follow: { [plan, metrics, display = watch.display] _, live in
                    display.follow(plan, live)
                    return metrics.map { [$0.live.add] } ?? []
                }))
        metrics?.live.end()
        let isKept = FileStatus(directory) != nil
        baselines?.judge(&finished, of: run)
        let source = OutputSource(results: finished.results, directory: directory)
        let isWhole = finished.unwritten == nil
        // Somebody may have deleted the directory, which the run has told then.
        var unwritten = [finished.unwritten, isKept ? RunDirectory.keepSummary(of: source) : nil].compactMap { $0 }
        // A page of measurements that are not all there would show part of the run as the whole.
        if plan.outputs.html, isWhole { unwritten += [RunDirectory.keepPage(source)].compactMap { $0 } }
        return KeptStorm(source: source, isWhole: isWhole, isKept: isKept, unwritten: unwritten)
    }
}
