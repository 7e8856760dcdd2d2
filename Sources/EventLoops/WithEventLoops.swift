// Starts and stops a process's loops, from a synchronous `main`.
import CLinux
import Glibc
import Synchronization

/// Starts `count` loops and runs the body as a task on the first of them while the calling thread waits. Stops and
/// joins all loops before it returns.
///
/// Meant for a synchronous `main`, because an asynchronous one would turn the main thread into Dispatch's. The body
/// puts work onto the other loops with `addTask(executorPreference:)`. Everything it starts must have ended when it
/// returns, as structured tasks have.
/// - Parameters:
///   - count: the number of loops, at least 1; usually one per CPU (`EventLoop.allowedProcessors`).
///   - body: the task to run on the first loop. It receives all loops.
/// - Returns: what the body returns.
/// - Throws: `EventLoopError` if the process has no descriptor or thread left for a loop.
package func withEventLoops<Result: Sendable>(
    count: Int, _ body: @escaping @Sendable ([EventLoop]) async -> Result
) throws(EventLoopError) -> Result {
    precondition(count >= 1, "at least one loop is needed")
    var loops: [EventLoop] = []
    for index in 0..<count { loops.append(try EventLoop(index: index)) }

    let outcome = Outcome<Result>()
    do {
        var threads: [pthread_t] = []
        defer {
            for thread in threads { pthread_join(thread, nil) }
        }
        do {
            for loop in loops { threads.append(try startThread(running: loop)) }
        } catch {
            for loop in loops { loop.stop() }
            throw error
        }
        let running = loops
        // The only bridge from a thread without tasks to a task. The join awaits it, since loops stop only when it
        // ends.
        Task(executorPreference: loops[0]) {
            let result = await body(running)
            outcome.value.withLock { $0 = result }
            for loop in running { loop.stop() }
        }
    }
    guard let result = outcome.value.withLock({ $0 }) else {
        // The loops stop after the body's result was stored, and their threads have ended.
        preconditionFailure("the loops ended before the body")
    }
    return result
}

/// Holds the body's result. Locked although the join orders the two accesses, because the compiler cannot know that.
private final class Outcome<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
}

private func startThread(running loop: EventLoop) throws(EventLoopError) -> pthread_t {
    var thread = pthread_t()
    // Released by the first line of the thread.
    let held = unsafe Unmanaged.passRetained(loop)
    let code = unsafe pthread_create(
        &thread, nil,
        { argument in
            // The argument is the loop passed to pthread_create below, so it is never nil.
            guard let argument = unsafe argument else { return nil }
            unsafe Unmanaged<EventLoop>.fromOpaque(argument).takeRetainedValue().run()
            return nil
        }, held.toOpaque())
    guard code == 0 else {
        unsafe held.release()
        throw EventLoopError(what: "thread", errorNumber: code)
    }
    return thread
}

extension EventLoop {
    /// The number of CPUs that the calling thread may use, and so of the loops that can run at the same time.
    package static var allowedProcessors: Int { max(1, Int(linux_allowed_processors())) }
}
