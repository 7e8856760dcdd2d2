// An event that happens once, awaited instead of sleeping.
import Synchronization

/// Happens once, on any thread, and lets tasks and threads wait for it.
package final class Event: Sendable {
    private struct State {
        var hasHappened = false
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
        var numbers = 0
    }

    private let state = Mutex(State())

    /// An event that has not happened.
    package init() {}

    /// Whether it has happened.
    package var hasHappened: Bool { state.withLock { $0.hasHappened } }

    /// Makes it happen. Later calls change nothing.
    package func happen() {
        let waiters = state.withLock { state in
            state.hasHappened = true
            defer { state.waiters = [:] }
            return state.waiters.values
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits until it has happened, or the task is cancelled, as a test is at its time limit.
    package func wait() async {
        let number = state.withLock { state in
            state.numbers += 1
            return state.numbers
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    let isOver = state.hasHappened || Task.isCancelled
                    if !isOver { state.waiters[number] = continuation }
                    return isOver
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: number) }?.resume()
        }
    }
}
