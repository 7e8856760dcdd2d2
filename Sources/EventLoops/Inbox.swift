// What other threads hand to a loop.
import Synchronization

/// The jobs and tickets that came from other threads since the loop last looked.
///
/// A lock, because any thread may hand in while the loop takes; it is held for an append or a swap only. In steady state
/// participants stay on their loop and the inbox is empty: `mayHold` lets the loop pass it by without the lock.
final class Inbox: Sendable {
    struct Content {
        var jobs: [UnownedJob] = []
        /// Tickets for the driver.
        var tickets: [UInt64] = []
        /// Sleeps to be ended.
        var sleeps: [TimerQueue.Ticket] = []

        var isEmpty: Bool { jobs.isEmpty && tickets.isEmpty && sleeps.isEmpty }
    }

    private let content = Mutex(Content())
    /// Set under the lock with each append, cleared under the lock when all was taken.
    private let filled = Atomic(false)

    var mayHold: Bool { filled.load(ordering: .acquiring) }

    func add(_ body: (inout Content) -> Void) {
        content.withLock { content in
            body(&content)
            // Sequentially consistent, as the loop's look before it sleeps is: see EventLoop.wakeIfAsleep.
            filled.store(true, ordering: .sequentiallyConsistent)
        }
    }

    /// Whether something is there, in the total order with the loop's announcement that it sleeps.
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
