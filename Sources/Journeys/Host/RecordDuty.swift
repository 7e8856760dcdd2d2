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
    /// How many times a record that failed is started again.
    package static let mostRestarts = 3
    /// How often the run looks whether there is something to do.
    private static let look = Duration.milliseconds(100)
    /// How long it waits before it asks again for what the platform did not do.
    private static let pause = Duration.milliseconds(500)
    private static let longestPause = Duration.seconds(8)
    /// How many times in a row a start may fail for another reason than that there is nothing to record.
    private static let mostFailedStarts = 5
    /// How often the list is asked for the state of the record, without and with a webhook.
    private static let listing = Duration.seconds(5)
    private static let listingBesideWebhook = Duration.seconds(15)

    private struct State {
        var account = RecordAccount()
        /// When the platform said that the record runs; nil: none runs.
        var running: Moment?
        /// Whether the last record failed, so that the next one is in its place.
        var hasFailed = false
        /// Whether nothing is to be started any more.
        var isGivenUp = false
        var failedStarts = 0
        /// How long after the last start the next one may be.
        var pause = RecordDuty.pause
        /// The ids of the records whose failure was counted.
        var failed: Set<String> = []
        /// What the platform said last when it started none.
        var notNow: String?
    }

    private let mode: EventPlan.Mode
    private let origin: Moment
    private let timeline: EventTimeline
    private let desk: WebhookDesk?
    private let entered: @Sendable () -> Int
    // A mutex, since a duty is Sendable; everything happens on the host's loop, one thing after another.
    private let state = Mutex(State())

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
        self.origin = origin
        self.timeline = timeline
        self.desk = desk
        self.entered = entered
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
            let (running, isGivenUp, pause) = state.withLock { ($0.running, $0.isGivenUp, $0.pause) }
            if let running {
                // One that ends at once, time after time, is not started time after time.
                if Moment.now >= running.advanced(by: RecordDuty.longestPause) {
                    state.withLock { $0.pause = RecordDuty.pause }
                }
                look()
                if Moment.now >= nextList {
                    if case .listed(let records) = await calls.list() { look(at: records) }
                    nextList = Moment.now.advanced(by: interval)
                }
            } else if !isGivenUp, lastStart.map({ Moment.now >= $0.advanced(by: pause) }) ?? true, someoneIsThere {
                _ = await start(calls)
                // Longer each time, in case a record runs that is somebody else's.
                lastStart = Moment.now
                state.withLock { $0.pause = min(pause * 2, RecordDuty.longestPause) }
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
        let now = Moment.now
        return state.withLock { state in
            switch outcome {
            case .started(let id):
                state.failedStarts = 0
                state.running = now
                state.account.records.append(
                    RecordAccount.Record(id: id, beganNanoseconds: now.nanoseconds(since: origin)))
                if state.hasFailed { state.account.restarts += 1 }
                timeline.note(
                    .recording, state.hasFailed ? "started to record again" : "started to record", at: now)
                state.hasFailed = false
                state.account.reason = nil
            case .notNow(let words): state.notNow = words
            case .refused(let refusal):
                state.isGivenUp = true
                state.account.reason = "\(refusal.reason.capitalizedFirst)."
                timeline.note(.recordingRefused, refusal.reason, at: now)
                calls.host.notice("The event is not recorded: \(refusal.reason).")
                return refusal
            case .failed(let failure):
                state.failedStarts += 1
                state.account.reason = "A record could not be started: \(failure.detail)."
                timeline.note(.recordingRefused, "a record could not be started: \(failure.detail)", at: now)
                if state.failedStarts >= RecordDuty.mostFailedStarts { state.isGivenUp = true }
            }
            return nil
        }
    }

    /// Notes what the webhook has told of the record that runs.
    private func look() {
        guard let desk else { return }
        state.withLock { state in
            guard let began = state.running, let id = state.account.records.last?.id else { return }
            if let failed = desk.failure(of: id, since: began) {
                end(&state, at: failed, hasFailed: true)
            } else if let finished = desk.finish(of: id, since: began) {
                end(&state, at: finished, hasFailed: false)
            }
        }
    }

    /// Notes what the list tells of the record that runs.
    private func look(at records: [RecordCalls.Listed]) {
        state.withLock { state in
            guard state.running != nil, let id = state.account.records.last?.id,
                let listed = records.first(where: { $0.id == id })
            else { return }
            switch listed.state {
            case "failed":
                timeline.note(.recordingLost, "the platform lists the record as failed")
                end(&state, at: Moment.now, hasFailed: true)
            case "finished":
                timeline.note(.recordingLost, "the platform lists the record as finished")
                end(&state, at: Moment.now, hasFailed: false)
            default: break
            }
        }
    }

    private func end(_ state: inout State, at moment: Moment, hasFailed: Bool) {
        state.running = nil
        state.account.records[state.account.records.count - 1].endedNanoseconds = moment.nanoseconds(since: origin)
        guard hasFailed else { return }
        state.account.failures += 1
        state.failed.insert(state.account.records.last?.id ?? "")
        state.hasFailed = true
        // Their number is limited, so it need not be delayed.
        state.pause = RecordDuty.pause
        guard state.account.restarts >= RecordDuty.mostRestarts else { return }
        state.isGivenUp = true
        state.account.reason =
            "The record failed \(state.account.failures) times and was not started again after "
            + "\(state.account.restarts) restarts, which is the limit."
        timeline.note(
            .recordingRefused, "the record is not started again: \(state.account.restarts) restarts are the limit")
    }

    // MARK: After

    package func journeysEnded(as host: EventHost) async {
        look()
        guard state.withLock({ $0.running != nil }) else { return }
        let outcome = await RecordCalls(host: host, step: .teardown).stop()
        let now = Moment.now
        state.withLock { state in
            switch outcome {
            case .stopped:
                timeline.note(.recordingStopped, "stopped the record", at: now)
                end(&state, at: now, hasFailed: false)
            case .notRunning:
                // Everybody had left, or it failed just now: the list tells when.
                timeline.note(.recordingLost, "the record had ended already", at: now)
                state.running = nil
            case .failed(let words):
                timeline.note(.recordingRefused, "the record could not be stopped: \(words)", at: now)
                state.account.reason = "The record could not be stopped: \(words)."
            }
        }
    }

    package func conclude(as host: EventHost, _ ending: EventEnding, into account: inout EventAccount) async {
        if state.withLock({ !$0.account.records.isEmpty }) { await readList(host) }
        account.records = state.withLock { state in
            if state.account.records.isEmpty, state.account.reason == nil {
                state.account.reason =
                    entered() == 0
                    ? "Nobody entered the room, so there was nothing to record."
                    : "The platform started no record: \(state.notNow ?? "it was not asked in time")."
            }
            return state.account
        }
        let isUnmet = state.withLock { $0.account.records.isEmpty || $0.isGivenUp || $0.hasFailed }
        if mode == .required, isUnmet {
            account.unmet.append(
                "The event must be recorded, and was not to its end"
                    + (account.records?.reason.map { ": \($0.uncapitalizedFirst)" } ?? "."))
        }
    }

    /// Takes states, sizes and lengths from the platform's list. A file that is not ready at once is asked for once more.
    private func readList(_ host: EventHost) async {
        let calls = RecordCalls(host: host, step: .teardown)
        for attempt in 0..<2 {
            guard case .listed(let records) = await take(calls.list()) else { return }
            let ids = state.withLock { $0.account.records.map(\.id) }
            let isRunning = records.contains { ids.contains($0.id) && $0.state == "recording" }
            guard isRunning, attempt == 0 else { return }
            guard (try? await host.place.loop.sleep(for: RecordDuty.pause)) != nil else { return }
        }
    }

    private func take(_ listing: RecordCalls.Listing) async -> RecordCalls.Listing {
        state.withLock { state in
            switch listing {
            case .failed(let words):
                if state.account.reason == nil { state.account.reason = "The records could not be listed: \(words)." }
            case .listed(let records):
                state.account.isListed = true
                for place in state.account.records.indices {
                    var record = state.account.records[place]
                    guard let listed = records.first(where: { $0.id == record.id }) else { continue }
                    // Of one that nobody told about, this is the first that is known. It may also have failed after it
                    // was stopped: then there is no file of it.
                    if listed.state == "failed", state.failed.insert(record.id).inserted {
                        state.account.failures += 1
                        if place == state.account.records.count - 1 {
                            state.hasFailed = true
                            if state.account.reason == nil {
                                state.account.reason =
                                    record.endedNanoseconds == nil
                                    ? "The record failed before its end." : "The record failed after it had ended."
                            }
                        }
                    }
                    record.state = listed.state?.inOneLine(limit: 40)
                    record.fileSize = listed.fileSize.map { max(0, $0) }
                    if let length = listed.nanoseconds { record.endedNanoseconds = record.beganNanoseconds + length }
                    state.account.records[place] = record
                }
            }
        }
        return listing
    }
}

extension RecordCalls.Start {
    fileprivate var isStarted: Bool { if case .started = self { true } else { false } }
}

extension HostRefusal {
    /// Why nothing is recorded, as the middle of a sentence.
    fileprivate var reason: String {
        let said = words.isEmpty ? "" : " (\(words))"
        return isByPlan
            ? "the plan of the host's account does not include records\(said)"
            : "the host may not record the event\(said)"
    }
}

extension String {
    fileprivate var uncapitalizedFirst: String { prefix(1).lowercased() + dropFirst() }
}
