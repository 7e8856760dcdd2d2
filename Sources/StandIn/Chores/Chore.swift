// What the platform does without being asked: it tells webhooks, and suffers faults at their time.

import PlatformContract

/// A piece of work that no request waits for. Instants are microseconds since the server's start.
enum Chore: Sendable, Hashable {
    /// Tells a webhook of an event (contract section 10).
    case deliver(WebhookDeparture)
    /// Breaks a record off.
    case failRecord(id: String, roomID: String, at: Int)
    /// Throws everybody out of a room.
    case dropRoom(id: String, at: Int)
}

/// An event on its way to a webhook.
struct WebhookDeparture: Sendable, Hashable {
    /// What happened.
    var event: WebhookEvent
    /// Where it is sent.
    var url: String
    /// The key of its signature.
    var secret: String
}
