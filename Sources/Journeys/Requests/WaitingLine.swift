// Tasks that wait for something of which there is none left, the first one first.
import Synchronization

/// A line of waiting tasks, on any loops.
final class WaitingLine: Sendable {
    private struct State {
        var waiters: [(number: Int, continuation: CheckedContinuation<Bool, Never>)] = []
        var waits = 0
    }

    // A lock, since tasks of all loops wait in the line. It is held for a few assignments, and nothing is resumed under
    // it.
    private let state = Mutex(State())

    /// Waits to be woken, unless `isNeedless` says under the lock that there is something again: what was given back
    /// before is thus seen here, and what is given back afterwards wakes.
    /// - Returns: false if the task was cancelled first.
    func wait(unless isNeedless: @Sendable () -> Bool) async -> Bool {
        let number = state.withLock { state in
            state.waits += 1
            return state.waits
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    // The task counts as cancelled before its handler runs, so either this check sees it or the handler
                    // finds the waiter.
                    if Task.isCancelled { return false }
                    if isNeedless() { return true }
                    state.waiters.append((number, continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiters.firstIndex { $0.number == number }.map { state.waiters.remove(at: $0) }
            }
            waiter?.continuation.resume(returning: false)
        }
    }

    /// Wakes the first one.
    func wakeFirst() {
        let waiter = state.withLock { $0.waiters.isEmpty ? nil : $0.waiters.removeFirst() }
        waiter?.continuation.resume(returning: true)
    }
}
