// What the document says about each call of the contract.

import PlatformContract

extension PlatformCall {
    /// The call's description.
    func description(_ examples: DocumentExamples) -> CallDescription {
        switch self {
        case .createToken: .createToken
        case .createUser: .createUser
        case .createSpace: .createSpace
        case .listSpaces: .listSpaces
        case .updateSpace: .updateSpace
        case .createRoom: .createRoom
        case .listRooms: .listRooms
        case .readRoom: .readRoom
        case .updateRoom: .updateRoom
        case .createInvite: .createInvite
        case .activateInvite: .activateInvite
        case .grantRoomRole: .grantRoomRole(examples)
        case .generateAccess: .generateAccess
        case .openRoomPage: .openRoomPage
        case .createParticipant: .createParticipant(examples)
        case .createSignalingToken: .createSignalingToken
        case .joinRoom: .joinRoom(examples)
        case .leaveRoom: .leaveRoom(examples)
        case .listCalls: .listCalls(examples)
        case .readReport: .readReport(examples)
        case .listPolls: .listPolls
        case .startRecord: .startRecord
        case .stopRecord: .stopRecord
        case .listRecords: .listRecords
        case .downloadRecord: .downloadRecord
        case .createWebhook: .createWebhook
        case .readWebhook: .readWebhook
        case .updateWebhook: .updateWebhook
        case .deleteWebhook: .deleteWebhook
        case .refreshWebhookSecret: .refreshWebhookSecret
        }
    }

    /// The group of the document that contains the call.
    var section: DocumentSection {
        switch self {
        case .createToken: .tokens
        case .createUser: .users
        case .createSpace, .listSpaces, .updateSpace, .createRoom, .listRooms, .updateRoom, .createInvite,
            .activateInvite, .grantRoomRole:
            .spaces
        case .generateAccess: .access
        case .openRoomPage, .readRoom, .createParticipant, .createSignalingToken, .joinRoom, .leaveRoom: .entry
        case .listCalls, .readReport, .listPolls: .analytics
        case .startRecord, .stopRecord, .listRecords, .downloadRecord: .records
        case .createWebhook, .readWebhook, .updateWebhook, .deleteWebhook, .refreshWebhookSecret: .webhooks
        }
    }
}
