// What the host knows of its records, and what follows from everything that it learns. Makes no requests.
import Measuring

/// The course of an event's records, from the first start to the account at the end. A value with one owner.
struct RecordCourse {
    /// How many times a record that failed is started again.
    static let mostRestarts = 3
    /// How long the host waits before it asks again for what the platform did not do.
    static let pause = Duration.milliseconds(500)
    /// The longest of these pauses, which grow from one to the next.
    static let longestPause = Duration.seconds(8)
    /// How many times in a row a start may fail for another reason than that there is nothing to record.
    private static let mostFailedStarts = 5

    /// The account so far.
    private(set) var account = RecordAccount()
    /// When the platform said that the record runs; nil: none runs.
    private(set) var running: Moment?
    /// Whether nothing is to be started any more.
    private(set) var isGivenUp = false
    /// How long after the last start the next one may be.
    private(set) var pause = RecordCourse.pause
    /// What the platform said last when it started none.
    private(set) var notNow: String?
    /// A start that may have succeeded although its answer did not come.
    private(set) var unanswered = UnansweredStart()
    /// Who was in the room while the record ran.
    private var room = RoomPresence()
    /// Whether the last record failed, so that the next one is in its place.
    private var hasFailed = false
    private var failedStarts = 0
    /// The ids of the records whose failure was counted.
    private var failed: Set<String> = []
    /// Those of them whose failure only an event without an id told of, while the list could not be read.
    private var doubtful: Set<String> = []
    /// Up to which moment ends that name no record are known to be another record's.
    private var overruled: Moment?
    private let origin: Moment
    private let timeline: EventTimeline

    /// The course of a run that began at `origin`, which writes entries into a timeline.
    init(origin: Moment, timeline: EventTimeline) {
        self.origin = origin
        self.timeline = timeline
    }

    /// Whether there is a record, and the last one did not fail.
    var isWhole: Bool { !account.records.isEmpty && !isGivenUp && !hasFailed }

    // MARK: Starting

    /// Notes what came of a start that was asked for at one moment and answered at another. `isSomeoneThere` says whether
    /// there is something to record.
    /// - Returns: why none ever will be started; nil if it runs, or may later.
    mutating func take(
        _ outcome: RecordCalls.Start, asked: Moment, at now: Moment, isSomeoneThere: Bool
    ) -> HostRefusal? {
        switch outcome {
        case .started(let id):
            begin(id, at: now, noted: now, hasFailed ? "started to record again" : "started to record")
        case .notNow(let words):
            notNow = words
            // A record runs, and nothing else can tell whose it is.
            if unanswered.since != nil, unanswered.isBlind, isSomeoneThere { adopt("", began: now, at: now) }
        case .refused(let refusal):
            isGivenUp = true
            let words = refusal.reason(for: "records", to: "record the event")
            account.reason = "\(words.capitalizedFirst)."
            timeline.note(.recordingRefused, words, at: now)
            return refusal
        case .failed(let failure):
            failedStarts += 1
            let isOpen = failure.leavesOutcomeOpen
            if isOpen { unanswered.happened(at: asked) }
            let words =
                isOpen
                ? "the platform did not say whether it started a record: \(failure.detail)"
                : "a record could not be started: \(failure.detail)"
            account.reason = "\(words.capitalizedFirst)."
            timeline.note(.recordingRefused, words, at: now)
            if failedStarts >= RecordCourse.mostFailedStarts { isGivenUp = true }
        }
        return nil
    }

    private mutating func begin(_ id: String, at moment: Moment, noted now: Moment, _ words: String) {
        failedStarts = 0
        isGivenUp = false
        unanswered.isSettled()
        room = RoomPresence()
        running = moment
        account.records.append(RecordAccount.Record(id: id, beganNanoseconds: moment.nanoseconds(since: origin)))
        if hasFailed { account.restarts += 1 }
        timeline.note(.recording, words, at: now)
        hasFailed = false
        account.reason = nil
    }

    // MARK: A start without an answer

    /// A record that was asked for at a moment may have started.
    mutating func isUnanswered(since asked: Moment) { unanswered.happened(at: asked) }

    /// Remembers the records of others, from the platform's list.
    mutating func know(_ listing: RecordCalls.Listing) { unanswered.know(listing, ours: ids) }

    /// Adopts the record that an unanswered request has started, if one is to be seen.
    /// - Returns: whether a record runs now.
    mutating func settle(_ listing: RecordCalls.Listing, _ inbox: WebhookInbox?) -> Bool {
        if let found = unanswered.find(listing, inbox, ours: ids) {
            adopt(found.id, began: found.began, at: Moment.now)
        }
        return running != nil
    }

    /// What stopping a record means that the platform lists as running at the end, in words; nil: none of the run's runs.
    func stray(in records: [ListedRecord]) -> String? {
        if records.contains(where: { $0.isRunning && ids.contains($0.id) }) {
            return "stopped a record that had gone on"
        }
        return unanswered.stray(in: records, ours: ids).map { _ in
            "stopped a record that an unanswered request had started"
        }
    }

    private var ids: [String] { account.records.map(\.id) }

    /// Notes a record without an id that could only be stopped.
    mutating func stoppedUnseen(at now: Moment) {
        adopt("", began: unanswered.since ?? now, at: now)
        timeline.note(.recordingStopped, "stopped the record", at: now)
        end(at: now, hasFailed: false)
    }

    /// Notes that a record was stopped, of those that a list had.
    mutating func stoppedStray(_ words: String, in records: [ListedRecord], at now: Moment) {
        timeline.note(.recordingStopped, words, at: now)
        for place in account.records.indices {
            let id = account.records[place].id
            guard records.contains(where: { $0.isRunning && $0.id == id }) else { continue }
            account.records[place].endedNanoseconds = now.nanoseconds(since: origin)
        }
    }

    private mutating func adopt(_ id: String, began: Moment, at now: Moment) {
        begin(id, at: began, noted: now, "a record runs that was asked for without an answer; it is the run's own")
    }

    // MARK: Pauses

    /// The next pause after a start is longer, in case a record runs that is somebody else's.
    mutating func lengthenPause() { pause = min(pause * 2, RecordCourse.longestPause) }

    /// The next pause after a start is short: the record has run for some time.
    mutating func resetPause() { pause = RecordCourse.pause }

    // MARK: Ending

    /// Notes how many participants are in the room while a record runs.
    mutating func see(present: Int) { room.see(present) }

    /// Notes what the webhook has told of the record that runs.
    /// - Returns: an end that names no record, of which the platform's list has to say whose it was; nil: there is none.
    mutating func look(at inbox: WebhookInbox) -> WebhookInbox.RecordEnd? {
        guard let began = running, let id = account.records.last?.id else { return nil }
        guard let end = inbox.end(of: id) else { return inbox.unnamedEnd(since: max(began, overruled ?? began)) }
        self.end(at: end.at, hasFailed: end.hasFailed)
        return nil
    }

    /// Takes an end that names no record for that of the record that runs, unless the list contradicts it.
    mutating func take(_ end: WebhookInbox.RecordEnd, _ listing: RecordCalls.Listing) {
        guard running != nil, let id = account.records.last?.id else { return }
        var listed: ListedRecord?
        if case .listed(let records) = listing { listed = records.first { $0.id == id } }
        switch listed?.state {
        case ListedRecord.running: overruled = end.at
        case ListedRecord.failed: self.end(at: end.at, hasFailed: true)
        case ListedRecord.finished: self.end(at: end.at, hasFailed: false)
        default:
            if end.hasFailed { doubtful.insert(id) }
            self.end(at: end.at, hasFailed: end.hasFailed)
        }
    }

    /// Notes what the list tells of the record that runs.
    mutating func look(at records: [ListedRecord], present: Int) {
        guard running != nil, let id = account.records.last?.id, let listed = records.first(where: { $0.id == id })
        else { return }
        switch listed.state {
        case ListedRecord.failed:
            timeline.note(.recordingLost, "the platform lists the record as failed")
            end(at: Moment.now, hasFailed: true)
        case ListedRecord.finished:
            noteEnd(present, "the platform lists the record as finished")
            end(at: Moment.now, hasFailed: false)
        default: break
        }
    }

    /// Notes what came of stopping it.
    mutating func take(_ outcome: RecordCalls.Stop, at now: Moment, present: Int) {
        switch outcome {
        case .stopped:
            timeline.note(.recordingStopped, "stopped the record", at: now)
            end(at: now, hasFailed: false)
        case .notRunning:
            // When, the list tells, and whether it failed.
            noteEnd(present, "the record had ended already")
            running = nil
        case .failed(let words, _):
            timeline.note(.recordingRefused, "the record could not be stopped: \(words)", at: now)
            account.reason = "The record could not be stopped: \(words)."
        }
    }

    /// Notes the end of a record that the host did not stop. When everybody leaves the platform ends it, and nothing is
    /// lost.
    private func noteEnd(_ present: Int, _ words: String) {
        if room.wasLeft(present) {
            timeline.note(.recordingStopped, "\(words): everybody had left")
        } else {
            timeline.note(.recordingLost, words)
        }
    }

    private mutating func end(at moment: Moment, hasFailed: Bool) {
        running = nil
        account.records[account.records.count - 1].endedNanoseconds = moment.nanoseconds(since: origin)
        guard hasFailed else { return }
        account.failures += 1
        failed.insert(account.records.last?.id ?? "")
        self.hasFailed = true
        // Their number is limited, so it need not be delayed.
        pause = RecordCourse.pause
        guard account.restarts >= RecordCourse.mostRestarts else { return }
        isGivenUp = true
        account.reason =
            "The record failed \(account.failures) times and was not started again after "
            + "\(account.restarts) restarts, which is the limit."
        timeline.note(
            .recordingRefused, "the record is not started again: \(account.restarts) restarts are the limit")
    }

    // MARK: The account

    /// Takes states, sizes and lengths from the platform's list, once everybody has left.
    mutating func conclude(_ listing: RecordCalls.Listing) {
        switch listing {
        case .failed(let words):
            if account.reason == nil { account.reason = "The records could not be listed: \(words)." }
        case .listed(let records):
            account.isListed = true
            for place in account.records.indices {
                guard let listed = records.first(where: { $0.id == account.records[place].id }) else { continue }
                take(listed, at: place)
            }
        }
    }

    private mutating func take(_ listed: ListedRecord, at place: Int) {
        var record = account.records[place]
        if listed.state == ListedRecord.finished, doubtful.remove(record.id) != nil {
            // It was another one that failed.
            failed.remove(record.id)
            account.failures -= 1
            if place == account.records.count - 1 { hasFailed = false }
        }
        // Of one that nobody told about, this is the first that is known. It may also have failed after it was stopped:
        // then there is no file of it.
        if listed.state == ListedRecord.failed, failed.insert(record.id).inserted {
            account.failures += 1
            if place == account.records.count - 1 {
                hasFailed = true
                if account.reason == nil {
                    account.reason =
                        record.endedNanoseconds == nil
                        ? "The record failed before its end." : "The record failed after it had ended."
                }
            }
        }
        record.state = listed.state?.inOneLine(limit: 40)
        record.fileSize = listed.fileSize.map { max(0, $0) }
        if let length = listed.nanoseconds { record.endedNanoseconds = record.beganNanoseconds + length }
        account.records[place] = record
    }

    /// Says why there is no record, if there is none and nothing else says it.
    mutating func explainAbsence(entered: Int) {
        guard account.records.isEmpty, account.reason == nil else { return }
        account.reason =
            entered == 0
            ? "Nobody entered the room, so there was nothing to record."
            : "The platform started no record: \(notNow ?? "it was not asked in time")."
    }
}
