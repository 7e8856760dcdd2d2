// What the host did about an event, and what the platform told of it, in time.

/// One entry of the host's timeline.
package struct HostEvent: Hashable, Sendable {
    /// What it is. The platform's events have its own names.
    package enum Kind: String, CaseIterable, Codable, Hashable, Sendable {
        /// The run's webhook was registered.
        case webhookRegistered = "webhook-registered"
        /// One that an earlier run left behind was deleted.
        case webhookCleared = "webhook-cleared"
        /// It could not be registered, or it is gone.
        case webhookFailed = "webhook-failed"
        /// The run's webhook was deleted.
        case webhookDeleted = "webhook-deleted"
        /// Events of the platform.
        case callStarted = "call_started"
        case callFinished = "call_finished"
        case recordStarted = "record_started"
        case recordFinished = "record_finished"
        case recordFailed = "record_failed"
        /// A delivery that was none of the platform's, or none that is new.
        case wrongSignature = "wrong-signature"
        case unreadable
        case repeated = "repeat"
        /// Deliveries that have no entry of their own, since there are too many.
        case notListed = "not-listed"
        /// The platform said that a record runs.
        case recording
        /// The platform said that a record has stopped, or that it ended when everybody had left.
        case recordingStopped = "recording-stopped"
        /// A record ended without being stopped, while somebody was in the room.
        case recordingLost = "recording-lost"
        /// A record could not be started or stopped.
        case recordingRefused = "recording-refused"
    }

    /// When.
    package var at: Moment
    /// What.
    package var kind: Kind
    /// In words, as the middle of a sentence, without secrets.
    package var words: String

    /// Creates an entry.
    package init(at: Moment, kind: Kind, words: String) {
        self.at = at
        self.kind = kind
        self.words = words
    }
}
