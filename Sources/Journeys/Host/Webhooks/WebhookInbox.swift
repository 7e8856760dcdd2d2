// What a run learns from its webhook, for everybody who waits for it.
package import EventLoops
package import Measuring
import PlatformContract
import Scenarios
import Synchronization

/// Takes the deliveries to a run's webhook and tells what is known from them.
package final class WebhookInbox: Sendable {
    private struct State {
        /// Nil until the webhook is registered, since its secret comes with that.
        var ledger: WebhookLedger?
        /// The secret of its signatures.
        var secret: Secret?
        /// Deliveries that came before.
        var early: [ReceivedDelivery] = []
        /// How many deliveries came in all.
        var read = 0
        /// Of those that came before, how many there was no room for.
        var surplus = 0
        /// Whether the run is over, and whatever comes is neither counted nor told.
        var isClosed = false
        var account = WebhookAccount()
        /// The URL that was registered.
        var url: String?
        var callsStarted = 0
        var callsFinished = 0
        /// The records that the platform told of, the latest of them; those without an id under none.
        var records = BoundedTable<RecordNews>(limit: WebhookInbox.mostRecords)
        /// How many entries the timeline could have about events, and about deliveries that are none.
        var regular = 0
        var irregular = 0
        /// Whether the webhook may be registered although the answer did not come.
        var mayBeRegistered = false
    }

    /// When the events of a record came.
    private struct RecordNews {
        var started: Moment?
        var finished: Moment?
        var failed: Moment?

        /// How it ended; of what came by a moment nothing is told.
        func end(since moment: Moment?) -> RecordEnd? {
            func isLater(_ at: Moment) -> Bool { moment.map { at > $0 } ?? true }
            if let failed, isLater(failed) { return RecordEnd(at: failed, hasFailed: true) }
            if let finished, isLater(finished) { return RecordEnd(at: finished, hasFailed: false) }
            return nil
        }
    }

    // A mutex, since deliveries are taken on a thread of the pool while the host's loop asks.
    private let state = Mutex(State())
    private let timeline: EventTimeline

    /// How many deliveries may wait for the secret: only a platform that sends what nobody asked for sends any.
    private static let mostEarly = 100
    /// How many records are remembered; the run's own is the latest or the one before.
    private static let mostRecords = 100
    /// How many entries of the timeline may be about events, and about deliveries that are no events; all are counted.
    static let mostRegular = 500
    private static let mostIrregular = 20

    /// A inbox that writes the events into a timeline.
    package init(timeline: EventTimeline) { self.timeline = timeline }

    /// Takes deliveries until they end or the task is cancelled.
    package func read(_ deliveries: AsyncStream<ReceivedDelivery>) async {
        for await delivery in deliveries { take(delivery) }
    }

    /// Takes one delivery.
    package func take(_ delivery: ReceivedDelivery) {
        state.withLock { state in
            guard !state.isClosed else { return }
            state.read += 1
            if state.ledger != nil {
                judge(delivery, &state)
            } else if state.early.count < WebhookInbox.mostEarly {
                state.early.append(delivery)
            } else {
                state.surplus += 1
            }
        }
    }

    /// Begins to judge deliveries, now that the webhook is registered.
    func open(_ secret: Secret, roomID: String, url: String) {
        state.withLock { state in
            state.ledger = WebhookLedger(secret: secret, roomID: roomID)
            state.secret = secret
            state.url = url
            state.account.isRegistered = true
            for delivery in state.early { judge(delivery, &state) }
            state.early = []
        }
    }

    /// Ends the account. Deliveries for which there never was a secret are among those refused: nobody can tell what they
    /// are.
    func close(refused: Int, overloaded: Int) {
        state.withLock { state in
            guard !state.isClosed else { return }
            state.isClosed = true
            noteUnlisted(state)
            state.account.refused = refused + state.early.count + state.surplus
            state.account.overloaded = overloaded
        }
    }

    private func judge(_ delivery: ReceivedDelivery, _ state: inout State) {
        guard let entry = state.ledger?.take(delivery.bytes) else { return }
        switch entry {
        case .unreadable: noteIrregular(.unreadable, "a delivery that is none", delivery, &state)
        case .wrongSignature: noteIrregular(.wrongSignature, "a delivery with a wrong signature", delivery, &state)
        case .repeated(let event):
            noteIrregular(.repeated, "a repeat of \(event.eventName.rawValue)", delivery, &state)
        case .unknown, .otherRoom: break
        case .event(let event, let isOutOfOrder):
            let at = delivery.arrived
            switch event.eventName {
            case .callStarted: state.callsStarted += 1
            case .callFinished: state.callsFinished += 1
            case .recordStarted: note(event, in: &state) { $0.started = at }
            case .recordFinished: note(event, in: &state) { $0.finished = at }
            case .recordFailed: note(event, in: &state) { $0.failed = at }
            }
            state.regular += 1
            guard state.regular <= WebhookInbox.mostRegular else { return }
            timeline.note(event.eventName.kind, event.words + (isOutOfOrder ? ", out of order" : ""), at: at)
        }
    }

    private func note(_ event: WebhookEvent, in state: inout State, _ change: (inout RecordNews) -> Void) {
        state.records.change(event.recordID ?? "", from: RecordNews(), change)
    }

    /// Says how many deliveries the timeline lacks.
    private func noteUnlisted(_ state: State) {
        let events = max(0, state.regular - WebhookInbox.mostRegular)
        let others = max(0, state.irregular - WebhookInbox.mostIrregular)
        let parts = [
            events > 0 ? "\(events) more event\(events == 1 ? "" : "s") of the platform" : nil,
            others > 0 ? "\(others) more deliver\(others == 1 ? "y that is no event" : "ies that are no events")" : nil,
        ].compactMap { $0 }
        guard !parts.isEmpty else { return }
        timeline.note(.notListed, "\(parts.joined(separator: " and ")): counted, and not listed here")
    }

    private func noteIrregular(
        _ kind: HostEvent.Kind, _ words: String, _ delivery: ReceivedDelivery, _ state: inout State
    ) {
        state.irregular += 1
        guard state.irregular <= WebhookInbox.mostIrregular else { return }
        timeline.note(kind, words, at: delivery.arrived)
    }

    // MARK: What is known

    /// Whether the webhook is registered.
    package var isOpen: Bool { state.withLock { $0.ledger != nil } }

    /// Whether the platform has told of anything in the room, so that it will tell of what follows.
    var hasTold: Bool { state.withLock { ($0.ledger?.counts.events ?? 0) > 0 } }
    /// How many deliveries came so far.
    var read: Int { state.withLock { $0.read } }
    /// The secret of the webhook's signatures, to be hidden in what the platform says; nil: none was registered.
    var secret: Secret? { state.withLock { $0.secret } }
    /// The URL that was registered; nil: none was.
    var url: String? { state.withLock { $0.url } }
    /// Whether the webhook may be registered although no answer said so.
    var mayBeRegistered: Bool { state.withLock { $0.mayBeRegistered } }
    /// Whether a call has started and not finished, as far as the platform said.
    var callIsUnderWay: Bool { state.withLock { $0.callsStarted > $0.callsFinished } }
    /// Whether a call has started, as far as the platform said.
    var callHasStarted: Bool { state.withLock { $0.callsStarted > 0 } }
    /// Whether as many calls have finished as have started, at least one: the report is ready.
    package var callHasFinished: Bool { state.withLock { $0.callsFinished > 0 && $0.callsFinished >= $0.callsStarted } }
    /// Whether everything has come that belongs to the calls: at least one, and of each the start and the end.
    var callsAreWhole: Bool { state.withLock { $0.callsStarted > 0 && $0.callsFinished >= $0.callsStarted } }

    /// Waits for `call_finished`, on the caller's loop.
    /// - Returns: whether it came before the moment.
    package func callFinished(until deadline: Moment, on loop: EventLoop) async -> Bool {
        await wait(until: deadline, on: loop) { callHasFinished }
    }

    /// Waits until something holds, on the caller's loop. Deliveries come on another thread, a few in a run.
    func wait(until deadline: Moment, on loop: EventLoop, _ holds: () -> Bool) async -> Bool {
        while !holds() {
            let next = min(deadline, Moment.now.advanced(by: .milliseconds(20)))
            guard Moment.now < deadline, (try? await loop.sleep(until: next)) != nil else { return holds() }
        }
        return true
    }

    /// The end of a record, as far as the platform said.
    struct RecordEnd: Hashable {
        var at: Moment
        /// Whether it failed.
        var hasFailed: Bool
    }

    /// How a record ended, as far as an event said that names it.
    func end(of record: String) -> RecordEnd? {
        guard !record.isEmpty else { return nil }
        return state.withLock { $0.records[record]?.end(since: nil) }
    }

    /// An end since a moment whose event names no record.
    func unnamedEnd(since moment: Moment) -> RecordEnd? {
        state.withLock { $0.records[""]?.end(since: moment) }
    }

    /// A record that has started since a moment, and not ended, as far as the platform said.
    func start(since moment: Moment, except known: [String]) -> (record: String, at: Moment)? {
        state.withLock { state in
            let found = state.records.first { id, news in
                guard !id.isEmpty, let started = news.started, started >= moment, !known.contains(id) else {
                    return false
                }
                return news.finished == nil && news.failed == nil
            }
            guard let found, let started = found.value.started else { return nil }
            return (found.key, started)
        }
    }

    /// Notes whether the webhook may be registered although no answer said so.
    func noteRegistration(mayBe: Bool) { state.withLock { $0.mayBeRegistered = mayBe } }

    /// Changes the account.
    func change(_ body: (inout WebhookAccount) -> Void) { state.withLock { body(&$0.account) } }

    /// The account with the counts so far.
    var account: WebhookAccount {
        state.withLock { state in
            var account = state.account
            account.counts = state.ledger?.counts ?? WebhookCounts()
            return account
        }
    }
}
