// Sleeping on a loop's own timers: `Task.sleep` would leave the loop for a Dispatch thread and come back.
package import Measuring

extension EventLoop {
    /// Suspends the calling task until the moment, on this loop's timers; a moment that has passed returns at once.
    ///
    /// A task that is not on the loop hops there and back. The wake-up is within microseconds of the moment unless the
    /// loop is busy (which `takeLag` then shows).
    /// - Throws: `CancellationError` if the task was cancelled before the moment, however shortly.
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

    /// `@concurrent`, so that a caller isolated to an actor leaves it and runs on the preferred executor: the loop.
    @concurrent
    private func sleepConcurrently(until moment: Moment) async -> Bool {
        await sleepHere(until: moment)
    }

    /// On the loop. Returns false if cancelled.
    private func sleepHere(until moment: Moment) async -> Bool {
        precondition(isCurrent, "a task that sleeps on a loop must run on it; is it isolated to an actor?")
        guard !Task.isCancelled else { return false }
        guard moment > Moment.now else { return true }
        let ticket = timers.reserve()
        // The handler runs before the operation, during it, or after it, on this loop or on a foreign thread. On the
        // loop it is applied at once (the place is reserved, asleep or over); from elsewhere it comes through the
        // inbox, thus never between `reserve` and the suspension.
        return await withTaskCancellationHandler {
            // The unsafe kind: one for each sleep, resumed by TimerQueue.wake, .cancel or here, each of which takes it
            // out of its place first; measured at half the cost of the checked kind.
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
