// The life of a process's loops, from a synchronous `main`.
import Glibc
import Synchronization

/// Starts `count` loops, runs the body as a task on the first of them while the calling thread waits, and stops and
/// joins all loops before it returns.
///
/// For a synchronous `main`: an asynchronous one would turn the main thread into Dispatch's. The body puts work onto
/// the other loops with `addTask(executorPreference:)`; everything that it starts must have ended when it returns, as
/// structured tasks have.
/// - Parameters:
///   - count: how many loops, at least 1: one a core is the rule.
///   - body: what runs on the first loop. It is given all of them.
/// - Returns: what the body returns.
/// - Throws: `EventLoopError` if the process has no descriptor or thread left for a loop.
package func withEventLoops<Result: Sendable>(
    count: Int, _ body: @escaping @Sendable ([EventLoop]) async -> Result
) throws(EventLoopError) -> Result {
    precondition(count >= 1, "there must be a loop")
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
        // The one bridge from a thread without tasks to a task. It is awaited by the join: loops stop only when it ends.
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

/// Where the body leaves its result. Locked although the join orders the two accesses: the compiler cannot know.
private final class Outcome<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
}

private func startThread(running loop: EventLoop) throws(EventLoopError) -> pthread_t {
    var thread = pthread_t()
    // Released by the thread's first line.
    let held = unsafe Unmanaged.passRetained(loop)
    let code = unsafe pthread_create(
        &thread, nil,
        { argument in
            // The argument is the loop that pthread_create was given below: never nil.
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
