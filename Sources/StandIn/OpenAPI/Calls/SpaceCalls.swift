// Spaces, rooms, roles and invites in the document (contract section 3).

import PlatformContract

extension CallDescription {
    private static let accountNeeded = "The token is a client's, or that of a person without an account."
    private static let space = SpaceRequest(name: "Spring term", isPublic: false, description: "Lectures")

    static let createSpace = CallDescription(
        summary: "Make a space", request: Request(space), success: .body(CreatedAnswer.self),
        refusals: [.forbidden: accountNeeded])

    static let listSpaces = CallDescription(
        summary: "List the spaces that the caller made or was invited to", success: .body(ListAnswer<SpaceView>.self),
        refusals: [.forbidden: accountNeeded])

    static let updateSpace = CallDescription(
        summary: "Change a space", request: Request(space), success: .body(SpaceView.self),
        refusals: [.forbidden: "The caller is not the space's creator."])

    static let createRoom = CallDescription(
        summary: "Make a room",
        request: Request(RoomRequest(name: "Lecture 1", isPublic: true, type: .lesson)),
        success: .body(CreatedRoom.self),
        refusals: [.forbidden: "The space is private and the caller does not lead it, or has no account."])

    static let listRooms = CallDescription(
        summary: "List a space's rooms that the caller may see", success: .body(ListAnswer<RoomView>.self),
        refusals: [.forbidden: "The space is private, and the caller no member of it."])

    static let readRoom = CallDescription(
        summary: "Read a room", success: .body(RoomView.self),
        refusals: [.forbidden: "The room is private, and no access was granted."])

    static let updateRoom = CallDescription(
        summary: "Change a room; what is left out stays as it is",
        request: Request(RoomRequest(name: "Lecture 1", isPublic: true, isChatAllowed: false)),
        success: .body(RoomView.self),
        refusals: [.forbidden: "The caller is not the room's creator."])

    static let createInvite = CallDescription(
        summary: "Invite one person to a space", request: Request(InviteRequest(role: .moderator)),
        success: .body(CreatedAnswer.self),
        refusals: [.forbidden: "The caller neither made the space nor leads it."])

    static let activateInvite = CallDescription(
        summary: "Accept an invite, as the person who was invited", success: .body(EmptyAnswer.self),
        refusals: [.forbidden: accountNeeded, .gone: "The invite was used: it serves once."])

    static func grantRoomRole(_ examples: DocumentExamples) -> CallDescription {
        CallDescription(
            summary: "Grant a role in a room to a person with an account",
            request: Request(RoleRequest(targetUserID: examples.account, role: .moderator)),
            success: .body(EmptyAnswer.self),
            refusals: [.forbidden: "The caller is not the room's creator."])
    }
}
