// Event loops for tests: a test is a task of the cooperative pool, which must not be blocked.
import EventLoops
import Foundation

/// Runs the body on the first of `count` loops that live as long as it does, and waits for it without blocking a thread
/// of the cooperative pool.
package func onLoops<Value: Sendable>(
    _ count: Int, _ body: @escaping @Sendable ([EventLoop]) async throws -> Value
) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread {
            let result = Result {
                try withEventLoops(count: count) { loops -> Result<Value, any Error> in
                    do {
                        return .success(try await body(loops))
                    } catch {
                        return .failure(error)
                    }
                }
            }
            continuation.resume(with: result.flatMap { $0 })
        }
    }
}

/// Runs the body on one loop of its own. See `onLoops`.
package func onLoop<Value: Sendable>(
    _ body: @escaping @Sendable (EventLoop) async throws -> Value
) async throws -> Value {
    try await onLoops(1) { try await body($0[0]) }
}

/// Runs the body on the loop and returns in the loop's next turn, ahead of all who are woken in between: by a moment that
/// passes, or by what the network brings. To be called on the loop. (`Task.yield()` queues a job that queues the task, which
/// is then behind them.)
package func beginNextTurn(of loop: EventLoop, after body: @escaping @Sendable () -> Void = {}) async {
    let isLast = Event()
    Task(executorPreference: loop) {
        body()
        loop.endJobsOfTurn()
        isLast.happen()
    }
    await isLast.wait()
}
