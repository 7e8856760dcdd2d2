// Tasks that wait for something of which there is none left, the first one first.
import Synchronization

/// A line of waiting tasks, on any loops.
final class WaitingLine: Sendable {
    private struct State {
        /// Those who wait, by their numbers: at the end of a run all of them leave at once, from anywhere in the line.
        var waiters: [Int: CheckedContinuation<Bool, Never>] = [:]
        /// The last number that was given out.
        var last = 0
        /// No smaller number waits.
        var first = 1

        mutating func popFirst() -> CheckedContinuation<Bool, Never>? {
            while !waiters.isEmpty {
                defer { first += 1 }
                if let waiter = waiters.removeValue(forKey: first) { return waiter }
            }
            return nil
        }
    }

    // A lock, since tasks of all loops wait in the line. It is held for a few assignments, and nothing is resumed under
    // it.
    private let state = Mutex(State())

    /// Waits to be woken, unless `isNeedless` says under the lock that there is something again: what was given back
    /// before is thus seen here, and what is given back afterwards wakes.
    /// - Returns: false if the task was cancelled first.
    func wait(unless isNeedless: @Sendable () -> Bool) async -> Bool {
        let number = state.withLock { state in
            state.last += 1
            return state.last
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    // The task counts as cancelled before its handler runs, so either this check sees it or the handler
                    // finds the waiter.
                    if Task.isCancelled { return false }
                    if isNeedless() { return true }
                    state.waiters[number] = continuation
                    // It may come after one with a higher number was woken.
                    state.first = min(state.first, number)
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiters.removeValue(forKey: number) }
            waiter?.resume(returning: false)
        }
    }

    /// Wakes the first one.
    func wakeFirst() {
        let waiter = state.withLock { $0.popFirst() }
        waiter?.resume(returning: true)
    }
}
