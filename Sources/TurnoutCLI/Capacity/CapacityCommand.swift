// `turnout capacity`: from a scenario to how many can come at once.
import Addresses
import Analysis
import Driver
import EventLoops
import Glibc
import Measuring
import Reporting
import Runs
import Scenarios

/// Searches for the capacity of a scenario's target.
struct CapacityCommand {
    var arguments: CapacityArguments
    var environment: [String: String]
    var console: Console

    func run() throws(Problem) -> ExitCode {
        let outputs = SearchOutputs(arguments, mask: umask(0o077))
        let start = try SearchPreparation(arguments: arguments, environment: environment, console: console)
            .start(outputs)
        return try Loops.run(count: start.threads) { loops throws(Problem) in
            let watch = await SearchWatch(console: console)
            return try await watch.guarding { () async throws(Problem) -> ExitCode in
                let found: CapacityDocument
                do throws(Problem) {
                    found = try await RunTarget.serving(start.smallest, seed: start.document.search.seed) {
                        (origins) async throws(Problem) -> CapacityDocument in
                        try await search(start, against: origins, on: loops, watch)
                    }
                } catch {
                    throw concluding(error, start.directory, outputs)
                }
                try outputs.show(found, in: start.directory, on: console)
                return exitCode(found)
            }
        }
    }

    /// The problem of a search that could not go on. The answer so far is shown like any other. Without any storm nothing is
    /// left of the search.
    private func concluding(_ problem: Problem, _ directory: SearchDirectory, _ outputs: SearchOutputs) -> Problem {
        guard let kept = try? SearchDirectory.resume(directory.path).1, !kept.allStorms.isEmpty else {
            directory.removeWithoutStorms()
            return problem
        }
        var problem = problem
        // Whatever it is, the options were right when the search began.
        problem.kind = .execution
        problem.details.append(
            Problem.Detail("the search is in '\(directory.path)'; --resume \(directory.path) goes on with it"))
        do throws(Problem) {
            try outputs.show(kept, in: directory, on: console)
            return problem
        } catch {
            return Problem(joining: [problem, error])
        }
    }

    private func search(
        _ start: SearchStart, against origins: Origins, on loops: [EventLoop], _ watch: SearchWatch
    ) async throws(Problem) -> CapacityDocument {
        if !arguments.quiet, start.smallest.sharesMachine(with: origins) {
            console.tell([StyledText(PreparedRun.sharedMachine)])
        }
        let single = SingleJourneys(start.smallest, crowd: start.crowd, environment: environment)
        let seed = start.document.search.seed
        let told = SearchLines(start.document.settings, width: console.isLive ? console.width : nil)
        var search = CapacityRun(
            start.document,
            limits: CapacityLimits(
                maxSeconds: arguments.maxDuration?.seconds, endsWhenAborted: !arguments.abortWhen.isEmpty),
            actions: CapacityActions(
                storm: { (planned) async throws(Problem) in
                    try await storm(planned, start, against: origins, on: loops, watch)
                },
                singleJourneys: { (seconds) async throws(Problem) in
                    // A control of their own: a signal ends them at once.
                    let control = StormControl()
                    let outcome = await withTaskGroup(of: Void.self) { group in
                        group.addTask { if let reason = await watch.control.stopped() { control.stop(reason) } }
                        let outcome = await Loops.outcome { () async throws(Problem) in
                            try await single.median(
                                against: origins, on: loops, seed: seed, within: seconds, control: control)
                        }
                        group.cancelAll()
                        return outcome
                    }
                    return try outcome.get()
                },
                wait: { await watch.wait(seconds: $0) },
                seconds: { Double(Moment.now.microseconds(since: Moment(nanoseconds: 0))) / 1_000_000 },
                isInterrupted: { watch.control.reason != nil },
                keep: { (document) throws(Problem) in try start.directory.keep(document) },
                tell: { event in
                    guard !arguments.quiet else { return }
                    console.tell(told.lines(for: event))
                }))
        return try await search.carryOut()
    }

    /// Runs a storm into a directory of its own.
    private func storm(
        _ planned: PlannedStorm, _ start: SearchStart, against origins: Origins, on loops: [EventLoop],
        _ search: SearchWatch
    ) async throws(Problem) -> CapacityActions.Ended {
        let plan = try start.plans.plan(planned.participants, overMilliseconds: planned.windowMs)
        try refuseChange(since: start)
        let time = TimeOfDay.now
        let watch = await RunWatch(
            style: arguments.quiet || !console.isLive ? .silent : .live, console: console, expected: plan.expected,
            target: start.document.search.target,
            deed: TurnoutWords(enters: plan.crowds.contains { $0.hasEntry }, steps: plan.steps.count).deed,
            begun: time.moment, signals: [])
        return try await search.during(watch) { () async throws(Problem) -> CapacityActions.Ended in
            let name = start.directory.freeName(of: planned)
            let directory = try RunDirectory.make("\(start.directory.path)/\(name)", for: plan, at: time)
            let run = PreparedRun(
                plan: plan, seed: start.document.search.seed &+ UInt64(planned.number - 1), runID: RunID.random(),
                directory: directory.path, time: time, console: console, watch: watch, environment: environment,
                outputs: RequestedOutputs(), baselines: nil, isQuiet: true, metrics: nil, inputs: [])
            let kept: PreparedRun.KeptStorm
            do throws(Problem) {
                kept = try await run.keptStorm(origins, on: loops)
            } catch {
                // As after any run to which nobody came.
                if watch.progress.snapshot.started == 0 { _ = directory.remove() }
                throw error
            }
            watch.display.close()
            watch.display.awaitRemoval()
            guard kept.unwritten.isEmpty else { throw Problem(joining: kept.unwritten) }
            let results = kept.source.results
            return CapacityActions.Ended(summary: results.summary, run: name, reason: results.outcome.reason)
        }
    }

    /// Storms of different scenarios have no capacity in common.
    private func refuseChange(since start: SearchStart) throws(Problem) {
        let now = try start.plans.plan(start.document.settings.from)
        guard now.resolvedDescription != start.smallest.resolvedDescription else { return }
        throw Problem(
            "the scenario was changed during the search", at: Problem.Place(start.smallest.source),
            remedy: "Undo the change and resume the search, or start a new one.")
    }

    private func exitCode(_ found: CapacityDocument) -> ExitCode {
        var codes: [ExitCode] = []
        if found.search.status == .interrupted { codes.append(.interrupted) }
        if let requirement = found.answer.requirement, requirement != .met { codes.append(.failed) }
        // Nothing is known of the target: the generator was the bottleneck throughout.
        if found.answer.kind == .undecided, found.answer.generatorLimit != nil { codes.append(.invalid) }
        return ExitCode.first(of: codes)
    }
}
