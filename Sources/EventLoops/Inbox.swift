// What other threads hand to a loop.
import Synchronization

/// The jobs and tickets that other threads have added since the loop last emptied the inbox.
///
/// Locked, because any thread may add while the loop takes. The lock is held only for an append or a swap. In steady
/// state participants stay on their loop and the inbox is empty; `mayHold` lets the loop skip it without locking.
final class Inbox: Sendable {
    struct Content {
        var jobs: [UnownedJob] = []
        /// Tickets for the driver.
        var tickets: [UInt64] = []
        /// Sleeps to cancel.
        var sleeps: [TimerQueue.Ticket] = []

        var isEmpty: Bool { jobs.isEmpty && tickets.isEmpty && sleeps.isEmpty }
    }

    private let content = Mutex(Content())
    /// Set under the lock with each append, cleared under the lock when everything was taken.
    private let filled = Atomic(false)

    var mayHold: Bool { filled.load(ordering: .acquiring) }

    func add(_ body: (inout Content) -> Void) {
        content.withLock { content in
            body(&content)
            // Sequentially consistent, like the loop's check before it sleeps: see EventLoop.wakeIfAsleep.
            filled.store(true, ordering: .sequentiallyConsistent)
        }
    }

    /// Whether the inbox holds anything, totally ordered with the loop's store to `asleep`.
    var holdsBeforeSleep: Bool { filled.load(ordering: .sequentiallyConsistent) }

    func takeAll() -> Content {
        content.withLock { content in
            filled.store(false, ordering: .sequentiallyConsistent)
            let all = content
            content = Content()
            return all
        }
    }
}
