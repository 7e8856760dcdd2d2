// Something that happens once, awaited instead of slept for.
import Synchronization

/// Happens once, on any thread, and lets tasks and threads wait for it.
public final class Event: Sendable {
    private struct State {
        var hasHappened = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// An event that has not happened.
    public init() {}

    /// Whether it has happened.
    public var hasHappened: Bool { state.withLock { $0.hasHappened } }

    /// Makes it happen. Later calls change nothing.
    public func happen() {
        let waiters = state.withLock { state in
            state.hasHappened = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Waits until it has happened.
    public func wait() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.hasHappened { state.waiters.append(continuation) }
                return state.hasHappened
            }
            if isOver { continuation.resume() }
        }
    }
}
