// Where a cancellation comes from, for tests of every suspension.
import Foundation
import Synchronization

/// Who cancels: a job on the tasks' own loop, or another thread.
package enum Canceller: CaseIterable, Sendable {
    case ownLoop
    case foreignThread

    /// Cancels all the tasks.
    package func cancel<Value>(_ tasks: [Task<Value, Never>]) async {
        switch self {
        case .ownLoop: for task in tasks { task.cancel() }
        case .foreignThread: await elsewhere { for task in tasks { task.cancel() } }
        }
    }
}

/// Runs the body on a thread that is not a loop's. A separate thread, because those of the cooperative pool are busy
/// with other tests, some of them for longer than a request waits.
package func elsewhere<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: body()) }
    }
}

/// Runs the body on another thread and blocks this one until it has returned: on a loop, nothing else happens
/// meanwhile.
package func holdingThisThread(_ body: @escaping @Sendable () -> Void) {
    let done = BlockingEvent()
    Thread.detachNewThread {
        body()
        done.happen()
    }
    done.wait()
}

/// Numbers in order of arrival, from any thread.
package final class Log: Sendable {
    private let entries = Mutex<[Int]>([])

    /// An empty log.
    package init() {}

    /// Adds a number.
    package func add(_ number: Int) { entries.withLock { $0.append(number) } }

    /// Forgets them.
    package func clear() { entries.withLock { $0 = [] } }

    /// All numbers so far.
    package var numbers: [Int] { entries.withLock { $0 } }
}
