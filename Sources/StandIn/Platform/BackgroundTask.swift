// What the platform does without being asked: it tells webhooks, and suffers faults at their time.

import PlatformContract

/// A piece of work that no request waits for.
enum BackgroundTask: Sendable, Hashable {
    /// Tells a webhook of an event (contract section 10).
    case deliver(WebhookDeparture)
    /// Lets something go wrong.
    case suffer(ScheduledFault)
}

/// A fault that befalls a room or a record at its time.
struct ScheduledFault: Sendable, Hashable {
    /// What goes wrong.
    enum Kind: Sendable, Hashable {
        /// Everybody is thrown out of a room.
        case dropRoom(id: String)
        /// A record breaks off.
        case failRecord(id: String, roomID: String)
    }

    var kind: Kind
    /// Microseconds since the server's start.
    var at: Int
}

/// An event on its way to a webhook.
struct WebhookDeparture: Sendable, Hashable {
    /// What happened.
    var event: WebhookEvent
    /// Which webhook of the space it is for.
    var webhookID: String
    /// Where it is sent.
    var url: String
}
