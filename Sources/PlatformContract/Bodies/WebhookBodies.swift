// Bodies of the calls on webhooks, and of what webhooks deliver.

/// A request to create or change a webhook (contract section 10).
package struct WebhookRequest: Codable, Hashable, Sendable {
    /// Where events are sent.
    package var url: String
    /// Whether they are sent.
    package var isActive: Bool

    /// Creates a webhook.
    package init(url: String, isActive: Bool) {
        self.url = url
        self.isActive = isActive
    }
}

/// A webhook as returned by the API (contract section 10).
package struct WebhookView: Codable, Hashable, Sendable {
    /// Where events are sent.
    package var url: String
    /// Whether they are sent.
    package var isActive: Bool

    /// Creates a webhook.
    package init(url: String, isActive: Bool) {
        self.url = url
        self.isActive = isActive
    }
}

/// A webhook with its secret, which is returned only at creation and renewal (contract section 10).
package struct WebhookSecretAnswer: Codable, Hashable, Sendable {
    /// Where events are sent.
    package var url: String
    /// The key of the signatures.
    package var secret: String
    /// Whether they are sent.
    package var isActive: Bool

    /// Creates an answer.
    package init(url: String, secret: String, isActive: Bool) {
        self.url = url
        self.secret = secret
        self.isActive = isActive
    }
}

/// The events of webhooks (contract section 10).
package enum WebhookEventName: String, CaseIterable, Codable, Hashable, Sendable {
    /// The first person has entered a room.
    case callStarted = "call_started"
    /// The last one has left it.
    case callFinished = "call_finished"
    /// A recording has started.
    case recordStarted = "record_started"
    /// A recording was stopped, or its call ended.
    case recordFinished = "record_finished"
    /// A recording failed, and does not restart on its own.
    case recordFailed = "record_failed"
}

/// An event, the signed part of a delivery (contract section 10).
package struct WebhookEvent: Codable, Hashable, Sendable {
    /// What happened.
    package var eventName: WebhookEventName
    /// The room's id.
    package var roomID: String
    /// The space's id.
    package var spaceID: String
    /// The recording's id, for recording events.
    package var recordID: String?

    /// Creates an event.
    package init(eventName: WebhookEventName, roomID: String, spaceID: String, recordID: String? = nil) {
        self.eventName = eventName
        self.roomID = roomID
        self.spaceID = spaceID
        self.recordID = recordID
    }

    private enum CodingKeys: String, CodingKey {
        case eventName
        case roomID = "roomId"
        case spaceID = "spaceId"
        case recordID = "recordId"
    }
}

/// What is sent to a webhook's url (contract section 10).
package struct WebhookDelivery: Codable, Hashable, Sendable {
    /// HMAC-SHA256 over the compact JSON of ``body``, keys in the order sent, in hexadecimal digits.
    package var signature: String
    /// The event.
    package var body: WebhookEvent

    /// Creates a delivery.
    package init(signature: String, body: WebhookEvent) {
        self.signature = signature
        self.body = body
    }
}
