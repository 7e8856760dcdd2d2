// Ends a storm from outside: by a signal, a limit or a condition.
import EventLoops
import Synchronization

/// Why a storm was stopped before it ended on its own.
package enum StopReason: Hashable, Sendable {
    /// The user asked for it (Ctrl-C, SIGINT).
    case interrupted
    /// The process was asked to exit (SIGTERM).
    case terminated
    /// The terminal was closed (SIGHUP).
    case hungUp
    /// A limit or a condition of the scenario was reached; the reason as text.
    case aborted(String)

    /// Whether a signal asked for it, and not the scenario.
    package var isSignal: Bool {
        switch self {
        case .interrupted, .terminated, .hungUp: true
        case .aborted: false
        }
    }
}

/// Stops a running storm. The first reason counts; everything measured is kept.
package final class StormControl: Sendable {
    private let stopReason = Promise<StopReason>()
    private let waitsEnd = Promise<Bool>()
    private let isWaiting = Atomic(false)

    /// Creates a control that has not been used.
    package init() {}

    /// Stops the storm: participants are cancelled, teardown runs, `Storm.run` returns. Idempotent; callable from any
    /// thread, before, during and after the storm.
    package func stop(_ reason: StopReason) { stopReason.fulfil(reason) }

    /// The reason given, if any.
    package var reason: StopReason? { stopReason.value }

    /// Ends what the host waits for at the end of the storm, if it does. Callable from any thread.
    /// - Returns: whether there is such a wait, which ends now.
    package func endWait() -> Bool {
        guard isWaiting.load(ordering: .relaxed), waitsEnd.value == nil else { return false }
        waitsEnd.fulfil(true)
        return true
    }

    /// Notes whether the host waits for something that may be given up.
    func waits(_ isWaiting: Bool) { self.isWaiting.store(isWaiting, ordering: .relaxed) }

    /// Waits for `endWait`, or for the end of the task.
    func waitEnded() async { _ = await waitsEnd.wait() }

    /// Waits for `stop`; nil if the wait itself was cancelled first. May be called any number of times.
    package func stopped() async -> StopReason? { await stopReason.wait() }

    /// Runs the body on a loop, and cancels it if the storm is stopped, before or meanwhile.
    /// - Parameters:
    ///   - loop: where the body runs.
    ///   - grace: how much longer the body may go on when the storm is stopped.
    ///   - body: what is cancelled. Ask `reason` whether it was.
    /// - Returns: what the body returns, cancelled or not.
    func cancelWhenStopped<Value: Sendable>(
        on loop: EventLoop, grace: Duration = .zero, _ body: @escaping @Sendable () async -> Value
    ) async -> Value {
        await withTaskGroup(of: Value?.self) { group in
            group.addTask(executorPreference: loop) { await body() }
            group.addTask(executorPreference: loop) {
                if await self.stopped() != nil, grace > .zero { try? await loop.sleep(for: grace) }
                return nil
            }
            // The body returns a value, at the latest when it has been cancelled.
            while true {
                let ended = await group.next() ?? nil
                group.cancelAll()
                if let ended { return ended }
            }
        }
    }
}
