// A value that comes once, from whatever thread, and that any number of tasks wait for.
import Synchronization

/// Something that is said once and stays said. What is said first counts.
final class Announcement<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var waiters: [Int: CheckedContinuation<Value?, Never>] = [:]
        var waits = 0
    }

    // A lock, since whoever announces may be on any thread (a signal's among them) while others wait on their loops; it
    // is held for a few assignments, and nobody is resumed under it.
    private let state = Mutex(State())

    /// What was said, if anything was.
    var value: Value? { state.withLock { $0.value } }

    /// Says it. Whatever comes later is ignored.
    func make(_ value: Value) {
        let (first, waiters) = state.withLock { state in
            if state.value == nil { state.value = value }
            defer { state.waiters = [:] }
            return (state.value, state.waiters)
        }
        for waiter in waiters.values { waiter.resume(returning: first) }
    }

    /// Waits for it; nil if the wait was cancelled first.
    func wait() async -> Value? {
        let number = state.withLock { state in
            state.waits += 1
            return state.waits
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Value?? = state.withLock { state in
                    if let value = state.value { return .some(value) }
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
