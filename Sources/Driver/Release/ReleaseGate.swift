// A release gate as a pure state machine: who waits, when it opens, who comes late. It knows no clock, thread or task;
// the barrier acts on its answers (ReleaseBarrier.swift).
import Measuring
import Scenarios

/// One gate of the journey, before and after its release.
struct ReleaseGate {
    private enum State {
        /// Participants gather. The first arrived at this moment.
        case closed(first: Moment?)
        /// The gate is primed, and its condition held at this moment: those who waited prepare, and so does who comes.
        case priming(Moment)
        /// The gate opened at this moment, T0, with this many waiting.
        case open(Moment, waiting: Int)
        /// The run ended before the gate opened.
        case abandoned
    }

    /// What a participant who comes to the gate must do.
    enum Arrival: Equatable {
        /// Wait. For the first one, `deadline` is when the gate opens in any case.
        case wait(deadline: Moment?)
        /// This arrival opened the gate: release everyone who waits, including this one.
        case open(Moment)
        /// This arrival let everyone who waits prepare, including this one.
        case prime(Moment)
        /// Prepare, as the others have done since that moment.
        case join(Moment)
        /// Continue: the gate is already open.
        case pass(Moment)
        /// Stop: the run has ended.
        case turnBack
    }

    /// What happens to everyone who waits.
    enum Change: Equatable {
        /// They prepare from now on.
        case primes(Moment)
        /// They go: T0.
        case opens(Moment)
    }

    /// The report of a gate that opened.
    struct Report: Equatable {
        var opened: Moment
        var waiting: Int
        var stragglers: [Int32]
        var primingBegan: Moment?
        var unprimed: [UnprimedParticipant] = []
    }

    private let quorum: Double
    private let timeout: Duration
    /// When it opens, whoever waits; nil: when its quorum waits, or its timeout is over.
    private let opensAt: Moment?
    private let isPrimed: Bool
    private let hold: Duration
    /// Participants who wait, have passed or may still come.
    private var expected: Int
    private var waiting = 0
    private var stragglers: [Int32] = []
    private var state = State.closed(first: nil)
    /// How many unprimed participants were reported; nil: the gate was not reported yet.
    private var reportedUnprimed: Int?
    private var primingBegan: Moment?
    /// When the end of the time to hold was noticed.
    private var holdEnded: Moment?
    /// Who waits or prepares, and is not ready. Of a gate that is not primed nobody.
    private var preparing: Set<Int32> = []
    /// Who was found to be unprimed, and why.
    private var unprimed: [Int32: UnprimedCause] = [:]

    /// With `opensAt` it opens then, whoever waits. If that is over, everybody comes too late.
    init(_ plan: ReleasePlan, expected: Int, opensAt: Moment? = nil, now: Moment = Moment(nanoseconds: .min)) {
        self.opensAt = opensAt
        quorum = plan.quorum
        timeout = plan.timeout
        isPrimed = plan.primed
        hold = plan.hold
        self.expected = expected
        if let opensAt {
            let opening = plan.primed ? opensAt.advanced(by: plan.hold) : opensAt
            if opening <= now {
                state = .open(opening, waiting: 0)
                if plan.primed { primingBegan = opensAt }
            }
        }
    }

    /// When it opened; nil if it has not.
    var opened: Moment? { if case .open(let opening, _) = state { opening } else { nil } }

    /// A participant comes.
    mutating func arrive(_ participant: Int32, at now: Moment) -> Arrival {
        switch state {
        case .abandoned: return .turnBack
        case .open(let opening, _):
            stragglers.append(participant)
            return .pass(opening)
        case .priming(let start):
            waiting += 1
            preparing.insert(participant)
            return .join(start)
        case .closed(let first):
            waiting += 1
            if isPrimed { preparing.insert(participant) }
            switch openIfReady(at: now) {
            case .opens(let opening): return .open(opening)
            case .primes(let start): return .prime(start)
            case nil: break
            }
            guard first == nil, opensAt == nil else { return .wait(deadline: nil) }
            state = .closed(first: now)
            return .wait(deadline: now.advanced(by: timeout))
        }
    }

    /// A participant will not come, because it failed earlier or skips the step.
    /// - Returns: what that changed for those waiting.
    mutating func withdraw(at now: Moment) -> Change? {
        expected -= 1
        guard case .closed = state else { return nil }
        return openIfReady(at: now)
    }

    /// The timeout has passed, or the time has come at which the gate opens whoever waits.
    /// - Returns: what that changed for those waiting.
    mutating func timeOut(at now: Moment) -> Change? {
        guard case .closed = state, waiting > 0 || opensAt != nil else { return nil }
        // Shards go on together at the time that was fixed, and not when each of them notices it.
        return proceed(at: opensAt ?? now)
    }

    /// A participant is primed (without a cause), or will not be, or no longer is.
    /// - Returns: whether that was before the release, and T0, if it opened the gate: all are ready, or will not be. Shards
    ///   know nothing of each other's participants, and wait until the time to hold is over.
    mutating func settle(
        _ participant: Int32, _ cause: UnprimedCause?, at now: Moment
    ) -> (isInTime: Bool, change: Change?) {
        switch state {
        case .priming:
            preparing.remove(participant)
            if let cause { unprimed[participant] = cause }
            return (true, preparing.isEmpty && opensAt == nil ? open(at: now) : nil)
        case .open:
            // The server ended it before its last byte went or came, which may be noticed long after the release.
            if let cause, unprimed[participant] == nil { unprimed[participant] = cause }
            return (false, nil)
        case .closed, .abandoned: return (false, nil)
        }
    }

    /// The time to prepare is over.
    /// - Returns: T0, if that opened the gate.
    mutating func endHold(at now: Moment) -> Change? {
        guard case .priming(let start) = state else { return nil }
        holdEnded = now
        return open(at: opensAt == nil ? now : start.advanced(by: hold))
    }

    /// The run has ended: nobody waits any longer.
    mutating func abandon() {
        switch state {
        case .priming(let start) where opensAt != nil && unprimed.count == waiting && !hasLimited:
            // Servers ended all requests of this shard, so that its part of the run was over before the release.
            _ = open(at: start.advanced(by: hold))
        case .closed, .priming: state = .abandoned
        case .open, .abandoned: break
        }
    }

    private var hasLimited: Bool { unprimed.values.contains(.limited) }

    /// When it opened, and when those who waited began to prepare; nil if it has not, or is not primed.
    var preparation: (opened: Moment, began: Moment)? {
        guard case .open(let opened, _) = state, let primingBegan else { return nil }
        // Shards open when they should have, and their last bytes go when that is noticed.
        return (holdEnded ?? opened, primingBegan)
    }

    /// How many wait, and how many of those who wait or may still come there are; nil once nobody need wait any more.
    var queue: (waiting: Int, expected: Int)? {
        guard case .closed = state else { return nil }
        return (waiting, expected)
    }

    /// How many are primed, and of how many that prepare; nil unless they do.
    var prepared: (primed: Int, of: Int)? {
        guard case .priming = state else { return nil }
        return (waiting - preparing.count - unprimed.count, waiting)
    }

    /// The report: as soon as everyone who is still expected has come, or when `isLast` says that nobody else will; and then
    /// again if more were found to be unprimed.
    mutating func takeReport(isLast: Bool) -> Report? {
        guard case .open(let opening, let waited) = state else { return nil }
        if let reportedUnprimed {
            guard isLast, unprimed.count > reportedUnprimed else { return nil }
        } else {
            guard isLast || waited + stragglers.count >= expected else { return nil }
        }
        reportedUnprimed = unprimed.count
        return Report(
            opened: opening, waiting: waited, stragglers: stragglers.sorted(), primingBegan: primingBegan,
            unprimed: unprimed.sorted { $0.key < $1.key }.map {
                UnprimedParticipant(participant: $0.key, cause: $0.value)
            })
    }

    /// Opens the gate if the quorum of those still expected is waiting.
    private mutating func openIfReady(at now: Moment) -> Change? {
        guard opensAt == nil else { return nil }
        // In floating point 0.55 × 100 is above 55; the margin keeps it from becoming 56.
        let needed = max(1, Int((quorum * Double(expected) - 1e-9).rounded(.up)))
        guard waiting >= needed else { return nil }
        return proceed(at: now)
    }

    /// Everyone who waits goes, or prepares to.
    private mutating func proceed(at now: Moment) -> Change {
        guard isPrimed else { return open(at: now) }
        state = .priming(now)
        primingBegan = now
        return .primes(now)
    }

    private mutating func open(at now: Moment) -> Change {
        for participant in preparing { unprimed[participant] = .late }
        preparing = []
        state = .open(now, waiting: waiting)
        return .opens(now)
    }
}
