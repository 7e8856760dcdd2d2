// What the host did about the event, as the run file keeps it.

/// The host's part in an event, known once everybody has left. Each part is nil if it was not asked for, or in runs made
/// before there was one.
package struct EventAccount: Codable, Hashable, Sendable {
    /// What was required and could not be done, one sentence each: the run fails because of it.
    package var unmet: [String]
    /// What the platform said about who was there.
    package var attendance: AttendanceReading?
    /// What came on the run's webhook.
    package var webhooks: WebhookAccount?
    /// What was recorded.
    package var records: RecordAccount?

    /// Creates an account.
    package init(unmet: [String] = [], attendance: AttendanceReading? = nil) {
        self.unmet = unmet
        self.attendance = attendance
    }
}
