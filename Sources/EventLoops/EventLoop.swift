// Interface only, being built.
public import Measuring

/// One thread with an epoll set and a timer heap, the task executor of the participants that live on it.
public final class EventLoop: TaskExecutor, @unchecked Sendable {
    /// The loop's number, from 0.
    public let index: Int

    init(index: Int) { self.index = index }

    public func enqueue(_ job: consuming ExecutorJob) { fatalError("being built") }

    /// Whether the caller runs on this loop's thread.
    public var isCurrent: Bool { fatalError("being built") }

    /// The loop whose thread the caller runs on; nil on any other thread.
    public static var current: EventLoop? { fatalError("being built") }

    /// Suspends until the moment. A cancellation ends it early.
    public func sleep(until moment: Moment) async throws(CancellationError) { fatalError("being built") }

    /// How late this loop was, since the last call: for the generator's self-watch. Callable from any thread.
    public func takeLag() -> LoopLag { fatalError("being built") }
}

/// How late a loop was over a stretch of time.
public struct LoopLag: Sendable {
    /// Turns and timers measured.
    public var count: Int
    /// Lateness in microseconds at the 99th percentile and at worst.
    public var p99Microseconds: Int64
    public var maxMicroseconds: Int64
    /// CPU time of the loop's thread, in microseconds.
    public var cpuMicroseconds: Int64
    /// Histogram buckets, so that several loops' lags can be joined: powers of two of microseconds.
    public var buckets: [Int64]
}

/// Starts `count` loops, runs the body as a task on the first of them while the calling thread waits, and stops and
/// joins all loops before it returns. Called from a synchronous `main`.
public func withEventLoops<Result: Sendable>(
    count: Int, _ body: @escaping @Sendable ([EventLoop]) async -> Result
) -> Result { fatalError("being built") }
