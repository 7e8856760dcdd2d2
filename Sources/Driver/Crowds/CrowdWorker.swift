// One crowd's participants on one loop: they come as the crowd's source says, and each walks its journey.
import EventLoops
import Journeys
import Measuring
import Scenarios
import Synchronization
import Transport

/// Lets the participants of one crowd come on one loop, and counts them. Used on that loop alone.
///
/// `@unchecked Sendable`, since child tasks carry it: the constants are Sendable, and `present` and `departure` are
/// touched on the loop only, which debug builds assert.
final class CrowdWorker: RunCoordinator, @unchecked Sendable {
    private let crowd: CrowdRun
    private let worker: LoopWorker
    private let context: StormContext
    /// Who has come and not ended.
    private var present = 0
    /// Whoever waits for somebody to end: the source of a closed model.
    private var departure: CheckedContinuation<Void, Never>?

    init(_ crowd: CrowdRun, on worker: LoopWorker, _ context: StormContext) {
        self.crowd = crowd
        self.worker = worker
        self.context = context
    }

    /// Lets them come, counted from the crowd's start, and waits until all have ended.
    func run(from start: Moment, loops: Int) async {
        var source = crowd.plan.arrivals(
            crowd: crowd.index, seed: context.metadata.seed, loop: worker.loop.index, of: loops)
        // Discarding, so that an open model keeps nothing of those who have ended.
        await withDiscardingTaskGroup { group in
            arrivals: while !Task.isCancelled {
                switch source.next(elapsed: Moment.now.nanoseconds(since: start), present: present) {
                case .nobody: break arrivals
                case .whenOneHasEnded: await oneHasEnded()
                case .comes(let place, let offset):
                    let due = start.advanced(byNanoseconds: offset)
                    // Also for what is due already: the sleep lets others have their turn.
                    if offset > 0, (try? await worker.loop.sleep(until: due)) == nil { break arrivals }
                    begin()
                    group.addTask {
                        if offset > 0 { self.worker.counters.arrived(at: Moment.now, due: due) }
                        await self.walk(place, due: due)
                        self.end()
                    }
                }
            }
            crowd.settlement.arrivalsEnded()
        }
    }

    /// One participant, from its arrival to the end of its journey.
    private func walk(_ place: Int, due: Moment) async {
        do throws(Failure) {
            let participant = try Participant(
                crowd.identity(at: place), journey: crowd.journey,
                place: LoopContext(
                    loop: worker.loop, engine: worker.engine, recorder: worker.recorder, coordinator: self),
                options: context.sessionOptions(
                    participant: crowd.numbers[place], cookies: crowd.plan.participants.cookies),
                arrival: due)
            if await participant.walk() == .failed { crowd.progress.failed.add(1, ordering: .relaxed) }
            if !participant.hasEntered { crowd.settlement.participantSettled() }
            await part(from: participant)
        } catch {
            // The machine has no room for this one: it fails at its first step.
            crowd.progress.failed.add(1, ordering: .relaxed)
            crowd.settlement.participantSettled()
            refuse(crowd.numbers[place], due: due, error)
        }
    }

    /// Whoever is still in the room stays there until teardown, as after an event. Where others follow without end, it
    /// leaves at once and is forgotten.
    private func part(from participant: Participant) async {
        if crowd.plan.arrival.isOpenEnded, participant.mayBeInRoom {
            // Whoever could not leave now is among those of teardown.
            try? await participant.leaveRoomAtTheEnd(timeoutMilliseconds: TeardownPhase.timeoutMilliseconds)
        }
        worker.dismiss(participant)
    }

    /// Records a participant for whom the machine had no room.
    private func refuse(_ number: Int32, due: Moment, _ failure: Failure) {
        for gate in crowd.journey.gates { withdraw(participant: number, from: gate) }
        worker.counters.refused()
        let first = crowd.journey.firstStep
        let now = Moment.now
        worker.recorder.record(
            StepSample(participant: number, step: first, intended: due, started: now, finished: now, failure: failure))
        worker.recorder.record(
            ParticipantSample(
                participant: number, crowd: crowd.journey.crowd, intended: due, started: now, finished: now,
                entered: nil, journeyNanoseconds: nil, ending: .failed, endedAt: first))
    }

    // MARK: Counting

    private func begin() {
        assert(worker.loop.isCurrent, "arrivals left their loop")
        present += 1
        crowd.progress.started.add(1, ordering: .relaxed)
        crowd.settlement.participantCame()
    }

    private func end() {
        assert(worker.loop.isCurrent, "a participant left its loop")
        present -= 1
        crowd.progress.finished.add(1, ordering: .relaxed)
        departure.take()?.resume()
    }

    /// Waits until one of those present has ended. Also ends when the storm is stopped, since that ends them all.
    private func oneHasEnded() async {
        assert(present > 0, "a closed model waits for nobody")
        await withCheckedContinuation { departure = $0 }
    }

    // MARK: What a participant meets

    func pass(gate: Int16, participant: Int32) async -> GatePass {
        await worker.gates.pass(gate, participant: participant, of: crowd.progress)
    }

    func withdraw(participant: Int32, from gate: Int16) { worker.gates.withdraw(from: gate) }

    func entered() {
        crowd.progress.entered.add(1, ordering: .relaxed)
        crowd.settlement.participantSettled()
    }
}
