// Method and path of every call of the contract: built by the client, recognised by the server, from one table.

/// One call of the platform: a method on a path.
///
/// Ids belong into API paths and aliases into links, never the other way round (contract, introduction).
public enum PlatformCall: CaseIterable, Hashable, Sendable {
    /// Contract section 1.
    case createToken
    /// Contract section 2.
    case createUser
    /// Contract section 3.
    case createSpace, listSpaces, updateSpace
    /// Contract section 3.
    case createRoom, listRooms, readRoom, updateRoom, grantRoomRole
    /// Contract section 4.
    case generateAccess
    /// Contract section 5, in the order in which an entry makes them.
    case openRoomPage, createParticipant, createSignalingToken, joinRoom, leaveRoom
    /// Contract section 8.
    case listCalls, readReport

    /// The HTTP method.
    public var method: String {
        switch self {
        case .createToken, .createUser, .createSpace, .createRoom, .grantRoomRole, .generateAccess,
            .createParticipant, .createSignalingToken, .joinRoom, .leaveRoom:
            "POST"
        case .listSpaces, .listRooms, .readRoom, .openRoomPage, .listCalls, .readReport: "GET"
        case .updateSpace, .updateRoom: "PUT"
        }
    }

    /// The path with its parameters' names in braces, as an OpenAPI document writes it.
    public var template: String {
        switch self {
        case .createToken: "/v1/auth/token"
        case .createUser: "/v1/users"
        case .createSpace, .listSpaces: "/v1/spaces"
        case .updateSpace: "/v1/spaces/{spaceId}"
        case .createRoom, .listRooms: "/v1/spaces/{spaceId}/rooms"
        case .readRoom, .updateRoom: "/v1/spaces/{spaceId}/rooms/{roomId}"
        case .grantRoomRole: "/v1/spaces/{spaceId}/rooms/{roomId}/roles"
        case .generateAccess: "/v1/spaces/{spaceId}/rooms/{roomId}/generate-access"
        case .openRoomPage: "/room/{alias}"
        case .createParticipant: "/v1/spaces/{spaceId}/participants"
        case .createSignalingToken: "/v1/spaces/{spaceId}/participants/{participantId}/signaling-token"
        case .joinRoom: "/v1/spaces/{spaceId}/rooms/{roomId}/join"
        case .leaveRoom: "/v1/spaces/{spaceId}/rooms/{roomId}/leave"
        case .listCalls: "/v1/spaces/{spaceId}/analytics/calls"
        case .readReport: "/v1/spaces/{spaceId}/analytics/report"
        }
    }

    /// The endpoint that the call counts for.
    public var endpoint: Endpoint {
        switch self {
        case .createToken: .token
        case .createUser: .users
        case .createSpace, .listSpaces, .updateSpace: .spaces
        case .createRoom, .listRooms, .updateRoom: .rooms
        case .grantRoomRole: .roles
        case .readRoom: .room
        case .generateAccess: .generateAccess
        case .openRoomPage: .roomPage
        case .createParticipant: .participant
        case .createSignalingToken: .signalingToken
        case .joinRoom: .join
        case .leaveRoom: .leave
        case .listCalls: .calls
        case .readReport: .report
        }
    }
}
