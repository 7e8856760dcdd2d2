// What the deliveries to a run's webhook amount to: events once each, and everything that is wrong with deliveries
// counted. Pure.
//
// The platform sends an event up to three times until it is answered with success, and a repeat has the same body.
// Whether a delivery repeats an event or tells of another one follows from its meaning, since calls have no id in it:
//
// - A record starts, finishes and fails once. The same event with the same `recordId` is a repeat.
// - A call of the room that has started does not start again before it has finished, and the other way round. So a
//   second `call_started` in a row is a repeat, and so is a second `call_finished`. The same goes for records without an
//   id.
// - What ends before it has begun came out of order; its beginning, when it comes, belongs to it.
//
// Of records the latest thousand are remembered: a repeat about an older one is taken for an event.
//
// What cannot be told apart: a late repeat of `call_started` after its call has finished is taken for the start of
// another call; if the start of a second call is late or lost, its `call_finished` is taken for a repeat; and if
// `call_finished` came before the `call_started` of its call, a repeat of it behind both is taken for a new event.
import Crypto
import FoundationEssentials
package import Measuring
package import PlatformContract
package import Scenarios

/// Takes deliveries, checks them and adds them up. A value with one owner.
package struct WebhookLedger: Sendable {
    /// What a delivery was.
    package enum Entry: Hashable, Sendable {
        /// Not a delivery.
        case unreadable
        /// Not signed with the webhook's secret.
        case wrongSignature
        /// A signed event that the contract does not know.
        case unknown
        /// An event of another room of the space.
        case otherRoom
        /// An event that was taken before.
        case repeated(WebhookEvent)
        /// An event that is new; whether it came before the one that it follows.
        case event(WebhookEvent, isOutOfOrder: Bool)
    }

    /// What is known of a call, or of a record.
    private enum Course {
        case begun, ended
        /// Its end came first.
        case endedUnbegun
    }

    /// What is known of a record that has an id.
    private struct KnownRecord {
        var course: Course?
        /// The events that were taken, so that each is taken once.
        var taken: Set<WebhookEventName> = []
    }

    /// How many records are remembered.
    static let mostRecords = 1_000

    /// What was received so far.
    package private(set) var counts = WebhookCounts()
    private let key: SymmetricKey
    private let roomID: String
    private var call: Course?
    private var recordWithoutID: Course?
    private var records = BoundedTable<KnownRecord>(limit: WebhookLedger.mostRecords)

    /// An empty ledger for a webhook with this secret.
    /// - Parameters:
    ///   - secret: the key of its signatures.
    ///   - roomID: the room whose events count.
    package init(secret: Secret, roomID: String) {
        key = SymmetricKey(data: Data(secret.revealed.utf8))
        self.roomID = roomID
    }

    /// Checks a delivery and counts it.
    package mutating func take(_ bytes: [UInt8]) -> Entry {
        counts.received += 1
        let event: WebhookEvent
        switch SignedDelivery(bytes, key: key) {
        case .unreadable:
            counts.unreadable += 1
            return .unreadable
        case .wrongSignature:
            counts.wrongSignature += 1
            return .wrongSignature
        case .unknown:
            counts.unknown += 1
            return .unknown
        case .event(let read): event = read
        }
        guard event.roomID == roomID else {
            counts.otherRooms += 1
            return .otherRoom
        }
        guard let isOutOfOrder = place(event) else {
            counts.repeats += 1
            return .repeated(event)
        }
        counts.events += 1
        if isOutOfOrder { counts.outOfOrder += 1 }
        return .event(event, isOutOfOrder: isOutOfOrder)
    }

    /// Notes an event.
    /// - Returns: whether it is out of order; nil if it repeats another one.
    private mutating func place(_ event: WebhookEvent) -> Bool? {
        switch event.eventName {
        case .callStarted: return WebhookLedger.begin(&call)
        case .callFinished: return WebhookLedger.end(&call)
        case .recordStarted, .recordFinished, .recordFailed:
            let isBeginning = event.eventName == .recordStarted
            guard let id = event.recordID else {
                return isBeginning
                    ? WebhookLedger.begin(&recordWithoutID) : WebhookLedger.end(&recordWithoutID)
            }
            return records.change(id, from: KnownRecord()) { record in
                guard record.taken.insert(event.eventName).inserted else { return nil }
                // A failure and a finish are two events, whatever came first.
                return (isBeginning ? WebhookLedger.begin(&record.course) : WebhookLedger.end(&record.course)) ?? false
            }
        }
    }

    private static func begin(_ course: inout Course?) -> Bool? {
        switch course {
        case nil, .ended, .endedUnbegun:
            course = .begun
            return false
        case .begun: return nil
        }
    }

    private static func end(_ course: inout Course?) -> Bool? {
        switch course {
        case .begun:
            course = .ended
            return false
        case nil:
            course = .endedUnbegun
            return true
        case .ended, .endedUnbegun: return nil
        }
    }
}
