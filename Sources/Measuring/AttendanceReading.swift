// What the platform said about who was in the room, as it was received.

/// The platform's account of an event's attendance. It is kept as it came, since its shape is not documented: what it means
/// is worked out when results are made.
package struct AttendanceReading: Codable, Hashable, Sendable {
    /// A call, and the platform's report on it.
    package struct Call: Codable, Hashable, Sendable {
        /// The call's id.
        package var id: String
        /// When it began and ended, as the platform says; nil if it does not say.
        package var startedAt: String?
        package var finishedAt: String?
        /// The report as it was received.
        package var report: String

        /// Creates a call.
        package init(id: String, startedAt: String?, finishedAt: String?, report: String) {
            self.id = id
            self.startedAt = startedAt
            self.finishedAt = finishedAt
            self.report = report
        }
    }

    /// Whether the scenario requires a comparison.
    package var isRequired: Bool
    /// Why there is no report, as a sentence without its full stop; nil if there is one.
    package var reason: String?
    /// What to do about it, in a sentence; nil if there is a report, or in runs of earlier versions.
    package var remedy: String?
    /// The calls that overlapped the run, in their order; empty without a report.
    package var calls: [Call]
    /// The list of the room's polls as it was received; nil if there is none.
    package var polls: String?
    /// Why there is no list of polls; nil if there is one, or if nothing was asked for.
    package var pollsReason: String?

    /// Creates a reading.
    package init(
        isRequired: Bool, reason: String? = nil, remedy: String? = nil, calls: [Call] = [], polls: String? = nil,
        pollsReason: String? = nil
    ) {
        self.remedy = remedy
        self.isRequired = isRequired
        self.reason = reason
        self.calls = calls
        self.polls = polls
        self.pollsReason = pollsReason
    }
}
