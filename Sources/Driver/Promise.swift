// A value that is set once, from any thread, and for which any number of tasks can wait.
import Synchronization

/// A value that is set once and then stays. The first value counts.
final class Promise<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var waiters: [Int: CheckedContinuation<Value?, Never>] = [:]
        var waits = 0
    }

    // A lock, since the caller of `fulfil` may be on any thread (even a signal's) while others wait on their loops. It is
    // held for a few assignments, and nothing is resumed under it.
    private let state = Mutex(State())

    /// The value, if it is set.
    var value: Value? { state.withLock { $0.value } }

    /// Sets the value. Any later value is ignored.
    func fulfil(_ value: Value) {
        let (first, waiters) = state.withLock { state in
            if state.value == nil { state.value = value }
            defer { state.waiters = [:] }
            return (state.value, state.waiters)
        }
        for waiter in waiters.values { waiter.resume(returning: first) }
    }

    /// Waits for the value; nil if the wait was cancelled first.
    func wait() async -> Value? {
        let number = state.withLock { state in
            state.waits += 1
            return state.waits
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Value?? = state.withLock { state in
                    if let value = state.value { return .some(value) }
                    // The task counts as cancelled before its handler runs, so either this check sees it or the handler
                    // finds the waiter.
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
