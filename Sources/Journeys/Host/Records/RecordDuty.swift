// The host records the event: it starts a record before the release, starts it again when it fails, and stops it at the
// end.
//
// Before the first person is in the room the platform may have nothing to record yet (409). Then the record is started as
// soon as somebody is. That a record failed is known from the webhook, and otherwise from the platform's list, which is
// asked now and then: more seldom with a webhook, whose deliveries are not guaranteed.
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

    private let mode: EventPlan.Mode
    private let desk: WebhookDesk?
    private let entered: @Sendable () -> Int
    // A mutex, since a duty is Sendable; everything happens on the host's loop, one thing after another.
    private let course: Mutex<RecordCourse>

    /// Creates the duty.
    /// - Parameters:
    ///   - mode: what follows if the event cannot be recorded.
    ///   - origin: the run's start, from which times are counted.
    ///   - timeline: where entries are written.
    ///   - desk: what is known from the webhook; nil: there is none.
    ///   - entered: how many participants have entered so far.
    package init(
        mode: EventPlan.Mode, origin: Moment, timeline: EventTimeline, desk: WebhookDesk?,
        entered: @escaping @Sendable () -> Int
    ) {
        self.mode = mode
        self.desk = desk
        self.entered = entered
        course = Mutex(RecordCourse(origin: origin, timeline: timeline))
    }

    // MARK: Before

    package func begin(as host: EventHost) async throws(SetupError) {
        guard let refusal = await start(RecordCalls(host: host, step: .setup)), mode == .required else { return }
        throw SetupError(
            message: "the event must be recorded, and \(refusal.reason)",
            remedy: refusal.isByPlan
                ? "Use an account whose plan includes records, or leave `record` out."
                : "Use an account that leads the room, or leave `record` out.")
    }

    // MARK: During

    package func accompany(as host: EventHost) async {
        let calls = RecordCalls(host: host, step: .event)
        var lastStart: Moment?
        var nextList = Moment.now.advanced(by: interval)
        // Ends when the last journey has ended.
        while (try? await host.place.loop.sleep(for: RecordDuty.look)) != nil {
            let (running, isGivenUp, pause) = course.withLock { ($0.running, $0.isGivenUp, $0.pause) }
            if let running {
                // One that ends at once, time after time, is not started time after time.
                if Moment.now >= running.advanced(by: RecordCourse.longestPause) {
                    course.withLock { $0.resetPause() }
                }
                look()
                if Moment.now >= nextList {
                    if case .listed(let records) = await calls.list() { course.withLock { $0.look(at: records) } }
                    nextList = Moment.now.advanced(by: interval)
                }
            } else if !isGivenUp, lastStart.map({ Moment.now >= $0.advanced(by: pause) }) ?? true, someoneIsThere {
                _ = await start(calls)
                lastStart = Moment.now
                course.withLock { $0.lengthenPause() }
                nextList = Moment.now.advanced(by: interval)
            }
        }
    }

    private var interval: Duration {
        desk?.isOpen == true ? RecordDuty.listingBesideWebhook : RecordDuty.listing
    }

    private var someoneIsThere: Bool { entered() > 0 || desk?.callHasStarted == true }

    /// Starts a record.
    /// - Returns: why it never will; nil if it runs, or may later.
    private func start(_ calls: RecordCalls) async -> HostRefusal? {
        let outcome = await calls.start()
        // What came while the journeys were being ended is not an outcome.
        guard !Task.isCancelled || outcome.isStarted else { return nil }
        let refusal = course.withLock { $0.take(outcome, at: Moment.now) }
        if let refusal { calls.host.notice("The event is not recorded: \(refusal.reason).") }
        return refusal
    }

    /// Notes what the webhook has told of the record that runs.
    private func look() {
        if let desk { course.withLock { $0.look(at: desk) } }
    }

    // MARK: After

    package func journeysEnded(as host: EventHost) async {
        look()
        guard course.withLock({ $0.running != nil }) else { return }
        let outcome = await RecordCalls(host: host, step: .teardown).stop()
        course.withLock { $0.take(outcome, at: Moment.now) }
    }

    package func conclude(as host: EventHost, _ ending: EventEnding, into account: inout EventAccount) async {
        if course.withLock({ !$0.account.records.isEmpty }) { await readList(host) }
        let (records, isWhole) = course.withLock { course in
            course.explainAbsence(entered: entered())
            return (course.account, course.isWhole)
        }
        account.records = records
        if mode == .required, !isWhole {
            account.unmet.append(
                "The event must be recorded, and was not to its end"
                    + (records.reason.map { ": \($0.uncapitalizedFirst)" } ?? "."))
        }
    }

    /// Takes states, sizes and lengths from the platform's list. A file that is not ready at once is asked for once more.
    private func readList(_ host: EventHost) async {
        let calls = RecordCalls(host: host, step: .teardown)
        for attempt in 0..<2 {
            let listing = await calls.list()
            let ids = course.withLock { course in
                course.conclude(listing)
                return course.account.records.map(\.id)
            }
            guard case .listed(let records) = listing else { return }
            let isRunning = records.contains { ids.contains($0.id) && $0.state == "recording" }
            guard isRunning, attempt == 0 else { return }
            guard (try? await host.place.loop.sleep(for: RecordCourse.pause)) != nil else { return }
        }
    }
}

extension RecordCalls.Start {
    fileprivate var isStarted: Bool { if case .started = self { true } else { false } }
}

extension String {
    fileprivate var uncapitalizedFirst: String { prefix(1).lowercased() + dropFirst() }
}
