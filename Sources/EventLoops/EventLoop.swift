// One thread with its epoll set, timers and jobs: the task executor of the participants that run on it.
//
// The thread's own work is in EventLoop+Turn.swift, sleeping in Sleeping.swift, start and stop in WithEventLoops.swift.
import CLinux
import Glibc
import Measuring
import Synchronization

/// One thread with an epoll set and a timer heap: the task executor of the participants that run on it.
///
/// A task gets onto a loop by preference (`withTaskExecutorPreference`, `addTask(executorPreference:)`). Its child
/// tasks and nonisolated async calls then stay there; no other thread ever runs them. Unstructured tasks do not inherit
/// the preference, and code isolated to an actor leaves the loop.
///
/// `@unchecked Sendable`: `inbox`, `lag`, `asleep` and `stopping` are locked or atomic; the descriptors never change
/// after `init`; everything else is touched on the loop's own thread only, which each entry point checks (`isCurrent`).
/// Nothing else uses the loop before its thread starts or after it was joined.
package final class EventLoop: TaskExecutor, @unchecked Sendable {
    /// The loop's number, counted from 0.
    package let index: Int
    /// The epoll set in which the driver registers its descriptors. The loop owns it and closes it.
    package let pollDescriptor: Int32
    /// The one token that a driver must not use for a descriptor.
    package static let reservedToken = UInt64.max

    /// The most jobs in one turn, including those enqueued by other jobs of the turn. A limit of 32 lets the loop read
    /// responses in between. Set it on the loop.
    package var jobsPerTurn = 32 {
        didSet { precondition(isCurrent, "EventLoop.jobsPerTurn must be set on the loop itself") }
    }

    let wakeDescriptor: Int32
    let inbox = Inbox()
    /// Locked: the loop adds to it once or twice a turn, and the run's self-monitoring takes from it on another thread.
    let lag = Mutex(LoopLag())
    /// Whether the loop waits or is about to wait, and so needs the eventfd to notice the inbox.
    let asleep = Atomic(false)
    let stopping = Atomic(false)

    // Used on the loop's thread only.
    var jobs = JobQueue()
    var jobsLeft = 0
    /// When the last wait ended, and since when the loop had not run by then, if for long.
    var lastWoke = Moment.now
    var stall: Moment?
    /// Whether this turn runs every waiting job, and whether the next one will.
    var isUnbounded = false
    var nextIsUnbounded = false
    /// The jobs that are to run before descriptors are looked at again.
    var firstJobs = FirstJobs()
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
        // A loop's thread sets the mark before its first turn, and its stack frame keeps the loop alive.
        guard let mark = unsafe linux_get_thread_mark() else { return nil }
        return unsafe Unmanaged<EventLoop>.fromOpaque(mark).takeUnretainedValue()
    }

    /// Accepts a job from the Swift runtime. Callable from any thread.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent {
            jobs.append(job)
        } else {
            inbox.add { $0.jobs.append(job) }
            wakeIfAsleep()
        }
    }

    /// Attaches the driver, or detaches it with nil. Call it on the loop. A loop has at most one driver.
    package func attach(_ driver: (any TurnDriver)?) {
        precondition(isCurrent, "a driver must be attached on the loop itself")
        precondition(driver == nil || self.driver == nil, "the loop already has a driver")
        self.driver = driver
    }

    /// Ends this turn's jobs after the current one, so that the driver starts what it was given. Call it on the loop.
    package func endJobsOfTurn() {
        if !isUnbounded { jobsLeft = 0 }
    }

    /// Ends this turn's jobs and lets the next turn run every waiting job before the driver starts anything, so that
    /// what was released together starts together. Call it on the loop.
    package func runAllJobsNextTurn() {
        precondition(isCurrent, "runAllJobsNextTurn() must be called on the loop itself")
        jobsLeft = 0
        nextIsUnbounded = true
    }

    /// Runs all jobs that wait now before any descriptor is looked at, in as many turns as they take: the driver starts
    /// what each turn's jobs give it. Whoever is woken meanwhile waits behind them. Twice a second some descriptors are
    /// looked at all the same, so that the time limits of requests in progress do not pass unnoticed. Call it on the loop.
    /// - Parameter beforeEachTurn: called on the loop before each of these turns.
    package func runWaitingJobsFirst(_ beforeEachTurn: @escaping () -> Void = {}) {
        precondition(isCurrent, "runWaitingJobsFirst() must be called on the loop itself")
        jobsLeft = 0
        firstJobs.add(jobs.count, beforeEachTurn)
    }

    /// Passes a ticket to the driver (`TurnDriver.take(ticket:)`): immediately on the loop itself, in the next turn
    /// from any other thread.
    package func post(ticket: UInt64) {
        if isCurrent {
            driver?.take(ticket: ticket)
        } else {
            inbox.add { $0.tickets.append(ticket) }
            wakeIfAsleep()
        }
    }

    /// How late this loop was since the last call. Callable from any thread.
    package func takeLag() -> LoopLag {
        lag.withLock { lag in
            defer { lag = LoopLag() }
            return lag
        }
    }

    /// Wakes the loop's thread if it waits.
    ///
    /// No wake-up is lost. The loop stores `asleep` and then reads the inbox; the other side fills the inbox and then
    /// reads `asleep`; all four are in one total order, so one of the two sees the other. The exchange lets only one of
    /// several callers write to the eventfd.
    func wakeIfAsleep() {
        if asleep.exchange(false, ordering: .sequentiallyConsistent) { linux_eventfd_signal(wakeDescriptor) }
    }
}

/// A loop could not be created: the process or the system has run out of a resource.
package struct EventLoopError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What could not be created.
    package var what: String
    /// The system's error number (errno).
    package var errorNumber: Int32

    /// One line for the user.
    package var description: String {
        "cannot start an event loop: no \(what): \(SystemError.words(errorNumber))"
    }
}
