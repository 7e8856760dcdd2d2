// What a run received on its webhook.

/// The run's webhook, known once the run is over.
package struct WebhookAccount: Codable, Hashable, Sendable {
    /// Whether it was registered.
    package var isRegistered = false
    /// Why it was not, or what was wrong with it, in a sentence; nil: nothing.
    package var reason: String?
    /// Whether it was deleted at the end; false also if it was never there.
    package var isDeleted = false
    /// The deliveries.
    package var counts = WebhookCounts()
    /// Requests to the run's port that were not taken as deliveries: most are none, and some may be, but came after the
    /// end, or without a webhook to check them by.
    package var refused = 0
    /// Requests and connections to the run's port that were turned away, since too many came at once.
    package var overloaded = 0

    /// The account of a webhook that was not registered yet.
    package init() {}
}

/// How many deliveries a run received, and what was wrong with them. `received` is the sum of the other figures without
/// `outOfOrder`, whose deliveries are among `events`.
package struct WebhookCounts: Codable, Hashable, Sendable {
    /// Deliveries whose body was read.
    package var received = 0
    /// Events of the run's room that were taken: signed, and not known before.
    package var events = 0
    /// Deliveries that are not signed with the webhook's secret.
    package var wrongSignature = 0
    /// Deliveries that are none: no JSON, or without a signature or an event.
    package var unreadable = 0
    /// Deliveries of an event that was taken before.
    package var repeats = 0
    /// Events that came before the one that they follow: the end of something before its beginning.
    package var outOfOrder = 0
    /// Events of other rooms of the space.
    package var otherRooms = 0
    /// Signed deliveries of an event that this version does not know.
    package var unknown = 0

    /// Counts at zero.
    package init() {}
}
