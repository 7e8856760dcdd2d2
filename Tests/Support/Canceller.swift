// Where a cancellation comes from, for tests of every suspension.
import EventLoops
import Synchronization

/// Who cancels: a job on the tasks' own loop, or a foreign thread.
public enum Canceller: CaseIterable, Sendable {
    case ownLoop
    case foreignThread

    /// Cancels all the tasks.
    public func cancel<Value>(_ tasks: [Task<Value, Never>]) async {
        switch self {
        case .ownLoop: for task in tasks { task.cancel() }
        case .foreignThread: await elsewhere { for task in tasks { task.cancel() } }
        }
    }
}

/// Runs the body on a thread that is no loop's.
public func elsewhere<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withTaskExecutorPreference(globalConcurrentExecutor) { await concurrently(body) }
}

@concurrent
private func concurrently<Value: Sendable>(_ body: @Sendable () -> Value) async -> Value {
    precondition(EventLoop.current == nil)
    return body()
}

/// Numbers in the order in which they came, from any thread.
public final class Log: Sendable {
    private let entries = Mutex<[Int]>([])

    /// An empty log.
    public init() {}

    /// Adds a number.
    public func add(_ number: Int) { entries.withLock { $0.append(number) } }

    /// All numbers so far.
    public var numbers: [Int] { entries.withLock { $0 } }
}
