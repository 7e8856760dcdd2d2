// Where the event takes place, known once setup is done.
public import Scenarios

/// The space and room of the event, and the host's token: what the names `platform.*` of a scenario stand for.
public struct ProvisionedRoom: Hashable, Sendable {
    /// The space's id.
    public var spaceID: String?
    /// The room's id.
    public var roomID: String?
    /// The room's alias, for links.
    public var roomAlias: String?
    /// The host's access token.
    public var hostToken: Secret?

    /// A provisionedRoom from what is known of it.
    public init(spaceID: String? = nil, roomID: String? = nil, roomAlias: String? = nil, hostToken: Secret? = nil) {
        self.spaceID = spaceID
        self.roomID = roomID
        self.roomAlias = roomAlias
        self.hostToken = hostToken
    }

    /// The space and room that the plan itself knows.
    public init(knownTo platform: PlatformPlan?) {
        if case .existing(let space) = platform?.space { spaceID = space }
        if case .existing(let room) = platform?.room { roomID = room }
    }
}
