// Bodies of the calls on recordings.

/// The state of a recording (contract section 9).
package enum RecordState: String, CaseIterable, Codable, Hashable, Sendable {
    /// It is running.
    case recording
    /// It was stopped, or its call ended.
    case finished
    /// It failed, and does not restart on its own.
    case failed
}

/// A recording in a list (contract section 9). Instants are ISO 8601.
package struct RecordView: Codable, Hashable, Sendable {
    /// Its id.
    package var id: String
    /// Its name.
    package var name: String
    /// The size of its file in bytes; 0 while recording.
    package var fileSize: Int
    /// The room's id.
    package var roomID: String
    /// The space's id.
    package var spaceID: String
    /// The call that is recorded.
    package var callID: String
    /// Its state.
    package var state: RecordState
    /// When it was requested.
    package var createdAt: String
    /// When it began.
    package var startedAt: String
    /// When it ended; nil while it is running.
    package var finishedAt: String?

    /// Creates a recording.
    package init(
        id: String, name: String, fileSize: Int, roomID: String, spaceID: String, callID: String, state: RecordState,
        createdAt: String, startedAt: String, finishedAt: String?
    ) {
        self.id = id
        self.name = name
        self.fileSize = fileSize
        self.roomID = roomID
        self.spaceID = spaceID
        self.callID = callID
        self.state = state
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
    }

    /// Writes null for the end of a running recording, since a recording always has all fields.
    package func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(id, forKey: .id)
        try fields.encode(name, forKey: .name)
        try fields.encode(fileSize, forKey: .fileSize)
        try fields.encode(roomID, forKey: .roomID)
        try fields.encode(spaceID, forKey: .spaceID)
        try fields.encode(callID, forKey: .callID)
        try fields.encode(state, forKey: .state)
        try fields.encode(createdAt, forKey: .createdAt)
        try fields.encode(startedAt, forKey: .startedAt)
        try fields.encode(finishedAt, forKey: .finishedAt)
    }

    private enum CodingKeys: String, CodingKey {
        case id, name, fileSize
        case roomID = "roomId"
        case spaceID = "spaceId"
        case callID = "callId"
        case state, createdAt, startedAt, finishedAt
    }
}
