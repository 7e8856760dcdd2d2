// Something that happens once, for which a thread waits: the test servers' threads, never a task.
import Foundation

/// Happens once, on any thread; any number of threads may wait for it.
public final class BlockingEvent: @unchecked Sendable {
    // NSCondition guards `hasHappened`.
    private let condition = NSCondition()
    private var hasHappened = false

    /// An event that has not happened.
    public init() {}

    /// Makes it happen. Later calls change nothing.
    public func happen() {
        condition.lock()
        hasHappened = true
        condition.broadcast()
        condition.unlock()
    }

    /// Blocks the thread until it has happened.
    public func wait() {
        condition.lock()
        while !hasHappened { condition.wait() }
        condition.unlock()
    }
}
