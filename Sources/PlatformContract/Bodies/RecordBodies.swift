// Bodies of the calls on records.

/// What has become of a record (contract section 9).
package enum RecordState: String, CaseIterable, Codable, Hashable, Sendable {
    /// It goes on.
    case recording
    /// It was stopped, or its call ended.
    case finished
    /// It broke off, and does not start again by itself.
    case failed
}

/// A record in a list (contract section 9). Instants are ISO 8601.
package struct RecordView: Codable, Hashable, Sendable {
    /// Its id.
    package var id: String
    /// Its name.
    package var name: String
    /// How many bytes its file has; 0 while it goes on.
    package var fileSize: Int
    /// The room's id.
    package var roomID: String
    /// The space's id.
    package var spaceID: String
    /// The call that is recorded.
    package var callID: String
    /// What has become of it.
    package var state: RecordState
    /// When it was asked for.
    package var createdAt: String
    /// When it began.
    package var startedAt: String
    /// When it ended; nil: it goes on.
    package var finishedAt: String?

    /// Creates a record.
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

    /// Writes null for the end of a record that goes on, as the contract gives every record all its fields.
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
