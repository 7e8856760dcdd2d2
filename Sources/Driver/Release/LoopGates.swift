// The release gates as one loop sees them: which of its participants wait at which gate.
import EventLoops
import Journeys
import Measuring
import Synchronization

/// The gates of one loop. Used on that loop alone.
///
/// `@unchecked Sendable`, since child tasks carry it: the constants are Sendable, and `barriers` and `waiters` are touched
/// on `loop` only, which debug builds assert wherever one of them is.
final class LoopGates: @unchecked Sendable {
    private let loop: EventLoop
    private let recorder: Recorder
    private var barriers: [ReleaseBarrier] = []
    private var waiters: [[CheckedContinuation<GatePass, Never>]] = []

    init(loop: EventLoop, recorder: Recorder) {
        self.loop = loop
        self.recorder = recorder
    }

    /// Sets the run's gates, by number.
    func use(_ barriers: [ReleaseBarrier]) {
        assert(loop.isCurrent, "gates are to be set on their loop")
        self.barriers = barriers
        waiters = barriers.map { _ in [] }
    }

    /// Waits at a gate until it opens. The crowd's counters include waiting participants.
    func pass(_ gate: Int16, participant: Int32, of crowd: CrowdProgress) async -> GatePass {
        if let pass = arrive(participant, at: gate, crowd) { return pass }
        let pass = await withCheckedContinuation { waiters[Int(gate) - 1].append($0) }
        barriers[Int(gate) - 1].pace.setOff(on: loop.index)
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
        case .wait, .open:
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

    /// Records a gate's opening once everyone who is still expected has come.
    private func report(_ barrier: ReleaseBarrier) {
        if let sample = barrier.takeReport(isLast: false) { recorder.record(sample) }
    }
}
