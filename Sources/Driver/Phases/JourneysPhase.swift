// The main phase of a run: crowds arrive and execute their journeys.
import Analysis
import EventLoops
import Journeys
import Measuring
import Scenarios
import Transport

/// How this phase ended.
struct JourneysEnding: Sendable {
    /// From the start of the arrivals to the end of the last journey.
    var durationSeconds = 0.0
    /// Why the run was stopped before every journey had ended on its own; nil if they all had. A signal that comes
    /// later stops nothing that is measured.
    var stopReason: StopReason?
    /// What readers of the results must know.
    var warnings: [String] = []
    /// When everything was ready for T0; nil if no T0 was agreed on.
    var ready: Moment?
    var figures = GeneratorFigures()
    /// What the host does about the event; nil if nothing, or if nobody came.
    var event: EventPhase?
    /// What the host did, known after teardown, or when the storm was stopped before anybody came.
    var account: EventAccount?
}

/// The time between setup and teardown, of all crowds on all loops.
struct JourneysPhase: Sendable {
    let context: StormContext
    let workers: [LoopWorker]
    let crowds: [CrowdRun]
    let tally: GeneratorTally
    let activity: RequestActivity
    /// Ends the run when one of its conditions holds; nil if there are none.
    let abortWatch: AbortWatch?

    /// How often recorded samples are passed to the sink.
    private static let flushNanoseconds: Int64 = 200_000_000

    /// What ended among the tasks of this phase.
    private enum Occurrence: Sendable {
        /// Every journey of one crowd on one loop has ended.
        case crowdEnded
        /// The storm is to be stopped.
        case stopped
        /// A helper has ended: a gate's keeper or timer, or a recorder's flush.
        case helperEnded
    }

    /// Starts the participants and waits until every journey has ended, on its own or because the storm was stopped.
    func run() async -> JourneysEnding {
        // T0 stays what was agreed on, even if it has passed meanwhile: the others have begun then.
        let began = Moment.now
        let origin = context.start?.at ?? began
        if let late = context.start?.at.map({ began.nanoseconds(since: $0) }), late >= 1_000_000 {
            context.notice(
                "T0 was \(Duration.milliseconds(late / 1_000_000).words) ago: everything was ready too late, and whoever comes after a "
                    + "release is a straggler.")
        }
        let times = context.plan.shard == nil ? nil : context.plan.gateTimes
        let barriers = context.plan.gates.enumerated().map { place, gate in
            ReleaseBarrier(
                number: gate.number, name: gate.name, gate.release, expected: gate.expected, loops: workers.count,
                opensAt: times.map { origin.advanced(by: $0[place]) })
        }
        await workers.onEach { worker in
            worker.loop.raisePriority(true)
            worker.gates.use(barriers)
            worker.engine.watchActivity { [activity = worker.activity] in activity.change(isBusy: $0) }
            _ = worker.loop.takeLag()
        }
        context.progress.watch(barriers, workers.map(\.steps), tally, cores: workers.count)
        let stopReason = await withTaskGroup(of: Occurrence.self) { group -> StopReason? in
            let first = workers[0].loop
            for worker in workers {
                for barrier in barriers {
                    group.addTask(executorPreference: worker.loop) {
                        await worker.gates.keep(barrier)
                        return .helperEnded
                    }
                }
                group.addTask(executorPreference: worker.loop) {
                    await flushPeriodically(worker)
                    return .helperEnded
                }
                for crowd in crowds {
                    group.addTask(executorPreference: worker.loop) {
                        await run(crowd, on: worker, from: origin)
                        return .crowdEnded
                    }
                }
            }
            for barrier in barriers {
                group.addTask(executorPreference: first) {
                    await limit(barrier, on: first)
                    return .helperEnded
                }
            }
            for barrier in barriers where barrier.isPrimed {
                group.addTask(executorPreference: first) {
                    await limitHold(of: barrier, on: first)
                    return .helperEnded
                }
            }
            group.addTask(executorPreference: first) {
                await context.control.stopped() == nil ? .helperEnded : .stopped
            }
            group.addTask(executorPreference: globalConcurrentExecutor) {
                await tally.run()
                return .helperEnded
            }
            if let abortWatch {
                group.addTask(executorPreference: globalConcurrentExecutor) {
                    await abortWatch.run(stopping: context.control)
                    return .helperEnded
                }
            }
            var left = workers.count * crowds.count
            var stopReason: StopReason?
            for await occurrence in group {
                switch occurrence {
                case .crowdEnded: left -= 1
                case .stopped:
                    if left > 0 { stopReason = context.control.reason }
                    left = min(left, 0)
                // The task that runs the storm was cancelled from outside.
                case .helperEnded where Task.isCancelled: left = min(left, 0)
                case .helperEnded: continue
                }
                guard left <= 0 else { continue }
                // Participants waiting at a gate are released first; everybody else is cancelled.
                for barrier in barriers { barrier.abandon() }
                group.cancelAll()
            }
            return stopReason
        }
        var ending = await conclude(barriers, since: origin)
        if context.start?.at != nil {
            let arrivals = zip(barriers, times ?? []).filter { $0.1 == .zero }.compactMap(\.0.lastArrival)
            ending.ready = ([began] + arrivals).max()
        }
        ending.stopReason = stopReason
        if stopReason == nil, context.control.reason == nil, let abortWatch {
            ending.stopReason = await withTaskExecutorPreference(globalConcurrentExecutor) {
                await abortWatch.judgeLast()
            }
        }
        return ending
    }

    /// Runs one crowd on one loop, from its start to the end of its last journey.
    private func run(_ crowd: CrowdRun, on worker: LoopWorker, from origin: Moment) async {
        var start = origin
        // In a shard, whoever waits at a gate from the start on is there before T0, and leaves it at T0.
        let comesEarly = context.plan.shard != nil && crowd.plan.waitsAtStart
        switch crowd.plan.start {
        case .withRun:
            if !comesEarly, context.start != nil {
                guard (try? await worker.loop.sleep(until: start)) != nil else { return }
            }
        case .after(let delay):
            start = origin.advanced(by: delay)
            if !comesEarly { guard (try? await worker.loop.sleep(until: start)) != nil else { return } }
        case .afterCrowd(let name):
            guard let other = crowds.first(where: { $0.plan.name == name }), let end = await other.settlement.wait()
            else { return }
            start = end
        }
        if worker.loop.index == 0 {
            worker.recorder.record(.arrivals(at: start, crowd: Int16(clamping: crowd.index)))
        }
        await CrowdWorker(crowd, on: worker, context).run(from: start, loops: workers.count)
    }

    /// Passes samples to the sink five times a second, with a sign of life.
    private func flushPeriodically(_ worker: LoopWorker) async {
        var next = Moment.now
        repeat {
            worker.recorder.flush()
            tally.take(worker.loop.takeLag())
            if worker.loop.index == 0 {
                let beat = context.beat()
                abortWatch?.beat(beat)
            }
            next = next.advanced(byNanoseconds: JourneysPhase.flushNanoseconds)
        } while (try? await worker.loop.sleep(until: next)) != nil
    }

    /// Opens a gate when its timeout has passed, counted from the first arrival.
    private func limit(_ barrier: ReleaseBarrier, on loop: EventLoop) async {
        guard let deadline = await barrier.deadline() else { return }
        guard (try? await loop.sleep(until: deadline)) != nil else { return }
        let late = Moment.now.nanoseconds(since: deadline)
        if context.plan.shard != nil, late > StormStart.grace.wholeNanoseconds {
            let words = Duration.nanoseconds(late / 1_000_000 * 1_000_000).words
            return context.control.stop(
                .aborted("the release was \(words) ago, and the other shards' participants have gone"))
        }
        barrier.timeOut()
    }

    /// Opens a primed gate when the time to prepare has passed.
    private func limitHold(of barrier: ReleaseBarrier, on loop: EventLoop) async {
        guard case .began(let start)? = await barrier.primingStart() else { return }
        if (try? await loop.sleep(until: start.advanced(by: barrier.hold))) != nil { barrier.endHold() }
    }

    /// Collects everything that is known once the last journey has ended.
    private func conclude(_ barriers: [ReleaseBarrier], since origin: Moment) async -> JourneysEnding {
        await workers.onEach { worker in
            worker.loop.raisePriority(false)
            worker.engine.watchActivity(nil)
            worker.activity.change(isBusy: false)
            worker.counters.saw(openFiles: max(worker.engine.peakOpenFiles, ProcessReading.openFiles))
            worker.recorder.flush()
        }
        // After the reports that any loop has recorded: the last one of a gate is what counts.
        await workers.onEach { worker in
            guard worker.loop.index == 0 else { return }
            for barrier in barriers {
                if let sample = barrier.takeReport(isLast: true) { worker.recorder.record(sample) }
            }
            worker.recorder.flush()
        }
        let beat = context.beat()
        abortWatch?.beat(beat)
        let (figures, lastEnd, walked) = tally.result
        let overruns = barriers.compactMap(\.overrun)
        var ending = JourneysEnding(warnings: overruns + walked.warnings(of: context.plan), figures: figures)
        for worker in workers {
            ending.figures.add(worker.counters)
            ending.figures.add(worker.loop.takeLag())
            ending.figures.busiestLoop = max(ending.figures.busiestLoop, worker.activity.busyShare)
        }
        (ending.figures.requestSeconds, ending.figures.requestCPUSeconds) = activity.total
        ending.durationSeconds = max(0, Double((lastEnd ?? origin).nanoseconds(since: origin)) / 1e9)
        return ending
    }
}
