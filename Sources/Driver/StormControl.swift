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
        var waiters: [Int: CheckedContinuation<StopReason?, Never>] = [:]
        var waits = 0
    }

    // A lock, since `stop` comes from any thread (a signal's among them) while the storm waits on one of its loops; it
    // is held for a few assignments.
    private let state = Mutex(State())

    /// A control that nobody has used yet.
    public init() {}

    /// Stops the storm: participants are cancelled, teardown runs, `Storm.run` returns. Idempotent, callable from any
    /// thread, before the storm as well as after it.
    public func stop(_ reason: StopReason) {
        let (first, waiters) = state.withLock { state in
            if state.reason == nil { state.reason = reason }
            defer { state.waiters = [:] }
            return (state.reason, state.waiters)
        }
        for waiter in waiters.values { waiter.resume(returning: first) }
    }

    /// The reason given, if any.
    public var reason: StopReason? { state.withLock { $0.reason } }

    /// Waits for `stop`; nil if the wait itself was cancelled first. May be called any number of times.
    func stopped() async -> StopReason? {
        let number = state.withLock { state in
            state.waits += 1
            return state.waits
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: StopReason?? = state.withLock { state in
                    if let reason = state.reason { return .some(reason) }
                    // The task counts as cancelled before its handler runs: either this sees it, or the handler finds
                    // the waiter.
                    if Task.isCancelled { return .some(nil) }
                    state.waiters[number] = continuation
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiters.removeValue(forKey: number) }
            waiter?.resume(returning: nil)
        }
    }
}
