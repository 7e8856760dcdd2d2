// What the host did about the event, as in `summary.json`.
package import Measuring

extension Summary {
    /// The event from the host's side: webhooks, records, and what happened when.
    package struct Event: Codable, Equatable, Sendable {
        /// The run's webhook; nil if none was asked for.
        package var webhooks: Webhooks?
        /// The records; nil if none were asked for.
        package var records: Records?
        /// What happened, in the order of time.
        package var timeline: [Entry]

        /// Creates the host's side of an event.
        package init(webhooks: Webhooks?, records: Records?, timeline: [Entry]) {
            self.webhooks = webhooks
            self.records = records
            self.timeline = timeline
        }
    }

    /// The run's webhook. `received` is the sum of `events`, `wrongSignature`, `unreadable`, `repeats`, `otherRooms` and
    /// `unknown`; events that are out of order are among `events`.
    package struct Webhooks: Codable, Equatable, Sendable {
        /// Whether it was registered.
        package var registered: Bool
        /// Whether it was deleted at the end.
        package var deleted: Bool
        /// Why it was not registered, or what else was wrong with it; nil: nothing.
        package var reason: String?
        /// Deliveries whose body was read.
        package var received: Int
        /// Events of the run's room.
        package var events: Int
        /// Deliveries with a wrong signature.
        package var wrongSignature: Int
        /// Deliveries that are none.
        package var unreadable: Int
        /// Deliveries of an event that was taken before.
        package var repeats: Int
        /// Events that came before the one that they follow.
        package var outOfOrder: Int
        /// Events of other rooms of the space.
        package var otherRooms: Int
        /// Signed deliveries of an event that is not known.
        package var unknown: Int
        /// Requests to the run's port that were not taken as deliveries: most are none, and some may be, but came after
        /// the end, or without a webhook to check them by.
        package var refused: Int
        /// Requests and connections to the run's port that were turned away, since too many came at once.
        package var overloaded: Int

        /// The figures of an account.
        package init(_ account: WebhookAccount) {
            registered = account.isRegistered
            deleted = account.isDeleted
            reason = account.reason
            received = account.counts.received
            events = account.counts.events
            wrongSignature = account.counts.wrongSignature
            unreadable = account.counts.unreadable
            repeats = account.counts.repeats
            outOfOrder = account.counts.outOfOrder
            otherRooms = account.counts.otherRooms
            unknown = account.counts.unknown
            refused = account.refused
            overloaded = account.overloaded
        }
    }

    /// The records of the event.
    package struct Records: Codable, Equatable, Sendable {
        /// How much of the event was recorded, from 0 to 1; nil if that is not known.
        package var coverage: Double?
        /// How long records that did not fail ran during the event; nil if that is not known.
        package var recordedSeconds: Double?
        /// How long the event lasted: from the first entry until the last journey of those who had entered was over. Nil
        /// if nobody entered.
        package var eventSeconds: Double?
        /// How many records failed.
        package var failures: Int
        /// How many were started in the place of one that had failed.
        package var restarts: Int
        /// Why there is no record, or less than the whole event; nil: nothing is known to be missing.
        package var reason: String?
        /// Whether states and sizes are those that the platform lists.
        package var listed: Bool
        /// The records, in their order.
        package var items: [Record]
    }

    /// One record.
    package struct Record: Codable, Equatable, Sendable {
        /// Its id.
        package var id: String
        /// Its state in the platform's words; nil if it is not listed.
        package var state: String?
        /// The size of its file in bytes; nil if it is not listed.
        package var fileSize: Int?
        /// When it began, counted from the start of the arrivals.
        package var fromSeconds: Double
        /// How long it lasted; nil if that is not known.
        package var seconds: Double?
    }

    /// One thing that happened.
    package struct Entry: Codable, Equatable, Sendable {
        /// When, counted from the start of the arrivals: negative before it.
        package var atSeconds: Double
        /// What: the platform's name of an event, or Turnout's of what the host did.
        package var kind: HostEvent.Kind
        /// In words.
        package var words: String
    }
}

extension Summary.Event {
    /// What was asked for and is missing, as sentences. `unmet` has said already what the run fails for.
    func warnings(beside unmet: [String]) -> [String] {
        var sentences: [String] = []
        if let webhooks, let reason = webhooks.reason {
            sentences.append(webhooks.registered ? reason : "No webhooks were received: \(reason)")
        }
        if let count = webhooks?.overloaded, count > 0 {
            sentences.append(
                "\(count) \(count == 1 ? "request" : "requests") to the receiver of webhooks \(count == 1 ? "was" : "were") "
                    + "turned away, since too many came at once; events of the platform may be among them.")
        }
        // Within a sentence the reason begins with a small letter.
        if let reason = records?.reason, !unmet.contains(where: { $0.hasSuffix(reason.dropFirst()) }) {
            sentences.append(reason)
        }
        return sentences
    }
}
