// A release gate as a pure state machine: who waits, when it opens, who comes late. It knows no clock, thread or task;
// the barrier acts on its answers (ReleaseBarrier.swift).
import Measuring
import Scenarios

/// One gate of the journey, before and after its release.
struct ReleaseGate {
    private enum State {
        /// Participants gather. The first arrived at this moment.
        case closed(first: Moment?)
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
        /// Continue: the gate is already open.
        case pass(Moment)
        /// Stop: the run has ended.
        case turnBack
    }

    /// The report of a gate that opened.
    struct Report: Equatable {
        var opened: Moment
        var waiting: Int
        var stragglers: [Int32]
    }

    private let quorum: Double
    private let timeout: Duration
    /// When it opens, whoever waits; nil: when its quorum waits, or its timeout is over.
    private let opensAt: Moment?
    /// Participants who wait, have passed or may still come.
    private var expected: Int
    private var waiting = 0
    private var stragglers: [Int32] = []
    private var state = State.closed(first: nil)
    private var isReported = false

    init(_ plan: ReleasePlan, expected: Int, opensAt: Moment? = nil) {
        self.opensAt = opensAt
        quorum = plan.quorum
        timeout = plan.timeout
        self.expected = expected
    }

    /// A participant comes.
    mutating func arrive(_ participant: Int32, at now: Moment) -> Arrival {
        switch state {
        case .abandoned: return .turnBack
        case .open(let opening, _):
            stragglers.append(participant)
            return .pass(opening)
        case .closed(let first):
            waiting += 1
            if let opening = openIfReady(at: now) { return .open(opening) }
            guard first == nil, opensAt == nil else { return .wait(deadline: nil) }
            state = .closed(first: now)
            return .wait(deadline: now.advanced(by: timeout))
        }
    }

    /// A participant will not come, because it failed earlier or skips the step.
    /// - Returns: T0, if that opened the gate for those waiting.
    mutating func withdraw(at now: Moment) -> Moment? {
        expected -= 1
        guard case .closed = state else { return nil }
        return openIfReady(at: now)
    }

    /// The timeout has passed, or the time has come at which the gate opens whoever waits.
    /// - Returns: T0, if that opened the gate.
    mutating func timeOut(at now: Moment) -> Moment? {
        guard case .closed = state, waiting > 0 || opensAt != nil else { return nil }
        // Shards open together at the time that was fixed, and not when each of them notices it.
        let now = opensAt ?? now
        state = .open(now, waiting: waiting)
        return now
    }

    /// The run has ended: nobody waits any longer.
    mutating func abandon() {
        if case .closed = state { state = .abandoned }
    }

    /// How many wait, and how many of those who wait or may still come there are; nil once nobody need wait any more.
    var queue: (waiting: Int, expected: Int)? {
        guard case .closed = state else { return nil }
        return (waiting, expected)
    }

    /// The report, once: as soon as everyone who is still expected has come, or when `isLast` says that nobody else
    /// will.
    mutating func takeReport(isLast: Bool) -> Report? {
        guard case .open(let opening, let waited) = state, !isReported,
            isLast || waited + stragglers.count >= expected
        else { return nil }
        isReported = true
        return Report(opened: opening, waiting: waited, stragglers: stragglers.sorted())
    }

    /// Opens the gate if the quorum of those still expected is waiting.
    private mutating func openIfReady(at now: Moment) -> Moment? {
        guard opensAt == nil else { return nil }
        // In floating point 0.55 × 100 is above 55; the margin keeps it from becoming 56.
        let needed = max(1, Int((quorum * Double(expected) - 1e-9).rounded(.up)))
        guard waiting >= needed else { return nil }
        state = .open(now, waiting: waiting)
        return now
    }
}
