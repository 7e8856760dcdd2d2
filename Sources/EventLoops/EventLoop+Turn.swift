// What a loop's thread does: it takes turns until it is stopped.
//
// A turn: run at most `jobsPerTurn` jobs → the driver starts what is due and times out what is late → wake sleepers →
// wait for descriptors (do not wait if jobs are left) → the driver handles what is ready → empty the inbox. In a release
// nothing is waited for, and what is ready is handled twice a second. A primed release begins with a look at what is ready.
import CLinux
package import Measuring
import Synchronization

extension EventLoop {
    /// For how long a release may keep a loop from looking at its descriptors, in nanoseconds. Ten thousand on two loops take
    /// less. A look lets the first of a crowd send before the last has begun to connect, which widens the spread by half.
    private static let longestUnlooked: Int64 = 500_000_000

    /// From here on a loop that did not run has stalled: servers give up after seconds.
    package static let stallNanoseconds: Int64 = 1_000_000_000

    /// The most descriptors handled after one wait. Bounds the length of a turn, and so how long a released job waits.
    package static let eventsPerTurn = 64

    /// Runs the loop on the calling thread until it is stopped and has nothing left to run.
    func run() {
        unsafe linux_set_thread_mark(Unmanaged.passUnretained(self).toOpaque())
        linux_set_timer_slack(1)
        unsafe "turnout-loop-\(index)".withCString { unsafe linux_set_thread_name($0) }
        let events = UnsafeMutablePointer<linux_event>.allocate(capacity: Self.eventsPerTurn)
        defer {
            unsafe events.deallocate()
            linux_set_thread_mark(nil)
        }
        let executor = unsafe asUnownedTaskExecutor()
        var turnBegan = Moment.now
        while true {
            (isUnbounded, nextIsUnbounded) = (nextIsUnbounded, false)
            firstJobs.begin()
            jobsLeft = isUnbounded ? .max : firstJobs.left > 0 ? min(jobsPerTurn, firstJobs.left) : jobsPerTurn
            while jobsLeft > 0, let job = jobs.popFirst() {
                jobsLeft -= 1
                firstJobs.ran()
                unsafe job.runSynchronously(on: executor)
            }

            var now = Moment.now
            if let driver, driver.nextDue <= now {
                driver.startDue()
                now = Moment.now
            }
            if timers.nextDeadline <= now.nanoseconds {
                let moment = now
                timers.wake(until: moment) { late in lag.withLock { $0.record(nanoseconds: late) } }
            }

            let length = now.nanoseconds(since: turnBegan)
            let isReleasing = firstJobs.left > 0 || driver?.isReleasing == true
            if !isReleasing || length >= Self.longestUnlooked {
                lag.withLock { $0.record(nanoseconds: length) }
                turnBegan = unsafe wait(from: now, since: turnBegan, into: events)
            }
            if inbox.mayHold { emptyInbox() }
            if stopping.load(ordering: .acquiring), jobs.isEmpty, !inbox.mayHold { return }
        }
    }

    /// Waits for descriptors, hands them to the driver, and returns the moment at which the wait ended.
    private func wait(
        from now: Moment, since turnBegan: Moment, into events: UnsafeMutablePointer<linux_event>
    ) -> Moment {
        var timeout: Int64 = 0
        if jobs.isEmpty {
            let deadline = min(timers.nextDeadline, driver?.nextDue.nanoseconds ?? .max)
            timeout = deadline == .max ? -1 : max(deadline &- now.nanoseconds, 0)
        }
        if timeout != 0 {
            asleep.store(true, ordering: .sequentiallyConsistent)
            if inbox.holdsBeforeSleep || stopping.load(ordering: .sequentiallyConsistent) { timeout = 0 }
        }
        let count = unsafe linux_epoll_wait(pollDescriptor, events, Int32(Self.eventsPerTurn), timeout)
        var woke = now
        if timeout != 0 { woke = Moment.now }
        noteStall(turn: (turnBegan, now), due: timeout < 0 ? nil : now.advanced(byNanoseconds: timeout), woke: woke)
        asleep.store(false, ordering: .relaxed)
        // EBADF or EINVAL would be a bug in this file: the set is open and the capacity is positive.
        precondition(count >= 0, "epoll_wait failed")
        for slot in 0..<Int(count) {
            let event = unsafe events[slot]
            if event.data == Self.reservedToken {
                linux_eventfd_drain(wakeDescriptor)
            } else {
                driver?.ready(token: event.data, events: event.events)
            }
        }
        driver?.looked(atAll: count < Self.eventsPerTurn)
        return woke
    }

    /// Notes since when the loop had not run, if for long: since its last turn began, or since it was to wake.
    private func noteStall(turn: (began: Moment, ended: Moment), due: Moment?, woke: Moment) {
        lastWoke = woke
        if turn.ended.nanoseconds(since: turn.began) >= Self.stallNanoseconds {
            stall = turn.began
        } else if let due, woke.nanoseconds(since: due) >= Self.stallNanoseconds {
            stall = due
        } else {
            stall = nil
        }
    }

    /// Since when the loop had not run before what it handles now, if that was long. Call it on the loop.
    package func stalledSince(_ now: Moment) -> Moment? {
        now.nanoseconds(since: lastWoke) >= Self.stallNanoseconds ? lastWoke : stall
    }

    private func emptyInbox() {
        let content = inbox.takeAll()
        jobs.append(contentsOf: content.jobs)
        for ticket in content.sleeps { timers.cancel(ticket) }
        for ticket in content.tickets { driver?.take(ticket: ticket) }
    }

    /// Lets the loop's thread end once it has nothing left to run. Callable from any thread.
    func stop() {
        stopping.store(true, ordering: .sequentiallyConsistent)
        wakeIfAsleep()
    }
}
