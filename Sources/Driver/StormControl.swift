// How a storm is ended from outside: by a signal, by a limit, by a condition.
import Synchronization

/// Why a storm was stopped before it ended by itself.
public enum StopReason: Hashable, Sendable {
    /// The user asked for it (Ctrl-C, SIGTERM).
    case interrupted
    /// A limit or a condition of the scenario was reached; the reason in words.
    case aborted(String)
}

/// The handle by which a running storm is stopped. The first reason counts; everything measured is kept all the same.
public final class StormControl: Sendable {
    private struct State {
        var reason: StopReason?
        /// How many waits there were: a wait's number tells it from those before and after it.
        var waits = 0
        var waiters: [Int: CheckedContinuation<StopReason?, Never>] = [:]
        /// Waits that were cancelled before they began.
        var cancelled: Set<Int> = []
    }

    // A lock, since `stop` comes from any thread (a signal's among them) while the storm waits on one of its loops; it
    // is held for a few assignments.
    private let state = Mutex(State())

    /// A control that nobody has used yet.
    public init() {}

    /// Stops the storm: participants are cancelled, teardown runs, `Storm.run` returns. Idempotent, callable from any
    /// thread, before the storm as well as after it.
    public func stop(_ reason: StopReason) {
        let waiters = state.withLock { state in
            if state.reason == nil { state.reason = reason }
            defer { state.waiters = [:] }
            return state.waiters.values
        }
        for waiter in waiters { waiter.resume(returning: reason) }
    }

    /// The reason given, if any.
    public var reason: StopReason? { state.withLock { $0.reason } }

    /// Waits for `stop`; nil if the wait itself was cancelled first. Setup waits and then the crowd: a wait that was
    /// cancelled says nothing about the next one.
    func stopped() async -> StopReason? {
        let number = state.withLock { state in
            state.waits += 1
            return state.waits
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<StopReason?, Never>) in
                let answer: StopReason?? = state.withLock { state in
                    if let reason = state.reason { return .some(reason) }
                    guard state.cancelled.remove(number) == nil else { return .some(nil) }
                    state.waiters[number] = continuation
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                let waiter = state.waiters.removeValue(forKey: number)
                if waiter == nil { state.cancelled.insert(number) }
                return waiter
            }
            waiter?.resume(returning: nil)
        }
    }
}
