// One loop's share of the storm: its engine, its recorder, its participants at the gates and in the room.
import Addresses
import Analysis
import EventLoops
import Journeys
import Measuring
import Scenarios
import Synchronization
import Transport

/// What the participants of one loop share. Made, used and closed on its loop, so nothing in it is locked.
///
/// `@unchecked Sendable`, since child tasks carry it: the constants are Sendable, and `barriers`, `waiters` and `inRoom`
/// are touched on `loop` only, which debug builds assert wherever one of them is.
final class LoopWorker: RunCoordinator, @unchecked Sendable {
    let loop: EventLoop
    let engine: HTTPEngine
    let recorder: Recorder
    let progress: StormProgress
    let figures: LoopFigures
    private var barriers: [ReleaseBarrier] = []
    private var waiters: [[CheckedContinuation<GatePass, Never>]] = []
    /// Participants who are in the room though their journey is over.
    private var inRoom: [Participant] = []

    /// The worker of a loop; called on that loop.
    init(
        loop: EventLoop, settings: TransportSettings, sink: any SampleSink, redactor: Redactor, progress: StormProgress
    ) throws(Failure) {
        self.loop = loop
        self.progress = progress
        engine = try HTTPEngine(loop: loop, settings: settings)
        let figures = LoopFigures()
        self.figures = figures
        recorder = Recorder(loop: loop, sink: sink, redactor: redactor) { batch in
            figures.add(batch)
            progress.requests.add(batch.requests.count, ordering: .relaxed)
        }
    }

    /// Where this loop's participants live.
    var place: LoopContext { LoopContext(loop: loop, engine: engine, recorder: recorder, coordinator: self) }

    /// Sets the journey's gates.
    func use(_ barriers: [ReleaseBarrier]) {
        assert(loop.isCurrent, "gates are to be set on their loop")
        self.barriers = barriers
        waiters = barriers.map { _ in [] }
    }

    /// Hands on what is recorded and ends the engine; every session must be closed.
    func close() {
        recorder.flush()
        engine.close()
    }

    /// Looks each host up, once for this loop, and writes down how long it took.
    func lookUp(_ hosts: [String]) async -> [HostLookup] {
        let answers = await engine.resolve(hosts)
        // An address, or a name that the scenario gives an address for, is not looked up.
        for answer in answers where answer.microseconds > 0 || answer.failure != nil {
            recorder.record(
                LookupSample(
                    loop: Int16(clamping: loop.index), host: answer.host, microseconds: answer.microseconds,
                    failure: answer.failure))
        }
        return answers
    }

    /// Connects to an address and hangs up, without a request.
    /// - Returns: why nobody answers there, or cannot be trusted.
    func probe(_ url: WebURL, _ options: Session.Options) async -> Failure? {
        do throws(Failure) {
            let session = try Session(engine: engine, options: options)
            defer { session.close() }
            return await session.connect(to: url, timeoutMilliseconds: LoopWorker.patienceMilliseconds)
        } catch {
            return error
        }
    }

    /// So long is waited for somebody to answer the door.
    private static let patienceMilliseconds = 5_000

    // MARK: Gates

    func pass(gate: Int16, participant: Int32) async -> GatePass {
        if let pass = arrive(participant, at: gate) { return pass }
        let pass = await withCheckedContinuation { waiters[Int(gate) - 1].append($0) }
        barriers[Int(gate) - 1].pace.setOff(on: loop.index)
        progress.waiting.subtract(1, ordering: .relaxed)
        return pass
    }

    /// Counts a participant in; nil if it has to wait. Out of line, so that those who wait hold nothing of it.
    @inline(never)
    private func arrive(_ participant: Int32, at gate: Int16) -> GatePass? {
        assert(loop.isCurrent, "a participant left its loop")
        let barrier = barriers[Int(gate) - 1]
        switch barrier.arrive(participant) {
        case .turnBack: return .cancelled
        case .pass(let opening):
            report(barrier)
            return .open(opening)
        case .wait, .open:
            // Whoever opens the gate goes with the others, in the turn of theirs, and not before them.
            progress.waiting.add(1, ordering: .relaxed)
            return nil
        }
    }

    func withdraw(participant: Int32, from gate: Int16) {
        assert(loop.isCurrent, "a participant left its loop")
        let barrier = barriers[Int(gate) - 1]
        barrier.withdraw()
        report(barrier)
    }

    /// Lets this loop's participants go when the gate opens, or turns them back when the run ends.
    func keep(_ barrier: ReleaseBarrier) async {
        let outcome = await barrier.outcome()
        assert(loop.isCurrent, "a keeper left its loop")
        let place = Int(barrier.number) - 1
        let going = waiters[place]
        waiters[place] = []
        switch outcome {
        case .opened(let opening):
            barrier.pace.release(going.count, on: loop.index)
            for waiter in going { waiter.resume(returning: .released(opening)) }
            if barrier.isTight {
                loop.shouldYield = nil
                loop.runAllJobsNextTurn()
            } else {
                loop.shouldYield = { [pace = barrier.pace, index = loop.index] in pace.isAhead(index) }
            }
            report(barrier)
        case .abandoned:
            for waiter in going { waiter.resume(returning: .cancelled) }
        }
    }

    /// Records a gate's opening once everyone has come who is still expected.
    private func report(_ barrier: ReleaseBarrier) {
        if let sample = barrier.takeReport(isLast: false) { recorder.record(sample) }
    }

    // MARK: The room

    func entered() {
        progress.entered.add(1, ordering: .relaxed)
    }

    /// Keeps a participant who is in the room, or may be, until teardown; closes any other.
    func dismiss(_ participant: Participant) {
        assert(loop.isCurrent, "a participant left its loop")
        if participant.mayBeInRoom { inRoom.append(participant) } else { participant.close() }
    }

    /// Records a participant for whom the machine had no room.
    func refuse(_ number: Int32, due: Moment, _ failure: Failure, _ journey: PreparedJourney) {
        for gate in journey.gates { withdraw(participant: number, from: gate) }
        figures.refused()
        let first = StepIndex(rawValue: 0)
        let now = Moment.now
        recorder.record(
            StepSample(participant: number, step: first, intended: due, started: now, finished: now, failure: failure))
        recorder.record(
            ParticipantSample(
                participant: number, intended: due, started: now, finished: now, entered: nil,
                journeyNanoseconds: nil, ending: .failed, endedAt: first))
    }

    /// How many are still in the room.
    var inRoomCount: Int {
        assert(loop.isCurrent, "teardown left its loop")
        return inRoom.count
    }

    /// Leads those in the room out, several at a time, until nobody is left or the task is cancelled.
    /// - Returns: how many could not be led out.
    func leaveAll(atOnce width: Int, timeoutMilliseconds: Int) async -> Int {
        assert(loop.isCurrent, "teardown left its loop")
        return await withTaskGroup(of: Int.self) { group in
            for _ in 0..<min(width, inRoom.count) {
                group.addTask { await self.leaveOneByOne(timeoutMilliseconds) }
            }
            return await group.reduce(0, +)
        }
    }

    private func leaveOneByOne(_ timeoutMilliseconds: Int) async -> Int {
        assert(loop.isCurrent, "teardown left its loop")
        var left = 0
        while let participant = inRoom.popLast() {
            if Task.isCancelled {
                left += 1
            } else {
                do throws(Failure) {
                    try await participant.leaveRoomAtTheEnd(timeoutMilliseconds: timeoutMilliseconds)
                } catch {
                    left += 1
                }
            }
            participant.close()
        }
        return left
    }
}
