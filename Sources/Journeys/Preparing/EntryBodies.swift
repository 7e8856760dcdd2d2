// The bodies of the calls by which a participant enters and leaves a room.
import PlatformContract

/// The bodies of an entry's calls, the same for every entry step.
struct EntryBodies: Sendable {
    /// `POST participants`.
    let participant: PreparedText
    /// `POST join` and `leave`.
    let membership: PreparedText

    init(runID: String) {
        var person = PreparedObject()
        person.string(Field.name) { $0.append(.name) }
        person.string(Field.roomID) { $0.append(.roomID) }
        person.string(Field.role) { $0.append(.role) }
        person.string(Field.clientUniqueID) {
            $0.append(text: "turnout-\(runID)-")
            $0.append(.index)
        }
        participant = person.closed()
        var membership = PreparedObject()
        membership.string(Field.participantID) { $0.append(.participantID) }
        self.membership = membership.closed()
    }
}
