// The host records the event: it starts a record before the release, starts it again when it fails, and stops it at the
// end.
//
// Before the first person is in the room the platform may have nothing to record yet (409). Then the record is started as
// soon as somebody is. That a record failed is known from the webhook, and otherwise from the platform's list, which is
// asked now and then: more seldom with a webhook, whose deliveries are not guaranteed.
//
// A start whose answer does not come may have succeeded. Before another one is asked for, the platform's list says whether
// a record runs that was not there before, and that one is the run's own from then on.
import EventLoops
package import Measuring
package import Scenarios
import Synchronization

/// Recording, as a duty of the host.
package final class RecordDuty: EventDuty {
    /// How often the run looks whether there is something to do.
    private static let look = Duration.milliseconds(100)
    /// How often the list is asked for the state of the record, without and with a webhook.
    private static let listing = Duration.seconds(5)
    private static let listingBesideWebhook = Duration.seconds(15)
    /// How many records are stopped at the end that went on although they were taken to have ended.
    private static let mostStops = RecordCourse.mostRestarts + 1

    /// Who is recorded.
    package struct People: Sendable {
        /// How many participants have entered so far.
        var entered: @Sendable () -> Int
        /// How many are in the room now.
        var present: @Sendable () -> Int

        /// Creates it.
        package init(entered: @escaping @Sendable () -> Int, present: @escaping @Sendable () -> Int) {
            self.entered = entered
            self.present = present
        }
    }

    private let mode: EventPlan.Mode
    private let inbox: WebhookInbox?
    private let people: People
    private let timeoutMilliseconds: Int
    // A mutex, since a duty is Sendable; everything happens on the host's loop, one thing after another.
    private let course: Mutex<RecordCourse>

    /// Creates the duty.
    /// - Parameters:
    ///   - mode: what follows if the event cannot be recorded.
    ///   - origin: the run's start, from which times are counted.
    ///   - timeline: where entries are written.
    ///   - inbox: what is known from the webhook; nil: there is none.
    ///   - people: who is recorded.
    ///   - timeoutMilliseconds: the time limit of each request.
    package init(
        mode: EventPlan.Mode, origin: Moment, timeline: EventTimeline, inbox: WebhookInbox?, people: People,
        timeoutMilliseconds: Int = 5_000
    ) {
        self.mode = mode
        self.inbox = inbox
        self.people = people
        self.timeoutMilliseconds = timeoutMilliseconds
        course = Mutex(RecordCourse(origin: origin, timeline: timeline))
    }

    private func calls(_ host: EventHost, _ step: StepIndex) -> RecordCalls {
        RecordCalls(host: host, step: step, timeoutMilliseconds: timeoutMilliseconds)
    }

    // MARK: Before

    package func begin(as host: EventHost) async throws(SetupError) {
        let calls = calls(host, .setup)
        let listing = await calls.list()
        course.withLock { $0.know(listing) }
        guard let refusal = await start(calls), mode == .required else { return }
        throw SetupError(
            message: "the event must be recorded, and \(refusal.reason(for: "records", to: "record the event"))",
            remedy: refusal.isByPlan
                ? "Use an account whose plan includes records, or leave `record` out."
                : "Use an account that leads the room, or leave `record` out.")
    }

    // MARK: During

    package func accompany(as host: EventHost) async {
        let calls = calls(host, .event)
        var lastStart: Moment?
        var nextList = Moment.now.advanced(by: interval)
        // Ends when the last journey has ended.
        while (try? await host.place.loop.sleep(for: RecordDuty.look)) != nil {
            let (running, isGivenUp, isInDoubt, pause) = course.withLock {
                ($0.running, $0.isGivenUp, $0.unanswered.since != nil, $0.pause)
            }
            if let running {
                course.withLock { $0.see(present: people.present()) }
                // One that ends at once, time after time, is not started time after time.
                if Moment.now >= running.advanced(by: RecordCourse.longestPause) {
                    course.withLock { $0.resetPause() }
                }
                await look(calls)
                if Moment.now >= nextList {
                    await look(at: calls.list())
                    nextList = Moment.now.advanced(by: interval)
                }
            } else if lastStart.map({ Moment.now >= $0.advanced(by: pause) }) ?? true,
                isInDoubt || !isGivenUp && someoneIsThere
            {
                if isInDoubt, await settle(calls) { continue }
                if !isGivenUp, someoneIsThere { _ = await start(calls) }
                lastStart = Moment.now
                course.withLock { $0.lengthenPause() }
                nextList = Moment.now.advanced(by: interval)
            }
        }
    }

    private var interval: Duration { RecordDuty.listing(beside: inbox) }

    /// How often the list is asked for: seldom if the webhook tells of what happens, which one that has told of nothing may
    /// never do.
    static func listing(beside inbox: WebhookInbox?) -> Duration {
        inbox?.hasTold == true ? listingBesideWebhook : listing
    }

    private var someoneIsThere: Bool { people.present() > 0 || inbox?.callIsUnderWay == true }

    /// Starts a record.
    /// - Returns: why it never will; nil if it runs, or may later.
    private func start(_ calls: RecordCalls) async -> HostRefusal? {
        let asked = Moment.now
        let outcome = await calls.start()
        // What came while the journeys were being ended is not an outcome, but it may have started a record.
        guard !Task.isCancelled || outcome.isStarted else {
            if case .failed(let failure) = outcome, failure.leavesOutcomeOpen {
                course.withLock { $0.isUnanswered(since: asked) }
            }
            return nil
        }
        let refusal = course.withLock {
            $0.take(outcome, asked: asked, at: Moment.now, isSomeoneThere: someoneIsThere)
        }
        if let refusal {
            calls.host.notice("The event is not recorded: \(refusal.reason(for: "records", to: "record the event")).")
        }
        return refusal
    }

    /// Notes what the webhook has told of the record that runs. Of an end that names no record the list says whose it was.
    private func look(_ calls: RecordCalls) async {
        guard let inbox, let end = course.withLock({ $0.look(at: inbox) }) else { return }
        let listing = await calls.list()
        // A request that the end of the journeys has cut off says nothing; `journeysEnded` looks again.
        guard !Task.isCancelled else { return }
        course.withLock { $0.take(end, listing) }
    }

    /// Notes what the list tells of it.
    private func look(at listing: RecordCalls.Listing) {
        guard case .listed(let records) = listing else { return }
        course.withLock {
            $0.look(at: records, present: people.present())
            $0.know(listing)
        }
    }

    /// Whether a start was not answered, and nobody knows yet what became of it.
    private var isInDoubt: Bool { course.withLock { $0.unanswered.since != nil } }

    /// Finds out whether a start that was not answered has succeeded.
    /// - Returns: whether a record runs.
    private func settle(_ calls: RecordCalls) async -> Bool {
        let listing = await calls.list()
        return course.withLock { $0.settle(listing, inbox) }
    }

    // MARK: After

    package func journeysEnded(as host: EventHost) async {
        let calls = calls(host, .teardown)
        await look(calls)
        if isInDoubt, await !settle(calls) {
            // The platform may still be at it.
            _ = try? await host.place.loop.sleep(for: RecordCourse.pause)
            _ = await settle(calls)
        }
        await stop(calls)
    }

    /// Stops the record that runs, and any that may run without having been seen.
    private func stop(_ calls: RecordCalls) async {
        let (isRunning, isUnseen, mayBeMore) = course.withLock { course in
            let isRunning = course.running != nil
            // Of several records an earlier one may have gone on, whatever was told of it.
            return (
                isRunning, course.unanswered.since != nil && course.unanswered.isBlind,
                isRunning && course.unanswered.hasBeen || course.account.records.count > (isRunning ? 1 : 0)
            )
        }
        if isRunning {
            let outcome = await calls.stopped()
            course.withLock { $0.take(outcome, at: Moment.now, present: people.present()) }
        } else if isUnseen {
            if case .stopped = await calls.stop() { course.withLock { $0.stoppedUnseen(at: Moment.now) } }
        }
        for _ in 0..<RecordDuty.mostStops where mayBeMore {
            guard case .listed(let records) = await calls.list(), await stopStray(in: records, calls) else { return }
        }
    }

    /// Stops a record of the run's that the platform lists as running.
    /// - Returns: whether there was one, and it was stopped.
    private func stopStray(in records: [ListedRecord], _ calls: RecordCalls) async -> Bool {
        guard let words = course.withLock({ $0.stray(in: records) }), case .stopped = await calls.stop() else {
            return false
        }
        course.withLock { $0.stoppedStray(words, in: records, at: Moment.now) }
        return true
    }

    package func conclude(as host: EventHost, _ ending: EventEnding, into account: inout EventAccount) async {
        let calls = calls(host, .teardown)
        // The last chance for a record whose start was not answered.
        if isInDoubt, await settle(calls) { await stop(calls) }
        if course.withLock({ !$0.account.records.isEmpty }) { await readList(calls) }
        let (records, isWhole) = course.withLock { course in
            course.explainAbsence(entered: people.entered())
            return (course.account, course.isWhole)
        }
        account.records = records
        if mode == .required, !isWhole {
            account.unmet.append(
                "The event must be recorded, and was not to its end"
                    + (records.reason.map { ": \($0.uncapitalizedFirst)" } ?? "."))
        }
    }

    /// Takes states, sizes and lengths from the platform's list. A file that is not ready at once is asked for once more, and
    /// a record that still runs then is stopped.
    private func readList(_ calls: RecordCalls) async {
        for attempt in 0..<3 {
            let listing = await calls.list()
            let ids = course.withLock { course in
                course.conclude(listing)
                return course.account.records.map(\.id)
            }
            guard case .listed(let records) = listing else { return }
            guard records.contains(where: { ids.contains($0.id) && $0.isRunning }), attempt < 2 else { return }
            if attempt == 1, await !stopStray(in: records, calls) { return }
            guard (try? await calls.host.place.loop.sleep(for: RecordCourse.pause)) != nil else { return }
        }
    }
}

extension RecordCalls {
    /// Stops the record. If the answer does not come, once more: then it does not run any more, or is stopped now.
    fileprivate func stopped() async -> Stop {
        let outcome = await stop()
        guard case .failed(_, isOpen: true) = outcome else { return outcome }
        let second = await stop()
        if case .notRunning = second { return .stopped }
        return second
    }
}

extension RecordCalls.Start {
    fileprivate var isStarted: Bool { if case .started = self { true } else { false } }
}
