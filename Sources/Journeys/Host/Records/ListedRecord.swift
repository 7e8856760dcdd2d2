// A record in the platform's list (contract section 9).
import FoundationEssentials
import Measuring

/// A record as the platform lists it. Only its id is certain to be there, since the shape is assumed in part; whatever is of
/// another kind than assumed counts as missing.
struct ListedRecord: Decodable, Hashable, Sendable {
    /// The platform's words for states.
    static let running = "recording"
    static let finished = "finished"
    static let failed = "failed"

    var id: String
    var state: String?
    /// In bytes.
    var fileSize: Int?
    var startedAt: String?
    var finishedAt: String?

    /// Creates a record.
    init(id: String, state: String? = nil) {
        self.id = id
        self.state = state
    }

    private enum Key: String, CodingKey { case id, state, fileSize, startedAt, finishedAt }

    /// Reads a record.
    /// - Throws: if it has no id.
    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        id = try fields.requiredText(.id)
        state = fields.text(.state)
        fileSize = fields.integer(.fileSize)
        startedAt = fields.text(.startedAt)
        finishedAt = fields.text(.finishedAt)
    }

    /// Whether it runs.
    var isRunning: Bool { state == ListedRecord.running }

    /// How long it is, if the platform says so: a million seconds at most.
    var nanoseconds: Int64? {
        guard let from = startedAt.flatMap({ UTCInstant($0) }), let to = finishedAt.flatMap({ UTCInstant($0) }),
            to >= from
        else { return nil }
        return min(to.microseconds - from.microseconds, 1_000_000_000_000) * 1000
    }
}
