// One thread, its epoll set, its timers, its jobs: the task executor of the participants that live on it.
//
// EventLoop+Turn.swift has the thread's own work, Sleeping.swift what tasks ask of it, WithEventLoops.swift its life.
import CLinux
import Glibc
import Measuring
import Synchronization

/// One thread with an epoll set and a timer heap, the task executor of the participants that live on it.
///
/// A task gets onto a loop by preference (`withTaskExecutorPreference`, `addTask(executorPreference:)`), and its child
/// tasks and nonisolated async calls then stay there: no other thread ever runs them. Unstructured tasks do not inherit
/// the preference, and code isolated to an actor leaves the loop.
///
/// `@unchecked Sendable`: `inbox`, `lag`, `asleep` and `stopping` are locked or atomic; the descriptors are constant
/// from `init` on; everything else is touched on the loop's own thread only, which each entry point checks
/// (`isCurrent`). Before the thread starts and after it was joined nobody else holds the loop.
package final class EventLoop: TaskExecutor, @unchecked Sendable {
    /// The loop's number, from 0.
    package let index: Int
    /// The epoll set, for the driver to register its descriptors in. It belongs to the loop, which closes it.
    package let pollDescriptor: Int32
    /// The one token that a driver may not use for a descriptor.
    package static let reservedToken = UInt64.max

    /// The most jobs in one turn, counting those that they enqueue themselves. With 32, answers are read in between. Set it
    /// on the loop.
    package var jobsPerTurn = 32 {
        didSet { precondition(isCurrent, "EventLoop.jobsPerTurn is to be set on the loop itself") }
    }

    /// Asked before the jobs of a turn. If true, the loop runs no job, handles ready descriptors for at most 0.1 ms, and asks
    /// again, for up to 2 ms in a row. That time is no lag: what arrives is read. Set it on the loop.
    package var shouldYield: (() -> Bool)? {
        get {
            precondition(isCurrent, "EventLoop.shouldYield is the loop's own")
            return loopYield.question
        }
        set {
            precondition(isCurrent, "EventLoop.shouldYield is the loop's own")
            loopYield.question = newValue
        }
    }

    let wakeDescriptor: Int32
    let inbox = Inbox()
    /// Locked: the loop adds to it once or twice a turn, and the generator's self-watch empties it from elsewhere.
    let lag = Mutex(LagMeter())
    /// Whether the loop is about to wait, or waits, and thus needs the eventfd to notice the inbox.
    let asleep = Atomic(false)
    let stopping = Atomic(false)

    // On the loop's thread only.
    var jobs = JobQueue()
    var jobsLeft = 0
    /// Whether this turn runs every job there is, and whether the next one will.
    var isUnbounded = false
    var nextIsUnbounded = false
    var loopYield = LoopYield()
    /// The thread's niceness to restore; nil while its priority is not raised.
    var ordinaryNiceness: Int32?
    var timers = TimerQueue()
    var driver: (any TurnDriver)?

    init(index: Int) throws(EventLoopError) {
        self.index = index
        let poll = linux_epoll_create()
        guard poll >= 0 else { throw EventLoopError(what: "epoll set", errorNumber: errno) }
        let wake = linux_eventfd_create()
        guard wake >= 0 else {
            let error = errno
            close(poll)
            throw EventLoopError(what: "eventfd", errorNumber: error)
        }
        pollDescriptor = poll
        wakeDescriptor = wake
        guard linux_epoll_add(poll, wake, UInt32(linux_event_in), Self.reservedToken) == 0 else {
            let error = errno
            close(wake)
            close(poll)
            throw EventLoopError(what: "registration with epoll", errorNumber: error)
        }
    }

    deinit {
        close(wakeDescriptor)
        close(pollDescriptor)
    }

    /// Whether the caller runs on this loop's thread. Costs a few instructions.
    package var isCurrent: Bool {
        unsafe linux_get_thread_mark() == Unmanaged.passUnretained(self).toOpaque()
    }

    /// The loop whose thread the caller runs on; nil on any other thread.
    package static var current: EventLoop? {
        // The mark is set by a loop's thread before its first turn and the loop is held by that thread's frame.
        guard let mark = unsafe linux_get_thread_mark() else { return nil }
        return unsafe Unmanaged<EventLoop>.fromOpaque(mark).takeUnretainedValue()
    }

    /// Takes a job of the Swift runtime; callable from any thread.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent {
            jobs.append(job)
        } else {
            inbox.add { $0.jobs.append(job) }
            wakeIfAsleep()
        }
    }

    /// Hooks a driver in, or takes it out with nil. To be called on the loop; there is room for one.
    package func attach(_ driver: (any TurnDriver)?) {
        precondition(isCurrent, "a driver is to be attached on the loop itself")
        precondition(driver == nil || self.driver == nil, "the loop has a driver already")
        self.driver = driver
    }

    /// Ends the jobs of this turn after the one that runs, so that the driver starts what it was handed. On the loop.
    package func endJobsOfTurn() {
        if !isUnbounded { jobsLeft = 0 }
    }

    /// Ends the jobs of this turn and lets the next one run every job that waits, before the driver starts anything: what
    /// was released together starts together. On the loop.
    package func runAllJobsNextTurn() {
        precondition(isCurrent, "runAllJobsNextTurn() is to be called on the loop itself")
        jobsLeft = 0
        nextIsUnbounded = true
    }

    /// Hands a ticket to the driver (`TurnDriver.take(ticket:)`): at once on the loop itself, in the next turn from any
    /// other thread.
    package func post(ticket: UInt64) {
        if isCurrent {
            driver?.take(ticket: ticket)
        } else {
            inbox.add { $0.tickets.append(ticket) }
            wakeIfAsleep()
        }
    }

    /// How late this loop was, and its thread's CPU time, since the last call. Callable from any thread.
    package func takeLag() -> LoopLag {
        lag.withLock { $0.take() }
    }

    /// Wakes the loop's thread if it waits.
    ///
    /// No wake-up is lost: the loop stores `asleep` and then looks into the inbox, the other side fills the inbox and
    /// then looks at `asleep`, all in one total order; so one of the two sees the other. The exchange makes one of
    /// several callers write.
    func wakeIfAsleep() {
        if asleep.exchange(false, ordering: .sequentiallyConsistent) { linux_eventfd_signal(wakeDescriptor) }
    }
}

/// A loop could not be made: the process or the system is out of something.
package struct EventLoopError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What could not be made.
    package var what: String
    /// The system's error number (errno).
    package var errorNumber: Int32

    /// One line for the user.
    package var description: String {
        "cannot start an event loop: no \(what): \(SystemError.words(errorNumber))"
    }
}
