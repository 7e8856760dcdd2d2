// The calls that lead into a room, as the document describes them (contract sections 1 to 5).

import PlatformContract

extension CallDescription {
    static let createToken = CallDescription(
        summary: "Create a token pair",
        access: .anyone,
        request: Request(
            TokenRequest(
                grantType: Grant.password.rawValue, clientID: DefaultAccount.clientID,
                clientSecret: DefaultAccount.clientSecret, username: DefaultAccount.hostEmail,
                password: DefaultAccount.hostPassword),
            media: [MediaTypeName.json, MediaTypeName.form]),
        success: .body(TokenAnswer.self),
        setsCookies: true,
        refusals: [
            .badRequest:
                "Wrong e-mail or password, an invalid refresh token, an unknown grant, or a missing field.",
            .unauthorized: "Wrong client id or secret.",
        ])

    static let createUser = CallDescription(
        summary: "Create a user",
        request: Request(NewUser(email: "ann@example.test", password: "secret", username: "Ann")),
        success: .body(CreatedAnswer.self),
        refusals: [
            .forbidden: "The caller has no account: a link's temporary user, or a guest.",
            .conflict: "The e-mail is already in use.",
        ])
}

extension CallDescription {
    private static let accountNeeded = "The token is a client's, or that of a person without an account."
    private static let space = SpaceRequest(name: "Spring term", isPublic: false, description: "Lectures")

    static let createSpace = CallDescription(
        summary: "Create a space", request: Request(space), success: .body(CreatedAnswer.self),
        refusals: [.forbidden: accountNeeded])

    static let listSpaces = CallDescription(
        summary: "List the spaces that the caller created or was invited to",
        success: .body(ListAnswer<SpaceView>.self),
        refusals: [.forbidden: accountNeeded])

    static let updateSpace = CallDescription(
        summary: "Change a space", request: Request(space), success: .body(SpaceView.self),
        refusals: [.forbidden: "The caller is not the space's creator."])

    static let createRoom = CallDescription(
        summary: "Create a room",
        request: Request(RoomRequest(name: "Lecture 1", isPublic: true, type: .lesson)),
        success: .body(CreatedRoom.self),
        refusals: [.forbidden: "The space is private and the caller does not lead it, or has no account."])

    static let listRooms = CallDescription(
        summary: "List a space's rooms that the caller may see", success: .body(ListAnswer<RoomView>.self),
        refusals: [.forbidden: "The space is private and the caller is not a member."])

    static let readRoom = CallDescription(
        summary: "Read a room", success: .body(RoomView.self),
        refusals: [.forbidden: "The room is private and no access was granted."])

    static let updateRoom = CallDescription(
        summary: "Change a room; missing fields stay unchanged",
        request: Request(RoomRequest(name: "Lecture 1", isPublic: true, isChatAllowed: false)),
        success: .body(RoomView.self),
        refusals: [.forbidden: "The caller is not the room's creator."])

    static let createInvite = CallDescription(
        summary: "Invite one person to a space", request: Request(InviteRequest(role: .moderator)),
        success: .body(CreatedAnswer.self),
        refusals: [.forbidden: "The caller neither created the space nor leads it."])

    static let activateInvite = CallDescription(
        summary: "Accept an invite, as the person who was invited", success: .body(EmptyAnswer.self),
        refusals: [.forbidden: accountNeeded, .gone: "The invite was already used."])

    static func grantRoomRole(_ examples: DocumentExamples) -> CallDescription {
        CallDescription(
            summary: "Grant a role in a room to a person with an account",
            request: Request(RoleRequest(targetUserID: examples.account, role: .moderator)),
            success: .body(EmptyAnswer.self),
            refusals: [.forbidden: "The caller is not the room's creator."])
    }
}

extension CallDescription {
    private static let notTheirs =
        "The room is private and no access was granted, or the participant belongs to somebody else."

    static let generateAccess = CallDescription(
        summary: "Create a link for a person without an account",
        request: Request(
            AccessRequest(
                username: "Ann", role: .user, externalUserID: "student1",
                ttl: AccessRequest.defaultTTLSeconds, isPermanent: true)),
        success: .body(AccessAnswer.self),
        refusals: [.forbidden: "The caller neither created the room nor leads it; owning the space is not enough."])

    static let openRoomPage = CallDescription(
        summary: "Open the room's page, as a browser does that follows a link",
        access: .anyoneOrCookie,
        query: [
            .query(AccessLink.Field.participantName, .text(), "The display name.", example: "Ann"),
            .query(AccessLink.Field.accessToken, .text(), "The link's token."),
            .query(AccessLink.Field.refreshToken, .text(), "A refresh token instead."),
        ],
        success: .page,
        setsCookies: true,
        refusals: [
            .unauthorized: "The link has expired, was used, or is invalid.", .notFound: "There is no such room.",
        ])

    static func createParticipant(_ examples: DocumentExamples) -> CallDescription {
        CallDescription(
            summary: "Become a participant",
            request: Request(
                ParticipantRequest(name: "Ann", roomID: examples.room, role: .user, clientUniqueID: "browser1")),
            success: .body(CreatedAnswer.self),
            refusals: [.forbidden: "The room is private and no access was granted."])
    }

    static let createSignalingToken = CallDescription(
        summary: "Create a token for the signalling connection", success: .body(SignalingTokenAnswer.self),
        refusals: [.forbidden: "The participant belongs to somebody else."])

    static func joinRoom(_ examples: DocumentExamples) -> CallDescription {
        CallDescription(
            summary: "Enter: from here the participant is in the room",
            request: Request(ParticipantReference(participantID: examples.participant)), success: .nothing,
            refusals: [.forbidden: notTheirs])
    }

    static func leaveRoom(_ examples: DocumentExamples) -> CallDescription {
        CallDescription(
            summary: "Leave; room moderators may remove others",
            request: Request(ParticipantReference(participantID: examples.participant)), success: .nothing,
            refusals: [.forbidden: "The participant belongs to somebody else."])
    }
}
