// The storm: one run of a plan from setup to teardown.
import Analysis
package import EventLoops
import Journeys
package import Measuring
package import Scenarios
import Synchronization
import Transport

/// One run of a plan: setup as the host, arrivals, journeys, teardown.
///
/// Everything happens in one tree of child tasks on the loops that are lent to it; nothing outlives `run`. A class, since
/// each participant's task holds it.
package final class Storm: Sendable {
    let plan: Plan
    let origins: Origins
    let metadata: RunMetadata
    let sink: any SampleSink
    let control: StormControl
    let progress: StormProgress
    /// Hides the plan's secrets in whatever is said about the run.
    let redactor: Redactor
    let notice: @Sendable (String) -> Void

    /// A storm that has not begun. `notice` is told in words what setup created and what teardown could not do; it is
    /// called on a loop's thread.
    package init(
        plan: Plan, origins: Origins, metadata: RunMetadata, sink: any SampleSink, control: StormControl,
        progress: StormProgress, notice: @escaping @Sendable (String) -> Void
    ) {
        self.plan = plan
        self.origins = origins
        self.metadata = metadata
        self.sink = sink
        self.control = control
        self.progress = progress
        let redactor = plan.redactor
        self.redactor = redactor
        self.notice = { notice(redactor.redact($0)) }
    }

    /// Carries the plan out on these loops and returns when everybody is out of the room and every sample was handed
    /// to the sink. Called once, from a task on the first loop. To end it early use `control`: teardown then still
    /// runs, which it cannot if the calling task is cancelled.
    /// - Throws: `StormError` if nothing could be measured: the target is unreachable, or setup failed.
    package func run(on loops: [EventLoop]) async throws(StormError) -> RunOutcome {
        let cpuAtStart = ProcessReading.cpuSeconds
        let started = Moment.now
        let workers = try await worker(loops)
        let result: Result<CrowdEnding, StormError>
        do throws(StormError) {
            result = .success(try await carryOut(workers))
        } catch {
            result = .failure(error.hidingSecrets(redactor))
        }
        await onEach(workers) { $0.close() }
        progress.enter(.ended)
        let crowd = try result.get()
        var figures = crowd.figures
        figures.cpuSeconds = ProcessReading.cpuSeconds - cpuAtStart
        figures.wallSeconds = Double(Moment.now.nanoseconds(since: started)) / 1e9
        figures.cores = loops.count
        figures.peakMemoryMiB = ProcessReading.peakMemoryMiB
        return RunOutcome(
            status: crowd.status, reason: crowd.reason, durationSeconds: crowd.durationSeconds,
            generator: GeneratorReport(judging: figures))
    }

    /// Setup, crowd, teardown.
    private func carryOut(_ workers: [LoopWorker]) async throws(StormError) -> CrowdEnding {
        progress.enter(.setup)
        try await reach(workers)
        guard let provisionedRoom = try await setUp(workers[0]) else { return CrowdEnding(stopped: control.reason) }
        let journey: PreparedJourney
        do {
            journey = try PreparedJourney(
                plan, origins: origins, provisionedRoom: provisionedRoom, runID: metadata.id, seed: metadata.seed)
        } catch {
            throw StormError(stage: .setup, message: error.description, remedy: nil)
        }
        progress.enter(.journeys)
        let ending = await runCrowd(journey, workers)
        progress.enter(.teardown)
        await tearDown(workers)
        return ending
    }

    // MARK: Loops

    /// Makes each loop ready, on itself.
    private func worker(_ loops: [EventLoop]) async throws(StormError) -> [LoopWorker] {
        let settings = TransportSettings(plan, origins, metadata)
        let made = await withTaskGroup(of: Result<LoopWorker, Failure>.self) { group in
            for loop in loops {
                group.addTask(executorPreference: loop) {
                    do throws(Failure) {
                        return .success(
                            try LoopWorker(
                                loop: loop, settings: settings, sink: self.sink, redactor: self.redactor,
                                progress: self.progress))
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
        if let failure {
            await onEach(workers) { $0.close() }
            throw StormError(stage: .start, message: "libcurl could not be made ready: \(failure.detail)", remedy: nil)
        }
        return workers.sorted { $0.loop.index < $1.loop.index }
    }

    /// Does the same on every loop, at the same time.
    func onEach(_ workers: [LoopWorker], _ deed: @escaping @Sendable (LoopWorker) async -> Void) async {
        await withDiscardingTaskGroup { group in
            for worker in workers {
                group.addTask(executorPreference: worker.loop) { await deed(worker) }
            }
        }
    }
}

extension StormProgress {
    func enter(_ phase: Phase) {
        self.phase.store(phase.rawValue, ordering: .relaxed)
    }
}
