// Runs the server's tasks on the event loops that its connections live on.

import NIOCore
import NIOPosix

/// A task executor that stays where it is: what is resumed on an event loop goes on there, anything else on some loop.
///
/// A connection's bytes come and go on its loop. On Swift's own pool every request would change threads twice, which is
/// a sixth of what it costs.
final class LoopExecutor: TaskExecutor {
    private let loops: MultiThreadedEventLoopGroup

    init(_ loops: MultiThreadedEventLoopGroup) { self.loops = loops }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        // On a thread of the group, `any` is that thread's loop.
        loops.any().execute { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
