// A release gate shared by all loops. Each loop counts its participants in, one arrival opens the gate for all, and
// then each loop releases its own.
import Measuring
import Scenarios
import Synchronization
import Transport

/// How waiting at a gate ended, for everyone who waited.
enum ReleaseOutcome: Hashable, Sendable {
    /// It opened at that instant, T0.
    case opened(Moment)
    /// The run ended first.
    case abandoned
}

/// How the preparation for a primed gate began.
enum PrimingStart: Hashable, Sendable {
    /// Those who wait prepare since that instant.
    case began(Moment)
    /// The run ended first.
    case abandoned
}

/// One gate of the journey across all loops.
///
/// The loops keep the waiting participants themselves (`LoopGates`). Only one keeper task per loop waits here, and
/// resuming it is the only thing that crosses threads: two wake-ups for ten thousand participants.
final class ReleaseBarrier: Sendable {
    fileprivate struct State {
        var gate: ReleaseGate
        var outcome: ReleaseOutcome?
        var keepers: [CheckedContinuation<ReleaseOutcome, Never>] = []
        var deadline: Moment?
        /// When those who prepare have had their time.
        var holdEnd: Moment?
        let hold: Duration
        /// Loops that have still to release their last bytes, if the gate is primed.
        var loopsLeft: Int
        var clock: CheckedContinuation<Moment?, Never>?
        var lastArrival: Moment?
    }

    let number: Int16
    let name: String
    let isTight: Bool
    let isPrimed: Bool
    /// How long those who waited may prepare, if it is primed.
    let hold: Duration
    let pace: ReleasePace
    /// When those who wait begin to prepare, if it is primed.
    private let priming = Promise<PrimingStart>()

    // The only lock that the loops share. Held for a few comparisons per participant and gate, never while anything is
    // resumed.
    private let state: Mutex<State>

    /// With `opensAt` it opens then, whoever waits.
    init(
        number: Int16, name: String, _ plan: ReleasePlan, expected: Int, loops: Int, opensAt: Moment? = nil
    ) {
        self.number = number
        self.name = name
        isTight = plan.tight
        isPrimed = plan.primed
        hold = plan.hold
        pace = ReleasePace(loops: loops)
        let gate = ReleaseGate(plan, expected: expected, opensAt: opensAt, now: Moment.now)
        state = Mutex(
            State(
                gate: gate, outcome: gate.opened.map(ReleaseOutcome.opened), deadline: opensAt, hold: plan.hold,
                loopsLeft: plan.primed ? loops : 0))
        if gate.opened != nil, let opensAt { priming.fulfil(.began(opensAt)) }
    }

    /// When the last of those who waited for it to open came; nil if nobody did.
    var lastArrival: Moment? { state.withLock { $0.lastArrival } }

    /// A participant arrives. If told to wait, it must be on its loop's list before its job ends: the keeper runs as a
    /// later job on the same thread and therefore finds it.
    func arrive(_ participant: Int32) -> ReleaseGate.Arrival {
        let (arrival, wakeUp) = state.withLock { state -> (ReleaseGate.Arrival, WakeUp) in
            let now = Moment.now
            let arrival = state.gate.arrive(participant, at: now)
            switch arrival {
            case .wait, .open, .prime: state.lastArrival = now
            case .join, .pass, .turnBack: break
            }
            switch arrival {
            case .open(let opening): return (arrival, state.finish(.opened(opening)))
            case .prime(let start): return (arrival, state.apply(.primes(start)))
            case .wait(let deadline?):
                state.deadline = deadline
                return (arrival, WakeUp(clock: state.clock.take(), deadline: deadline))
            case .wait(nil), .join, .pass, .turnBack: return (arrival, WakeUp())
            }
        }
        perform(wakeUp)
        return arrival
    }

    /// A participant will not come.
    func withdraw() {
        let wakeUp = state.withLock { state in
            state.gate.withdraw(at: Moment.now).map { state.apply($0) } ?? WakeUp()
        }
        perform(wakeUp)
    }

    /// The gate's timeout has passed.
    func timeOut() {
        let wakeUp = state.withLock { state in
            state.gate.timeOut(at: Moment.now).map { state.apply($0) } ?? WakeUp()
        }
        perform(wakeUp)
    }

    /// A participant of a primed gate is ready (without a cause), or will not be.
    /// - Returns: whether that was before the release.
    func settle(_ participant: Int32, _ cause: UnprimedCause?) -> Bool {
        let (isInTime, wakeUp) = state.withLock { state in
            let (isInTime, change) = state.gate.settle(participant, cause, at: Moment.now)
            return (isInTime, change.map { state.apply($0) } ?? WakeUp())
        }
        perform(wakeUp)
        return isInTime
    }

    /// A loop has released the last bytes of its participants. Until then servers may end them.
    func loopHasReleased() { state.withLock { $0.loopsLeft -= 1 } }

    /// The time to prepare for a primed gate is over.
    func endHold() {
        let wakeUp = state.withLock { state in
            state.gate.endHold(at: Moment.now).map { state.apply($0) } ?? WakeUp()
        }
        perform(wakeUp)
    }

    /// The run has ended: nobody waits any longer.
    func abandon() {
        let wakeUp = state.withLock { state in
            state.gate.abandon()
            return state.outcome == nil ? state.finish(.abandoned) : WakeUp()
        }
        perform(wakeUp)
        priming.fulfil(.abandoned)
    }

    /// Waits until those who wait at a primed gate begin to prepare; nil if this wait was cancelled.
    func primingStart() async -> PrimingStart? { await priming.wait() }

    /// Waits, as a loop's keeper, until the gate opens or the run ends.
    func outcome() async -> ReleaseOutcome {
        await withCheckedContinuation { continuation in
            let outcome = state.withLock { state in
                if state.outcome == nil { state.keepers.append(continuation) }
                return state.outcome
            }
            if let outcome { continuation.resume(returning: outcome) }
        }
    }

    /// Waits for the first arrival and returns when the gate's timeout ends; nil if the wait ended for another reason.
    func deadline() async -> Moment? {
        await withCheckedContinuation { continuation in
            let answer: Moment?? = state.withLock { state in
                if state.outcome != nil { return .some(nil) }
                if let deadline = state.deadline { return .some(deadline) }
                state.clock = continuation
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    /// Who waits now, for display; nil if the gate is not closed.
    var queue: StormProgress.Gate? {
        state.withLock { state in
            state.gate.queue.map { queue in
                StormProgress.Gate(
                    name: name, waiting: queue.waiting, expected: queue.expected, deadline: state.deadline)
            }
                ?? state.gate.prepared.map { prepared in
                    StormProgress.Gate(
                        name: name, waiting: prepared.primed, expected: prepared.of, deadline: state.holdEnd,
                        isPriming: true)
                }
        }
    }

    /// The report of the gate, once, and again at the end if it has changed; nil until everyone expected has come, unless `isLast` says that nobody else will.
    func takeReport(isLast: Bool) -> GateSample? {
        state.withLock { isLast || $0.loopsLeft == 0 ? $0.gate.takeReport(isLast: isLast) : nil }.map {
            GateSample(
                gate: number, name: name, opened: $0.opened, waiting: Int32(clamping: $0.waiting),
                stragglers: $0.stragglers, isTight: isTight,
                primingBegan: $0.primingBegan, unprimed: $0.unprimed)
        }
    }

    /// By how much the time to prepare was exceeded, if the gate is primed and that matters, one sentence; nil otherwise.
    var overrun: String? {
        guard isPrimed, let (opened, began) = state.withLock({ $0.gate.preparation }) else { return nil }
        let end = began.advanced(by: hold)
        let over = opened.nanoseconds(since: end)
        guard over > HeldRequests.overrunNanoseconds else { return nil }
        let words = Duration.nanoseconds(over / 1_000_000 * 1_000_000).words
        return
            "The crowd before \(name) was held for \(words) longer than its `hold` of \(hold.words): Turnout was busy or "
            + "stopped, and servers may have ended requests meanwhile."
    }

    /// The continuations to resume after the lock is released.
    fileprivate struct WakeUp {
        var keepers: [CheckedContinuation<ReleaseOutcome, Never>] = []
        var outcome = ReleaseOutcome.abandoned
        var clock: CheckedContinuation<Moment?, Never>?
        var deadline: Moment?
        var primingBegan: Moment?
    }

    private func perform(_ wakeUp: WakeUp) {
        if let start = wakeUp.primingBegan { priming.fulfil(.began(start)) }
        for keeper in wakeUp.keepers { keeper.resume(returning: wakeUp.outcome) }
        wakeUp.clock?.resume(returning: wakeUp.deadline)
    }
}

extension ReleaseBarrier.State {
    /// Those who wait must be told of a change.
    fileprivate mutating func apply(_ change: ReleaseGate.Change) -> ReleaseBarrier.WakeUp {
        switch change {
        case .opens(let opening): return finish(.opened(opening))
        case .primes(let start):
            holdEnd = start.advanced(by: hold)
            return ReleaseBarrier.WakeUp(clock: clock.take(), primingBegan: start)
        }
    }

    /// The wait is over: everybody who waits must be notified.
    fileprivate mutating func finish(_ outcome: ReleaseOutcome) -> ReleaseBarrier.WakeUp {
        self.outcome = outcome
        defer { keepers = [] }
        return ReleaseBarrier.WakeUp(keepers: keepers, outcome: outcome, clock: clock.take(), deadline: nil)
    }
}
