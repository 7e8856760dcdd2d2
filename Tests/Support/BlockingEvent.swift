// An event that happens once and for which a thread waits: the test servers' threads, never a task.
import Foundation

/// Happens once, on any thread; any number of threads may wait for it.
package final class BlockingEvent: @unchecked Sendable {
    // NSCondition guards `hasHappened`.
    private let condition = NSCondition()
    private var hasHappened = false

    /// An event that has not happened.
    package init() {}

    /// Makes it happen. Later calls change nothing.
    package func happen() {
        condition.lock()
        hasHappened = true
        condition.broadcast()
        condition.unlock()
    }

    /// Blocks the thread until it has happened, or until the time is over: then it returns false.
    package func wait(atMost seconds: TimeInterval) -> Bool {
        let end = Date(timeIntervalSinceNow: seconds)
        condition.lock()
        defer { condition.unlock() }
        while !hasHappened {
            if !condition.wait(until: end) { return hasHappened }
        }
        return true
    }

    /// Blocks the thread until it has happened.
    package func wait() {
        condition.lock()
        while !hasHappened { condition.wait() }
        condition.unlock()
    }
}
