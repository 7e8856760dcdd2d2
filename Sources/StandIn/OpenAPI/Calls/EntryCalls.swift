// Access and entry in the document (contract sections 4 and 5).

import PlatformContract

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
