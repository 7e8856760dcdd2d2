// The calls that lead into a room, as the document describes them (contract sections 1 to 5).

import PlatformContract

extension CallDescription {
    static let createToken = CallDescription(
        summary: "Make a pair of tokens",
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
                "Wrong e-mail or password, a dead refresh token, an unknown grant, or a field that is missing.",
            .unauthorized: "Wrong client id or secret.",
        ])

    static let createUser = CallDescription(
        summary: "Make a user",
        request: Request(NewUser(email: "ann@example.test", password: "secret", username: "Ann")),
        success: .body(CreatedAnswer.self),
        refusals: [
            .forbidden: "Someone without an account, whom a link let in or who is a guest.",
            .conflict: "The e-mail is taken.",
        ])
}

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

extension CallDescription {
    private static let notTheirs = "The room is private and no access was granted, or the participant is another's."

    static let generateAccess = CallDescription(
        summary: "Make a link for a person without an account",
        request: Request(
            AccessRequest(
                username: "Ann", role: .user, externalUserID: "student1",
                ttl: AccessRequest.defaultTTLSeconds, isPermanent: true)),
        success: .body(AccessAnswer.self),
        refusals: [.forbidden: "The caller neither made the room nor leads it; owning the space does not suffice."])

    static let openRoomPage = CallDescription(
        summary: "Open the room's page, as a browser that follows a link",
        access: .anyoneOrCookie,
        query: [
            .query(AccessLink.Field.participantName, .text(), "The shown name.", example: "Ann"),
            .query(AccessLink.Field.accessToken, .text(), "The link's token."),
            .query(AccessLink.Field.refreshToken, .text(), "A refresh token in its place."),
        ],
        success: .page,
        setsCookies: true,
        refusals: [
            .unauthorized: "The link has expired, was used, or is none.", .notFound: "There is no such room.",
        ])

    static func createParticipant(_ examples: DocumentExamples) -> CallDescription {
        CallDescription(
            summary: "Become a participant",
            request: Request(
                ParticipantRequest(name: "Ann", roomID: examples.room, role: .user, clientUniqueID: "browser1")),
            success: .body(CreatedAnswer.self),
            refusals: [.forbidden: "The room is private, and no access was granted."])
    }

    static let createSignalingToken = CallDescription(
        summary: "Make the token of the signalling connection", success: .body(SignalingTokenAnswer.self),
        refusals: [.forbidden: "The participant is another's."])

    static func joinRoom(_ examples: DocumentExamples) -> CallDescription {
        CallDescription(
            summary: "Enter: from here the participant is in the room",
            request: Request(ParticipantReference(participantID: examples.participant)), success: .nothing,
            refusals: [.forbidden: notTheirs])
    }

    static func leaveRoom(_ examples: DocumentExamples) -> CallDescription {
        CallDescription(
            summary: "Leave; who leads the room may let others out",
            request: Request(ParticipantReference(participantID: examples.participant)), success: .nothing,
            refusals: [.forbidden: "The participant is another's."])
    }
}
