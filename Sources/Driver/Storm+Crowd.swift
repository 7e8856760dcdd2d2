// While the participants are there: they come, walk their journeys, and are watched over.
import Analysis
import EventLoops
import Journeys
import Measuring
import Scenarios
import Synchronization
import Transport

/// How the crowd's time ended.
struct CrowdEnding: Sendable {
    var status = RunStatus.completed
    var reason: String?
    var durationSeconds = 0.0
    var figures = GeneratorFigures()

    /// An ending for that reason; nil: by itself.
    init(stopped reason: StopReason?) {
        switch reason {
        case nil: break
        case .interrupted: status = .interrupted
        case .aborted(let words):
            status = .aborted
            self.reason = words
        }
    }
}

extension Storm {
    /// What ended among the tasks that share the crowd's time.
    private enum Occurrence: Sendable {
        /// Every journey of one loop has ended.
        case loopEnded
        /// The storm is to be stopped.
        case stopped
        /// A helper is done: a gate's keeper or clock, a recorder's pulse.
        case helperEnded
    }

    /// Lets the participants come and waits until every journey has ended, by itself or because the storm was stopped.
    func runCrowd(_ journey: PreparedJourney, _ workers: [LoopWorker]) async -> CrowdEnding {
        let barriers = plan.gates.map {
            ReleaseBarrier(
                number: $0.number, name: $0.name, $0.release, expected: $0.expected, loops: workers.count)
        }
        await onEach(workers) { worker in
            worker.loop.raisePriority(true)
            worker.use(barriers)
            worker.figures.stepsSetOff = self.plan.stepsSetOff
            _ = worker.loop.takeLag()
        }
        let schedule = ArrivalSchedule(
            plan.crowds[0].arrival, count: plan.crowds[0].participants.count, seed: metadata.seed)
        let origin = Moment.now
        await withTaskGroup(of: Occurrence.self) { group in
            for worker in workers {
                for barrier in barriers {
                    group.addTask(executorPreference: worker.loop) {
                        await worker.keep(barrier)
                        return .helperEnded
                    }
                }
                group.addTask(executorPreference: worker.loop) {
                    await self.flushPeriodically(worker)
                    return .helperEnded
                }
                group.addTask(executorPreference: worker.loop) {
                    if worker.loop.index == 0 { worker.recorder.record(.arrivals(at: origin)) }
                    await self.arrive(schedule, from: origin, journey, on: worker, of: workers.count)
                    return .loopEnded
                }
            }
            let first = workers[0].loop
            for barrier in barriers {
                group.addTask(executorPreference: first) {
                    await self.limit(barrier, on: first)
                    return .helperEnded
                }
            }
            group.addTask(executorPreference: first) { await self.control.stopped() == nil ? .helperEnded : .stopped }
            if let limit = plan.limits.maxDuration {
                group.addTask(executorPreference: first) {
                    if (try? await first.sleep(until: origin.advanced(by: limit))) != nil {
                        self.control.stop(.aborted("max-duration was reached: \(limit)"))
                    }
                    return .helperEnded
                }
            }
            var loopsLeft = workers.count
            for await occurrence in group {
                switch occurrence {
                case .loopEnded: loopsLeft -= 1
                case .stopped: loopsLeft = min(loopsLeft, 0)
                // The task that runs the storm was cancelled from outside.
                case .helperEnded where Task.isCancelled: loopsLeft = min(loopsLeft, 0)
                case .helperEnded: continue
                }
                guard loopsLeft <= 0 else { continue }
                // Those who wait at a gate turn back first; everybody else is cancelled.
                for barrier in barriers { barrier.abandon() }
                group.cancelAll()
            }
        }
        return await conclude(barriers, workers, since: origin)
    }

    /// Participant i lives on loop i mod loops. They come in their order, each as a child task.
    private func arrive(
        _ schedule: ArrivalSchedule, from origin: Moment, _ journey: PreparedJourney, on worker: LoopWorker,
        of loops: Int
    ) async {
        await withDiscardingTaskGroup { group in
            for place in stride(from: worker.loop.index, to: plan.crowds[0].participants.count, by: loops) {
                let due = origin.advanced(byNanoseconds: schedule.offset(at: place))
                if !schedule.isAtOnce {
                    guard (try? await worker.loop.sleep(until: due)) != nil else { break }
                }
                if Task.isCancelled { break }
                let number = Int32(clamping: place + 1)
                group.addTask {
                    if !schedule.isAtOnce { worker.figures.arrived(at: Moment.now, due: due) }
                    await self.walk(number, due: due, journey, on: worker)
                }
            }
        }
    }

    /// One participant, from its arrival to the end of its journey.
    private func walk(_ number: Int32, due: Moment, _ journey: PreparedJourney, on worker: LoopWorker) async {
        progress.started.add(1, ordering: .relaxed)
        defer { progress.finished.add(1, ordering: .relaxed) }
        do throws(Failure) {
            let participant = try Participant(
                Identity(generated: number, moderators: plan.crowds[0].participants.moderators), journey: journey,
                place: worker.place, options: options(of: number), arrival: due)
            if await participant.walk() == .failed { progress.failed.add(1, ordering: .relaxed) }
            worker.dismiss(participant)
        } catch {
            // The machine has no room for this one: it fails at its first step.
            progress.failed.add(1, ordering: .relaxed)
            worker.refuse(number, due: due, error, journey)
        }
    }

    /// Hands what was recorded to the sink five times a second.
    private func flushPeriodically(_ worker: LoopWorker) async {
        var next = Moment.now
        repeat {
            worker.recorder.flush()
            next = next.advanced(byNanoseconds: 200_000_000)
        } while (try? await worker.loop.sleep(until: next)) != nil
    }

    /// Opens a gate when its time is over, counted from the first arrival.
    private func limit(_ barrier: ReleaseBarrier, on loop: EventLoop) async {
        guard let deadline = await barrier.deadline() else { return }
        if (try? await loop.sleep(until: deadline)) != nil { barrier.timeOut() }
    }

    /// Everything that is known when the last journey has ended.
    private func conclude(
        _ barriers: [ReleaseBarrier], _ workers: [LoopWorker], since origin: Moment
    ) async -> CrowdEnding {
        await onEach(workers) { worker in
            worker.loop.raisePriority(false)
            worker.figures.saw(openFiles: max(worker.engine.peakOpenFiles, ProcessReading.openFiles))
            if worker.loop.index == 0 {
                for barrier in barriers {
                    if let sample = barrier.takeReport(isLast: true) { worker.recorder.record(sample) }
                }
            }
            worker.recorder.flush()
        }
        var ending = CrowdEnding(stopped: control.reason)
        let wall = Moment.now.microseconds(since: origin)
        var last = origin
        for worker in workers {
            ending.figures.add(worker.figures.figures)
            ending.figures.add(worker.loop.takeLag(), wallMicroseconds: wall)
            last = max(last, worker.figures.lastEnd ?? origin)
        }
        ending.figures.tightRelease = barriers.contains(where: \.isTight)
        ending.durationSeconds = Double(last.nanoseconds(since: origin)) / 1e9
        return ending
    }
}
