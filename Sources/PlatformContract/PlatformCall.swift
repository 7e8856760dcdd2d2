// Method and path of every call of the contract, by which the server recognises it.

/// One call of the platform: a method on a path.
///
/// API paths take ids and links take aliases, never the other way round (contract, introduction).
package enum PlatformCall: CaseIterable, Hashable, Sendable {
    /// Contract section 1.
    case createToken
    /// Contract section 2.
    case createUser
    /// Contract section 3.
    case createSpace, listSpaces, updateSpace
    /// Contract section 3.
    case createRoom, listRooms, readRoom, updateRoom, createInvite, activateInvite, grantRoomRole
    /// Contract section 4.
    case generateAccess
    /// Contract section 5, in the order in which a participant makes them on entering.
    case openRoomPage, createParticipant, createSignalingToken, joinRoom, leaveRoom
    /// Contract section 8.
    case listCalls, readReport, listPolls
    /// Contract section 9.
    case startRecord, stopRecord, listRecords, downloadRecord
    /// Contract section 10.
    case createWebhook, readWebhook, updateWebhook, deleteWebhook, refreshWebhookSecret

    /// The HTTP method.
    package var method: String {
        switch self {
        case .createToken, .createUser, .createSpace, .createRoom, .createInvite, .activateInvite, .grantRoomRole,
            .generateAccess, .createParticipant, .createSignalingToken, .joinRoom, .leaveRoom, .startRecord,
            .stopRecord,
            .createWebhook:
            "POST"
        case .listSpaces, .listRooms, .readRoom, .openRoomPage, .listCalls, .readReport, .listPolls, .listRecords,
            .downloadRecord, .readWebhook:
            "GET"
        case .updateSpace, .updateRoom, .updateWebhook, .refreshWebhookSecret: "PUT"
        case .deleteWebhook: "DELETE"
        }
    }

    /// The path with its parameters' names in braces, as an OpenAPI document writes it.
    package var template: String {
        switch self {
        case .createToken: "/v1/auth/token"
        case .createUser: "/v1/users"
        case .createSpace, .listSpaces: "/v1/spaces"
        case .updateSpace: "/v1/spaces/{spaceId}"
        case .createRoom, .listRooms: "/v1/spaces/{spaceId}/rooms"
        case .readRoom, .updateRoom: "/v1/spaces/{spaceId}/rooms/{roomId}"
        case .createInvite: "/v1/spaces/{spaceId}/invites"
        case .activateInvite: "/v1/spaces/{spaceId}/invites/{inviteId}/activate"
        case .grantRoomRole: "/v1/spaces/{spaceId}/rooms/{roomId}/roles"
        case .generateAccess: "/v1/spaces/{spaceId}/rooms/{roomId}/generate-access"
        case .openRoomPage: "/room/{alias}"
        case .createParticipant: "/v1/spaces/{spaceId}/participants"
        case .createSignalingToken: "/v1/spaces/{spaceId}/participants/{participantId}/signaling-token"
        case .joinRoom: "/v1/spaces/{spaceId}/rooms/{roomId}/join"
        case .leaveRoom: "/v1/spaces/{spaceId}/rooms/{roomId}/leave"
        case .listCalls: "/v1/spaces/{spaceId}/analytics/calls"
        case .readReport: "/v1/spaces/{spaceId}/analytics/report"
        case .listPolls: "/v1/spaces/{spaceId}/rooms/{roomId}/polls"
        case .startRecord: "/v1/spaces/{spaceId}/rooms/{roomId}/records/start"
        case .stopRecord: "/v1/spaces/{spaceId}/rooms/{roomId}/records/stop"
        case .listRecords: "/v1/spaces/{spaceId}/rooms/{roomId}/records"
        case .downloadRecord: "/v1/spaces/{spaceId}/rooms/{roomId}/records/download/{recordId}"
        case .createWebhook, .readWebhook, .updateWebhook, .deleteWebhook: "/v1/spaces/{spaceId}/webhook"
        case .refreshWebhookSecret: "/v1/spaces/{spaceId}/webhook/refresh-secret"
        }
    }

    /// The endpoint under which the call counts.
    package var endpoint: Endpoint {
        switch self {
        case .createToken: .token
        case .createUser: .users
        case .createSpace, .listSpaces, .updateSpace: .spaces
        case .createRoom, .listRooms, .updateRoom: .rooms
        case .createInvite, .activateInvite: .invites
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
        case .listPolls: .polls
        case .startRecord, .stopRecord, .listRecords, .downloadRecord: .records
        case .createWebhook, .readWebhook, .updateWebhook, .deleteWebhook, .refreshWebhookSecret: .webhooks
        }
    }
}
