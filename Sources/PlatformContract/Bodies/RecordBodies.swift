// Bodies of the calls on records.

/// What has become of a record (contract section 9).
public enum RecordState: String, CaseIterable, Codable, Hashable, Sendable {
    /// It goes on.
    case recording
    /// It was stopped, or its call ended.
    case finished
    /// It broke off, and does not start again by itself.
    case failed
}

/// A record in a list (contract section 9). Instants are ISO 8601.
public struct RecordView: Codable, Hashable, Sendable {
    /// Its id.
    public var id: String
    /// Its name.
    public var name: String
    /// How many bytes its file has; 0 while it goes on.
    public var fileSize: Int
    /// The room's id.
    public var roomID: String
    /// The space's id.
    public var spaceID: String
    /// The call that is recorded.
    public var callID: String
    /// What has become of it.
    public var state: RecordState
    /// When it was asked for.
    public var createdAt: String
    /// When it began.
    public var startedAt: String
    /// When it ended; nil: it goes on.
    public var finishedAt: String?

    /// A record from its parts.
    public init(
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
    public func encode(to encoder: any Encoder) throws {
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
