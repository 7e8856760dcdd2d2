// One loop's share of the storm: its engine, its recorder, its gates, and its participants who are in the room.
import Addresses
import EventLoops
import Journeys
import Measuring
import Scenarios
import Synchronization
import Transport

/// What the participants of one loop share. Created, used and closed on its loop, so nothing in it is locked.
///
/// `@unchecked Sendable`, since child tasks carry it: the constants are Sendable, and `host`, `inRoom` and the
/// counts beside it are touched on `loop` only, which debug builds assert.
final class LoopWorker: @unchecked Sendable {
    let loop: EventLoop
    let engine: HTTPEngine
    let recorder: Recorder
    let gates: LoopGates
    let counters = LoopCounters()
    let activity: LoopActivity
    /// Counts who is in which step.
    let steps: StepCounters
    /// Who watches every request; nil: nobody.
    let observer: WalkObserver?
    /// The host of the scenario's own setup, until teardown; on the first loop alone.
    var host: HostSteps? {
        get {
            assert(loop.isCurrent, "the host left its loop")
            return keptHost
        }
        set {
            assert(loop.isCurrent, "the host left its loop")
            keptHost = newValue
        }
    }
    private var keptHost: HostSteps?
    /// Participants who are in the room although their journey is over.
    private var inRoom: [Participant] = []
    /// How many of them the server has refused to let leave.
    private var refusedCount = 0
    /// How many were given up after that, because enough of them are kept.
    private(set) var leftBehindCount = 0
    /// The most to keep of those refused. A crowd without end against a server that lets nobody leave would otherwise
    /// pile up sessions until no file can be opened.
    static let mostRefused = 32

    /// Creates the worker of a loop. Call it on that loop. `handedOn` receives each batch of samples.
    init(
        loop: EventLoop, settings: TransportSettings, sink: any SampleSink,
        redactor: Redactor = Redactor(secrets: []), activity: RequestActivity = RequestActivity(), steps: Int = 0,
        observer: WalkObserver? = nil,
        handedOn: @escaping @Sendable (SampleBatch) -> Void = { _ in }
    ) throws(Failure) {
        self.loop = loop
        self.observer = observer
        self.activity = LoopActivity(partOf: activity)
        self.steps = StepCounters(steps: steps)
        engine = try HTTPEngine(loop: loop, settings: settings)
        recorder = Recorder(loop: loop, sink: sink, redactor: redactor, handedOn: handedOn)
        gates = LoopGates(loop: loop, engine: engine, recorder: recorder)
    }

    /// The context of participants outside all crowds: the host.
    var place: LoopContext {
        place(HostCoordinator())
    }

    /// The context of participants with this coordinator.
    func place(_ coordinator: any RunCoordinator, budget: RequestBudget? = nil) -> LoopContext {
        LoopContext(
            loop: loop, engine: engine, recorder: recorder, coordinator: coordinator, budget: budget, steps: steps,
            observer: observer)
    }

    /// Passes on what is recorded and ends the engine. Every session must be closed.
    func close() {
        host?.close()
        recorder.flush()
        engine.close()
    }

    /// Looks up the host of each URL, or of the proxy that it is requested through, once for this loop, and records how
    /// long it took.
    func lookUp(_ urls: [WebURL]) async -> [HostLookup] {
        let answers = await engine.resolve(urls)
        // An IP address, or a name for which the scenario gives an address, is not looked up.
        for answer in answers where answer.microseconds > 0 || answer.failure != nil {
            recorder.record(
                LookupSample(
                    loop: Int16(clamping: loop.index), host: answer.host, microseconds: answer.microseconds,
                    failure: answer.failure))
        }
        return answers
    }

    /// Connects to a URL's host and disconnects, without a request.
    /// - Returns: why it could not connect or did not trust the server; nil if it connected.
    func probe(_ url: WebURL, _ options: Session.Options) async -> Failure? {
        do throws(Failure) {
            return try await withSession(engine, options) {
                await $0.connect(to: url, timeoutMilliseconds: LoopWorker.probeTimeoutMilliseconds)
            }
        } catch {
            return error
        }
    }

    /// How long a probe waits for a connection.
    private static let probeTimeoutMilliseconds = 5_000

    // MARK: The room

    /// Keeps a participant who is or may be in the room until teardown. Closes any other.
    func dismiss(_ participant: Participant) {
        assert(loop.isCurrent, "a participant left its loop")
        if participant.mayBeInRoom { inRoom.append(participant) } else { participant.close() }
    }

    /// Keeps a participant whom the server did not let leave, for another attempt in teardown, as long as there are few
    /// of them. Closes any other: its place at the platform is left behind.
    func dismiss(refused participant: Participant) {
        assert(loop.isCurrent, "a participant left its loop")
        if refusedCount < LoopWorker.mostRefused {
            refusedCount += 1
            dismiss(participant)
        } else {
            leftBehindCount += 1
            participant.close()
        }
    }

    /// How many are still in the room.
    var inRoomCount: Int {
        assert(loop.isCurrent, "teardown left its loop")
        return inRoom.count
    }

    /// Makes participants leave the room, several at a time, until nobody is left or the task is cancelled.
    /// - Returns: how many could not leave.
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

extension [LoopWorker] {
    /// Does the same on every loop, concurrently.
    func onEach(_ body: @escaping @Sendable (LoopWorker) async -> Void) async {
        await withDiscardingTaskGroup { group in
            for worker in self {
                group.addTask(executorPreference: worker.loop) { await body(worker) }
            }
        }
    }
}

/// The host's coordinator: the host runs before the others and passes no gate.
private final class HostCoordinator: RunCoordinator {
    func pass(gate: Int16, participant: Int32) async -> GatePass { .open(Moment.now) }
    func withdraw(participant: Int32, from gate: Int16) {}
    func entered() {}
}
