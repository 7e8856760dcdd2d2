// A start of a record whose answer did not come, and how the record is found that it may have started.
import Measuring

/// What is known of a start that was not answered, and of the records that are somebody else's. A value with one owner.
struct UnansweredStart {
    /// When the record was asked for; nil: nothing is open.
    private(set) var since: Moment?
    /// Whether there ever was such a start.
    private(set) var hasBeen = false
    /// Whether the list could not be read when it was last needed, so that it proves nothing.
    private(set) var isBlind = false
    /// The ids that the platform has listed and that are not the run's own; nil: its list was never read.
    private var others: Set<String>?

    /// A record that was asked for at a moment may have started.
    mutating func happened(at asked: Moment) {
        // Of several requests the first one may have started it.
        if since == nil { since = asked }
        hasBeen = true
    }

    /// It is known what became of it.
    mutating func isSettled() { since = nil }

    /// Remembers the records of others, from a list that was read when nothing was open about the run's own.
    mutating func know(_ listing: RecordCalls.Listing, ours: [String]) {
        guard since == nil, case .listed(let records) = listing else { return }
        others = Set(records.map(\.id)).subtracting(ours)
    }

    /// Finds the record that was started: in the platform's list, or among what came by webhook if there is no list.
    /// - Returns: its id, and when it began; nil: none is to be seen.
    mutating func find(
        _ listing: RecordCalls.Listing, _ inbox: WebhookInbox?, ours: [String]
    ) -> (id: String, began: Moment)? {
        guard let since else { return nil }
        if case .listed(let records) = listing, others != nil {
            isBlind = false
            return stray(in: records, ours: ours).map { ($0, since) }
        }
        isBlind = true
        return inbox?.start(since: since, except: ours).map { ($0.record, $0.at) }
    }

    /// The id of a record that runs and is known to be neither the run's own nor somebody else's; nil: there is none.
    func stray(in records: [ListedRecord], ours: [String]) -> String? {
        guard let others else { return nil }
        return records.last { $0.isRunning && !others.contains($0.id) && !ours.contains($0.id) }?.id
    }
}
