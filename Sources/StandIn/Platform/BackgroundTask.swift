// Work that no request waits for: webhook events, and faults at their time.

import PlatformContract

/// A piece of work that no request waits for.
enum BackgroundTask: Sendable, Hashable {
    /// Sends an event to a webhook (contract section 10).
    case deliver(OutgoingEvent)
    /// Injects a fault at its time.
    case inject(ScheduledFault)
}

/// A fault of a room or a record, and when it happens.
struct ScheduledFault: Sendable, Hashable {
    /// What goes wrong.
    enum Kind: Sendable, Hashable {
        /// Everybody is removed from a room.
        case dropRoom(id: String)
        /// A recording fails.
        case failRecord(id: String, roomID: String)
    }

    var kind: Kind
    /// Microseconds since the server's start.
    var at: Int
}

/// An event to be sent to a webhook.
struct OutgoingEvent: Sendable, Hashable {
    /// What happened.
    var event: WebhookEvent
    /// Which webhook of the space it is for.
    var webhookID: String
    /// Where it is sent.
    var url: String
}
