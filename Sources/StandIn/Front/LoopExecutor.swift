// Runs the server's tasks on the event loops of its connections.

import NIOCore
import NIOPosix

/// A task executor that stays on its loop: a task resumed on an event loop continues there, any other on some loop.
///
/// A connection's bytes are read and written on its loop. On Swift's own pool every request would change threads twice,
/// which costs a sixth of the request.
final class LoopExecutor: TaskExecutor {
    private let loops: MultiThreadedEventLoopGroup

    init(_ loops: MultiThreadedEventLoopGroup) { self.loops = loops }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        // On a thread of the group, `any` is that thread's loop.
        loops.any().execute { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
