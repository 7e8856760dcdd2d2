// The release gates as one loop sees them: which of its participants wait at which gate.
import EventLoops
import Journeys
import Measuring
import Synchronization
import Transport

/// The gates of one loop. Used on that loop alone.
///
/// `@unchecked Sendable`, since child tasks carry it: the constants are Sendable, and its variables are touched on
/// `loop` only, which debug builds assert wherever one of them is.
final class LoopGates: @unchecked Sendable {
    private let loop: EventLoop
    private let recorder: Recorder
    private var barriers: [ReleaseBarrier] = []
    private var waiters: [[(participant: Int32, continuation: CheckedContinuation<GatePass, Never>)]] = []
    private let engine: HTTPEngine
    /// What the participants of primed gates hold back, once they prepare.
    private var held: [HeldRequests?] = []

    init(loop: EventLoop, engine: HTTPEngine, recorder: Recorder) {
        self.loop = loop
        self.engine = engine
        self.recorder = recorder
    }

    /// Sets the run's gates, by number.
    func use(_ barriers: [ReleaseBarrier]) {
        assert(loop.isCurrent, "gates are to be set on their loop")
        self.barriers = barriers
        waiters = barriers.map { _ in [] }
        held = barriers.map { _ in nil }
    }

    /// Waits at a gate until it opens. The crowd's counters include waiting participants.
    func pass(_ gate: Int16, participant: Int32, of crowd: CrowdProgress) async -> GatePass {
        if let pass = arrive(participant, at: gate, crowd) { return pass }
        let pass = await withCheckedContinuation { waiters[Int(gate) - 1].append((participant, $0)) }
        if case .released = pass { barriers[Int(gate) - 1].pace.setOff(on: loop.index) }
        crowd.waiting.subtract(1, ordering: .relaxed)
        return pass
    }

    /// Counts a participant in; nil if it has to wait. Out of line, so that waiting tasks keep nothing of it.
    @inline(never)
    private func arrive(_ participant: Int32, at gate: Int16, _ crowd: CrowdProgress) -> GatePass? {
        assert(loop.isCurrent, "a participant left its loop")
        let barrier = barriers[Int(gate) - 1]
        switch barrier.arrive(participant) {
        case .turnBack: return .cancelled
        case .pass(let opening):
            report(barrier)
            return .open(opening)
        case .join(let start): return .primes(start, requests(of: barrier, since: start).hold(for: participant))
        case .wait, .prime, .open:
            // The participant who opens the gate continues together with the others, not before them.
            crowd.waiting.add(1, ordering: .relaxed)
            return nil
        }
    }

    /// A participant will not come to a gate.
    func withdraw(from gate: Int16) {
        assert(loop.isCurrent, "a participant left its loop")
        let barrier = barriers[Int(gate) - 1]
        barrier.withdraw()
        report(barrier)
    }

    /// Releases this loop's participants when the gate opens, or cancels their wait when the run ends.
    func keep(_ barrier: ReleaseBarrier) async {
        if barrier.isPrimed { return await keepPrimed(barrier) }
        let outcome = await barrier.outcome()
        let going = takeWaiters(of: barrier)
        switch outcome {
        case .opened(let opening):
            for waiter in going { waiter.continuation.resume(returning: .released(opening)) }
            if barrier.isTight, !going.isEmpty {
                loop.runAllJobsNextTurn()
            } else {
                barrier.pace.startFirst(going.count, on: loop)
            }
            report(barrier)
        case .abandoned:
            for waiter in going { waiter.continuation.resume(returning: .cancelled) }
        }
    }

    /// The same for a primed gate: lets them prepare when its condition holds, and releases their last bytes when it opens.
    private func keepPrimed(_ barrier: ReleaseBarrier) async {
        // Also a cancelled keeper: the run ends, and `abandon` comes before that.
        let start = await barrier.primingStart()
        let going = takeWaiters(of: barrier)
        guard case .began(let moment)? = start else {
            for waiter in going { waiter.continuation.resume(returning: .cancelled) }
            return
        }
        let requests = requests(of: barrier, since: moment)
        for waiter in going {
            waiter.continuation.resume(returning: .primes(moment, requests.hold(for: waiter.participant)))
        }
        switch await barrier.outcome() {
        case .opened(let opening):
            assert(loop.isCurrent, "a keeper left its loop")
            requests.release(at: opening)
            barrier.loopHasReleased()
            report(barrier)
        case .abandoned: requests.abandon()
        }
    }

    private func takeWaiters(
        of barrier: ReleaseBarrier
    ) -> [(participant: Int32, continuation: CheckedContinuation<GatePass, Never>)] {
        assert(loop.isCurrent, "a keeper left its loop")
        let place = Int(barrier.number) - 1
        defer { waiters[place] = [] }
        return waiters[place]
    }

    /// What this loop's participants hold back at a primed gate, who prepare since that moment.
    private func requests(of barrier: ReleaseBarrier, since start: Moment) -> HeldRequests {
        let place = Int(barrier.number) - 1
        if let known = held[place] { return known }
        let requests = HeldRequests(engine: engine) { barrier.settle($0, $1) }
        requests.deadline = start.advanced(by: barrier.hold)
        held[place] = requests
        return requests
    }

    /// Records a gate's opening once everyone who is still expected has come.
    private func report(_ barrier: ReleaseBarrier) {
        if let sample = barrier.takeReport(isLast: false) { recorder.record(sample) }
    }
}
