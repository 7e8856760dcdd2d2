// One crowd's participants on one loop: they arrive as the crowd's source says, and each executes its journey.
import EventLoops
import Journeys
import Measuring
import Scenarios
import Synchronization
import Transport

/// Starts the participants of one crowd on one loop, and counts them. Used on that loop alone.
///
/// `@unchecked Sendable`, since child tasks carry it: the constants are Sendable, and `present` and `departure` are
/// touched on the loop only, which debug builds assert.
final class CrowdWorker: RunCoordinator, @unchecked Sendable {
    private let crowd: CrowdRun
    private let worker: LoopWorker
    private let context: StormContext
    /// The number of participants who have arrived and not ended.
    private var present = 0
    /// The task that waits for a participant to end: the source of a closed model.
    private var departure: CheckedContinuation<Void, Never>?

    init(_ crowd: CrowdRun, on worker: LoopWorker, _ context: StormContext) {
        self.crowd = crowd
        self.worker = worker
        self.context = context
    }

    /// Starts the participants, counted from the crowd's start, and waits until all have ended.
    func run(from start: Moment, loops: Int) async {
        guard let places = crowd.places else { return crowd.settlement.arrivalsEnded() }
        var source = crowd.plan.arrivals(
            crowd: crowd.index, seed: context.metadata.seed, at: places.part(worker.loop.index, of: loops))
        // A discarding group, so that an open model keeps nothing of participants who have ended.
        await withDiscardingTaskGroup { group in
            arrivals: while !Task.isCancelled {
                switch source.next(elapsed: Moment.now.nanoseconds(since: start), present: present) {
                case .nobody: break arrivals
                case .whenOneHasEnded: await oneHasEnded()
                case .comes(let place, let offset):
                    let due = start.advanced(byNanoseconds: offset)
                    // Also sleeps if it is already due, so that others get their turn.
                    if offset > 0, (try? await worker.loop.sleep(until: due)) == nil { break arrivals }
                    begin()
                    group.addTask {
                        self.setOff()
                        if offset > 0 { self.worker.counters.arrived(at: Moment.now, due: due) }
                        await self.walk(place, due: due)
                        self.end()
                    }
                }
            }
            crowd.settlement.arrivalsEnded()
            startAllFirst()
        }
    }

    // MARK: Arrivals at once

    /// Those who arrive at once are a release: all of them start before the loop reads a response.
    private func startAllFirst() {
        guard case .atOnce = crowd.plan.arrival else { return }
        crowd.pace.startFirst(present, on: worker.loop)
    }

    private func setOff() {
        guard case .atOnce = crowd.plan.arrival else { return }
        crowd.pace.setOff(on: worker.loop.index)
    }

    /// Runs one participant from its arrival to the end of its journey.
    private func walk(_ place: Int, due: Moment) async {
        do throws(Failure) {
            let participant = try participant(at: place, due: due)
            if await participant.walk() == .failed {
                crowd.progress.failed.add(1, ordering: .relaxed)
                if participant.hasEntered { crowd.progress.failedAfterEntering.add(1, ordering: .relaxed) }
            }
            if !participant.hasEntered { crowd.settlement.participantSettled() }
            await part(from: participant)
        } catch {
            // The machine has no resources for this one: it fails at its first step.
            crowd.progress.failed.add(1, ordering: .relaxed)
            crowd.settlement.participantSettled()
            refuse(crowd.numbers[place], due: due, error)
        }
    }

    /// Creates a participant. Out of line, so that its task keeps nothing of its data.
    @inline(never)
    private func participant(at place: Int, due: Moment) throws(Failure) -> Participant {
        guard let person = crowd.person(at: place, seed: context.metadata.seed) else { throw crowd.noRowLeft }
        return try Participant(
            Identity(person), journey: crowd.journey,
            place: worker.place(self, budget: crowd.budget),
            options: context.sessionOptions(
                participant: person.number, cookies: crowd.plan.participants.cookies,
                certificate: context.certificates.certificate(of: person, columns: crowd.plan.columns)),
            arrival: due)
    }

    /// Participants who are still in the room stay there until teardown, as after an event. In an open-ended crowd they
    /// leave at once and are forgotten.
    private func part(from participant: Participant) async {
        guard crowd.plan.arrival.isOpenEnded, participant.mayBeInRoom else { return worker.dismiss(participant) }
        do throws(Failure) {
            try await participant.leaveRoomAtTheEnd(timeoutMilliseconds: TeardownPhase.timeoutMilliseconds)
            worker.dismiss(participant)
        } catch {
            // Cut off by the end of the run, it was not refused: it leaves in teardown, like those of other crowds.
            if error.kind == .cancelled { worker.dismiss(participant) } else { worker.dismiss(refused: participant) }
        }
    }

    /// Records a participant for whom the machine had no resources.
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

    /// Waits until one of those present has ended. Also returns when the storm is stopped, since that ends all of them.
    private func oneHasEnded() async {
        assert(present > 0, "a closed model waits for nobody")
        await withCheckedContinuation { departure = $0 }
    }

    // MARK: RunCoordinator

    func pass(gate: Int16, participant: Int32) async -> GatePass {
        await worker.gates.pass(gate, participant: participant, of: crowd.progress)
    }

    func withdraw(participant: Int32, from gate: Int16) { worker.gates.withdraw(from: gate) }

    func entered() {
        crowd.progress.entered.add(1, ordering: .relaxed)
        crowd.settlement.participantSettled()
    }

    func presenceChanged(isIn: Bool) {
        crowd.progress.inRoom.add(isIn ? 1 : -1, ordering: .relaxed)
        if isIn { crowd.progress.joins.add(1, ordering: .relaxed) }
    }
}
