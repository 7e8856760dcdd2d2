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

    /// What a search goes on from.
    private struct Start {
        var directory: SearchDirectory
        var document: CapacityDocument
        var plans: SizedPlan
        var smallest: Plan
        var crowd: Int
    }

    func run() throws(Problem) -> ExitCode {
        let mask = umask(0o077)
        var resumed: (SearchDirectory, CapacityDocument)?
        if let path = arguments.resume { resumed = try SearchDirectory.resume(path) }
        let (from, to) = (resumed?.1.settings.from ?? arguments.from ?? 1, resumed?.1.settings.to ?? arguments.to ?? 1)
        let plans = SizedPlan(
            scenario: arguments.scenario, changes: arguments.changes, environment: environment,
            crowd: arguments.crowd
                ?? resumed.flatMap { $0.1.search.crowd == CrowdPlan.onlyName ? nil : $0.1.search.crowd },
            abortWhen: arguments.abortWhen)
        // Everything is checked for the largest storm before the first one: a data file with too few rows, for example.
        let (largest, crowd) = try plans.largest(to)
        let smallest = try plans.plan(from)
        let expected = try expected(plans, earlier: resumed?.1)
        if !arguments.quiet { console.warn(largest.warnings) }
        let threads = arguments.changes.threads ?? EventLoop.allowedProcessors
        var demanding = [largest]
        if let expected, expected.participants > to {
            demanding.append(
                try plans.plan(expected.participants, overMilliseconds: expected.shortestWindowMs))
        }
        for plan in demanding {
            for warning in try Machine.demand(plan, threads: threads, environment: environment) {
                if !arguments.quiet { console.tell([StyledText(warning, .caution)]) }
            }
        }
        let time = TimeOfDay.now
        var document = if let resumed { resumed.1 } else { newDocument(smallest, crowd: crowd, at: time) }
        document.settings.windowMs = SizedPlan.window(of: smallest.crowds[crowd])
        document.settings.expected = expected
        try adapt(&document, plans: plans, resumedIn: resumed?.0)
        let outputs = SearchOutputs(arguments, mask: mask)
        try outputs.check(besides: resumed?.0.path ?? arguments.out)
        let directory =
            if let resumed { resumed.0 } else { try SearchDirectory.make(arguments.out, for: smallest, at: time) }
        let start = Start(directory: directory, document: document, plans: plans, smallest: smallest, crowd: crowd)
        return try Loops.run(count: threads) { loops throws(Problem) in
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

    private func newDocument(_ plan: Plan, crowd: Int, at time: TimeOfDay) -> CapacityDocument {
        let target =
            switch plan.target.api {
            case .url(let api): api.text
            case .standIn: "stand-in"
            }
        let settings = CapacityDocument.Settings(
            from: arguments.from ?? 1, to: arguments.to ?? 1, require: arguments.require,
            maxStorms: arguments.maxStorms ?? (arguments.expected == nil ? 40 : 80))
        return CapacityDocument(
            search: CapacityDocument.Search(
                name: plan.name, scenario: plan.source, crowd: plan.crowds[crowd].name, startedAt: time.iso8601,
                target: target, seed: plan.seed ?? .random(in: 0...UInt64(UInt32.max)), version: turnoutVersion,
                status: .unfinished),
            settings: settings,
            answer: CapacityDocument.Answer(CapacitySearch(settings.ofSearch).answer, sentence: ""))
    }

    /// Who is expected, by the options or by the search that is resumed; nil if nobody is.
    private func expected(
        _ plans: SizedPlan, earlier: CapacityDocument?
    ) throws(Problem) -> CapacityDocument.Expected? {
        let earlierCrowd = earlier?.settings.expected
        guard let participants = arguments.expected ?? earlierCrowd?.participants else {
            guard arguments.maxWindow == nil else {
                throw Problem("--max-window needs --expected: the crowd that arrives over it", kind: .usage)
            }
            return nil
        }
        let asked = try ExpectedCrowdRules(plans: plans).expected(
            participants,
            longest: arguments.maxWindow.map { Int(($0.seconds * 1000).rounded()) } ?? earlierCrowd?.longestWindowMs)
        if let earlierCrowd, earlier?.windowStorms?.isEmpty == false, earlierCrowd != asked {
            throw Problem(
                "the search has storms of \(earlierCrowd.participants) over windows up to "
                    + "\(WindowWords.text(earlierCrowd.longestWindowMs)), so --expected and --max-window cannot be changed",
                remedy: "Resume it without them, or start a new search.", kind: .usage)
        }
        return asked
    }

    /// Takes over what a resumed search is asked anew, and refuses another scenario.
    private func adapt(
        _ document: inout CapacityDocument, plans: SizedPlan, resumedIn directory: SearchDirectory?
    ) throws(Problem) {
        guard let directory else { return }
        if let require = arguments.require {
            guard (document.settings.from...document.settings.to).contains(require) else {
                throw Problem(
                    "--require (\(require)) must lie between the search's sizes, \(document.settings.from) and \(document.settings.to)",
                    kind: .usage)
            }
            document.settings.require = require
        }
        if let most = arguments.maxStorms { document.settings.maxStorms = most }
        document.search.status = .unfinished
        document.search.reason = nil
        // Whether the target has recovered is found out anew.
        while document.storms.last?.exclusion == .notRecovered { document.storms.removeLast() }
        while document.windowStorms?.last?.exclusion == .notRecovered { document.windowStorms?.removeLast() }
        guard let first = document.storms.first(where: { $0.run != nil }), let run = first.run else { return }
        let earlier = try RunBaselines.read("\(directory.path)/\(run)")
        let plan = try plans.plan(first.participants)
        let now = RunIdentity(
            scenario: plan.resolvedDescription, crowds: plan.crowdMetadata, environment: Machine.description)
        let differences = earlier.identity.differences(from: now)
        guard differences.isEmpty else {
            throw Problem(
                differences.map { Problem.Detail("the search was made with another scenario: \($0)") },
                remedy: "Resume it with the same scenario and options, or start a new search.", kind: .usage)
        }
    }

    private func search(
        _ start: Start, against origins: Origins, on loops: [EventLoop], _ watch: SearchWatch
    ) async throws(Problem) -> CapacityDocument {
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
                singleJourneys: { () async throws(Problem) in
                    // A control of their own: a signal ends them at once.
                    let control = StormControl()
                    return await withTaskGroup(of: Void.self) { group in
                        group.addTask { if let reason = await watch.control.stopped() { control.stop(reason) } }
                        let median = await single.median(against: origins, on: loops, seed: seed, control: control)
                        group.cancelAll()
                        return median
                    }
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
        _ planned: PlannedStorm, _ start: Start, against origins: Origins, on loops: [EventLoop],
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
            let kept = try await run.keptStorm(origins, on: loops)
            watch.display.close()
            watch.display.awaitRemoval()
            guard kept.unwritten.isEmpty else { throw Problem(joining: kept.unwritten) }
            let results = kept.source.results
            return CapacityActions.Ended(summary: results.summary, run: name, reason: results.outcome.reason)
        }
    }

    /// Storms of different scenarios have no capacity in common.
    private func refuseChange(since start: Start) throws(Problem) {
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
