// Sleeping on a loop's own timers: `Task.sleep` would leave the loop for a Dispatch thread and come back.
package import Measuring

extension EventLoop {
    /// Suspends the calling task until the moment, on this loop's timers. Returns immediately if the moment has passed.
    ///
    /// A task that is not on the loop hops there and back. It wakes within microseconds of the moment unless the loop
    /// is busy (`takeLag` then shows it).
    /// - Throws: `CancellationError` if the task was cancelled before the moment, even if only just before.
    package func sleep(until moment: Moment) async throws(CancellationError) {
        let slept = isCurrent ? await sleepHere(until: moment) : await sleepAfterHop(until: moment)
        guard slept else { throw CancellationError() }
    }

    /// Suspends the calling task for a duration, counted from now.
    /// - Throws: `CancellationError` if the task was cancelled in the meantime.
    package func sleep(for duration: Duration) async throws(CancellationError) {
        try await sleep(until: Moment.now.advanced(by: duration))
    }

    private func sleepAfterHop(until moment: Moment) async -> Bool {
        await withTaskExecutorPreference(self) { await self.sleepConcurrently(until: moment) }
    }

    /// `@concurrent`, so that a caller isolated to an actor leaves it and runs on its preferred executor, the loop.
    @concurrent
    private func sleepConcurrently(until moment: Moment) async -> Bool {
        await sleepHere(until: moment)
    }

    /// Runs on the loop. Returns false if cancelled.
    private func sleepHere(until moment: Moment) async -> Bool {
        precondition(isCurrent, "a task that sleeps on a loop must run on it; is it isolated to an actor?")
        guard !Task.isCancelled else { return false }
        guard moment > Moment.now else { return true }
        let ticket = timers.reserve()
        // The handler runs before, during or after the operation, on this loop or on another thread. On the loop it
        // takes effect at once (the slot is reserved, asleep or released). From elsewhere it goes through the inbox, so
        // it never runs between `reserve` and the suspension.
        return await withTaskCancellationHandler {
            // Unsafe, because a checked continuation measured at twice the cost and there is one for each sleep. It is
            // resumed by TimerQueue.wake, by .cancel or here, and each of them first takes it out of its slot.
            unsafe await withUnsafeContinuation { (continuation: UnsafeContinuation<Bool, Never>) in
                if unsafe !timers.begin(ticket, until: moment, continuation) {
                    unsafe continuation.resume(returning: false)
                }
            }
        } onCancel: {
            cancelSleep(ticket)
        }
    }

    private func cancelSleep(_ ticket: TimerQueue.Ticket) {
        if isCurrent {
            timers.cancel(ticket)
        } else {
            inbox.add { $0.sleeps.append(ticket) }
            wakeIfAsleep()
        }
    }
}
