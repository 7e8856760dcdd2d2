// The storm: one run of a plan from setup to teardown.
import Analysis
package import EventLoops
package import Journeys
package import Measuring
package import Scenarios
import Synchronization
import Transport

/// One run of a plan: setup as the host, arrivals, journeys, teardown.
///
/// Everything happens in one tree of child tasks on the given loops; nothing outlives `run`.
package struct Storm: Sendable {
    let context: StormContext
    /// Who watches every request; nil: nobody.
    private let observer: WalkObserver?
    /// Makes a crowd's journey once the room is known.
    private let journey: JourneyMaker
    /// Ends the run when one of the plan's conditions holds.
    private let abortWatch: AbortWatch?
    /// What the host does about the event.
    private let duties: [any EventDuty]

    /// Makes the journey of the crowd with this index in the plan.
    typealias JourneyMaker = @Sendable (Int, ProvisionedRoom) throws(UnpreparedJourney) -> PreparedJourney

    /// Creates a storm.
    ///
    /// With a script the crowds do what the script says. The plan still has their steps, to which the script refers by
    /// name: they determine what setup must provide, which hosts may be contacted, and how results are labelled.
    ///
    /// `processEnvironment` may name proxies: they are used if the plan says so, and otherwise the diagnosis of failures
    /// to connect tells of them. `notice` receives messages about what setup created and what teardown could not do. It
    /// is called on a loop's thread. `observer` watches every request of everybody, the host included. `duties` are what the
    /// host does about the event. Without a `start` the journeys begin as soon as everything is set up.
    package init(
        plan: Plan, origins: Origins, metadata: RunMetadata, sink: any SampleSink, control: StormControl,
        progress: StormProgress, processEnvironment: [String: String] = [:], script: PreparedJourney.Script? = nil,
        observer: WalkObserver? = nil, duties: [any EventDuty] = [], start: StormStart? = nil,
        notice: @escaping @Sendable (String) -> Void
    ) {
        self.observer = observer
        self.duties = duties
        let context = StormContext(
            plan: plan, origins: origins, metadata: metadata, sink: sink, control: control, progress: progress,
            crowds: progress.begin(plan.crowds.map(\.name)), notice: notice, redactor: plan.redactor,
            environment: processEnvironment, start: start)
        self.context = context
        abortWatch = AbortWatch(plan.limits, metadata)
        journey = { (crowd, room) throws(UnpreparedJourney) in
            try PreparedJourney(
                plan, crowd: crowd, origins: origins, provisionedRoom: room, runID: metadata.id, seed: metadata.seed,
                proxy: context.proxy, script: script)
        }
    }

    /// Runs the plan on these loops and returns when everybody has left the room and every sample was passed to the
    /// sink. Called once, from a task on the first loop. To end it early use the control: teardown then still runs,
    /// which it cannot if the calling task is cancelled.
    /// - Throws: If nothing could be measured: the target is unreachable, setup failed, or a limit was reached before the
    ///   participants could come.
    package func run(on loops: [EventLoop]) async throws(Problem) -> RunOutcome {
        if let crowd = context.plan.crowdThatNeverStarts {
            throw Problem(
                "the crowd \(crowd.name) never starts: it waits for a crowd that waits for it, or for one that does not exist",
                kind: .usage)
        }
        if let (gate, crowd) = context.plan.gateOfUnknownSize {
            throw Problem(
                "the gate \(gate) cannot wait for the crowd \(crowd.name): only the run can tell how many come",
                remedy: "Take the gate out of its journey, or give the crowd an arrival of a known size.", kind: .usage)
        }
        if let failure = context.certificates.problem() {
            throw Problem(failure.detail, remedy: "Check target.tls.client.", kind: .usage)
        }
        let cpuAtStart = ProcessReading.cpuSeconds
        let started = Moment.now
        let tally = GeneratorTally()
        let activity = RequestActivity()
        let ending = try await withWorkers(loops, tally, activity) { (workers) async throws(Problem) in
            let ending = await limited(on: loops[0], from: started) { () async -> Result<JourneysEnding, Problem> in
                do throws(Problem) {
                    return .success(try await measure(workers, tally, activity))
                } catch {
                    return .failure(error.hidingSecrets(context.redactor))
                }
            }
            context.progress.enter(.teardown)
            let leftOver = await TeardownPhase(context: context, workers: workers).run()
            guard case .success(var journeys) = ending else {
                // There will be no summary to say it.
                for problem in leftOver.problems { context.notice(problem) }
                return try ending.get()
            }
            journeys.warnings += leftOver.problems
            if let event = journeys.event {
                journeys.account = await event.conclude(
                    EventEnding(
                        isInterrupted: context.control.reason?.isSignal == true, leftBehind: leftOver.leftBehind,
                        entered: context.progress.snapshot.entered))
            }
            return journeys
        }
        var figures = ending.figures
        figures.cpuSeconds = ProcessReading.cpuSeconds - cpuAtStart
        figures.cores = loops.count
        figures.peakMemoryMiB = ProcessReading.peakMemoryMiB
        let (status, reason) = RunStatus.ending(ending.stopReason)
        return RunOutcome(
            status: status, reason: reason, warnings: ending.warnings.map(context.redactor.redact),
            durationSeconds: ending.durationSeconds,
            generator: GeneratorReport(judging: figures), event: ending.account,
            readyNanoseconds: context.plan.shard == nil
                ? nil
                : ending.ready.flatMap { ready in
                    context.start?.at?.nanoseconds(since: ready)
                })
    }

    /// Setup and journeys: everything that is measured.
    private func measure(
        _ workers: [LoopWorker], _ tally: GeneratorTally, _ activity: RequestActivity
    ) async throws(Problem) -> JourneysEnding {
        context.progress.enter(.setup)
        guard let room = try await SetupPhase(context: context, workers: workers).run() else {
            return try stoppedInSetup()
        }
        if let start = context.start {
            if let missed = start.missed { throw missed }
            if start.provided == nil { try start.share(room) }
        }
        let crowds = try prepare(room, loops: workers.count)
        let event = try EventPhase(duties, room: room, in: context, on: workers[0])
        if let event, let account = try await event.begin() { return try stoppedInSetup(account) }
        context.progress.enter(.journeys)
        let phase = JourneysPhase(
            context: context, workers: workers, crowds: crowds, tally: tally, activity: activity,
            abortWatch: abortWatch)
        var ending = if let event { await event.accompany { await phase.run() } } else { await phase.run() }
        ending.event = event
        ending.warnings = room.warnings(of: context.plan) + ending.warnings
        return ending
    }

    /// The ending of a storm that was stopped before anybody came; `account` has what the host did about the event.
    /// - Throws: which limit was reached, if one was.
    private func stoppedInSetup(_ account: EventAccount? = nil) throws(Problem) -> JourneysEnding {
        if case .aborted(let reason) = context.control.reason {
            throw Problem(
                "the run ended during setup: \(reason)",
                remedy: "No participant started. Allow the run more time, or find out what setup is waiting for.")
        }
        var ending = JourneysEnding(stopReason: context.control.reason)
        ending.account = account
        return ending
    }

    private func prepare(_ room: ProvisionedRoom, loops: Int) throws(Problem) -> [CrowdRun] {
        var crowds: [CrowdRun] = []
        let budget = context.plan.ownMaxRequests.map { limit in
            RequestBudget(limit: limit, loops: loops) { [control = context.control] in
                control.stop(.aborted("max-requests (\(limit)) was reached"))
            }
        }
        for (index, plan) in context.plan.crowds.enumerated() {
            do throws(UnpreparedJourney) {
                crowds.append(
                    CrowdRun(
                        index: index, plan: plan, journey: try journey(index, room),
                        numbers: context.plan.numbers(ofCrowd: index),
                        places: context.plan.places(ofCrowd: index), progress: context.crowds[index],
                        settlement: CrowdSettlement(loops: loops), pace: ReleasePace(loops: loops), budget: budget))
            } catch {
                throw Problem(error.description)
            }
        }
        return crowds
    }

    /// Stops the storm after `max-duration`, counted from its very start. This includes setup but not teardown.
    func limited<Value: Sendable>(
        on loop: EventLoop, from start: Moment, _ body: @escaping @Sendable () async -> Value
    ) async -> Value {
        guard let limit = context.plan.limits.maxDuration else { return await body() }
        return await withTaskGroup(of: Void.self) { group in
            group.addTask(executorPreference: loop) {
                if (try? await loop.sleep(until: start.advanced(by: limit))) != nil {
                    context.control.stop(.aborted("max-duration (\(limit.words)) was reached"))
                }
            }
            let value = await body()
            group.cancelAll()
            return value
        }
    }

    // MARK: Loops

    /// Prepares each loop, on the loop itself, and closes what was created when the body has ended.
    func withWorkers<Value>(
        _ loops: [EventLoop], _ tally: GeneratorTally, _ activity: RequestActivity,
        _ body: ([LoopWorker]) async throws(Problem) -> Value
    ) async throws(Problem) -> Value {
        let (workers, failure) = await makeWorkers(loops, tally, activity)
        let result: Result<Value, Problem>
        if let failure {
            // The file of trusted certificates, or a proxy that cannot be used, is named.
            result = .failure(
                Problem(
                    failure.kind == .harness
                        ? "libcurl could not be initialised: \(failure.detail)" : failure.detail))
        } else {
            do throws(Problem) {
                result = .success(try await body(workers))
            } catch {
                result = .failure(error)
            }
        }
        await workers.onEach { $0.close() }
        context.progress.enter(.ended)
        return try result.get()
    }

    /// The workers in the order of their loops, or why one could not be created.
    private func makeWorkers(
        _ loops: [EventLoop], _ tally: GeneratorTally, _ activity: RequestActivity
    ) async -> ([LoopWorker], Failure?) {
        let settings = TransportSettings(
            context.plan, context.origins, context.metadata, environment: context.environment)
        let made = await withTaskGroup(of: Result<LoopWorker, Failure>.self) { group in
            for loop in loops {
                group.addTask(executorPreference: loop) {
                    do throws(Failure) {
                        return .success(
                            try LoopWorker(
                                loop: loop, settings: settings, sink: context.sink, redactor: context.redactor,
                                activity: activity, steps: context.metadata.steps.count, observer: observer
                            ) {
                                tally.take($0)
                                abortWatch?.take($0)
                                context.progress.requests.add($0.seenRequests, ordering: .relaxed)
                            })
                    } catch {
                        return .failure(error)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        var workers: [LoopWorker] = []
        var failure: Failure?
        for result in made {
            switch result {
            case .success(let worker): workers.append(worker)
            case .failure(let error): failure = error
            }
        }
        return (workers.sorted { $0.loop.index < $1.loop.index }, failure)
    }
}

extension RunStatus {
    /// The status and message of a run that was stopped for this reason; nil means that it was not stopped.
    fileprivate static func ending(_ reason: StopReason?) -> (RunStatus, String?) {
        switch reason {
        case nil: (.completed, nil)
        case .interrupted: (.interrupted, nil)
        case .terminated: (.interrupted, "stopped by SIGTERM")
        case .hungUp: (.interrupted, "the terminal was closed (SIGHUP)")
        case .aborted(let words): (.aborted, words)
        }
    }
}

extension Problem {
    /// The problem without the plan's secrets.
    func hidingSecrets(_ redactor: Redactor) -> Problem {
        var problem = self
        for place in problem.details.indices {
            problem.details[place].message = redactor.redact(problem.details[place].message)
        }
        problem.remedy = remedy.map(redactor.redact)
        return problem
    }
}
