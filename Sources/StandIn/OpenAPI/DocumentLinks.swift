// How one call leads to the next: which value of a request or response is used where (OpenAPI 3.1.0, Link Object).

import PlatformContract

/// A link from one call to another.
struct DocumentLink: Sendable {
    /// The call whose response has the link.
    var from: PlatformCall
    /// The call that the link leads to.
    var to: PlatformCall
    /// Its parameters, as expressions.
    var parameters: [String: String] = [:]
    /// Fields of its body, as expressions.
    var body: [String: String]?

    /// An id in the path of the first call.
    private static func path(_ name: String) -> String { "$request.path.\(name)" }
    /// A field of the response.
    private static func answer(_ pointer: String) -> String { "$response.body#/\(pointer)" }
    /// A field of the first call's request body.
    private static func request(_ pointer: String) -> String { "$request.body#/\(pointer)" }

    /// All links: from a space to its rooms, into and out of a room, and to statistics and recordings afterwards.
    static let all: [DocumentLink] = fromSpaces + fromRooms + fromParticipants + fromCalls + fromRecords + fromWebhooks

    private static let fromSpaces =
        [
            PlatformCall.updateSpace, .createRoom, .listRooms, .createInvite, .createWebhook, .readWebhook,
            .updateWebhook, .deleteWebhook, .refreshWebhookSecret,
        ].map { DocumentLink(from: .createSpace, to: $0, parameters: ["spaceId": answer("id")]) }
        + [
            DocumentLink(from: .listSpaces, to: .createRoom, parameters: ["spaceId": answer("items/0/id")]),
            DocumentLink(
                from: .createInvite, to: .activateInvite,
                parameters: ["spaceId": path("spaceId"), "inviteId": answer("id")]),
        ]

    private static let fromRooms =
        [
            PlatformCall.readRoom, .updateRoom, .generateAccess, .grantRoomRole, .listPolls, .startRecord, .stopRecord,
            .listRecords,
        ].map {
            DocumentLink(
                from: .createRoom, to: $0, parameters: ["spaceId": path("spaceId"), "roomId": answer("id")])
        }
        + [
            DocumentLink(from: .createRoom, to: .openRoomPage, parameters: ["alias": answer("alias")]),
            DocumentLink(
                from: .createRoom, to: .listCalls,
                parameters: ["spaceId": path("spaceId"), "roomId": answer("id")]),
            DocumentLink(
                from: .createRoom, to: .createParticipant, parameters: ["spaceId": path("spaceId")],
                body: ["roomId": answer("id")]),
            DocumentLink(
                from: .readRoom, to: .createParticipant, parameters: ["spaceId": path("spaceId")],
                body: ["roomId": answer("id")]),
        ]

    private static let fromParticipants = [
        DocumentLink(
            from: .createParticipant, to: .createSignalingToken,
            parameters: ["spaceId": path("spaceId"), "participantId": answer("id")]),
        DocumentLink(
            from: .createParticipant, to: .joinRoom,
            parameters: ["spaceId": path("spaceId"), "roomId": request("roomId")],
            body: ["participantId": answer("id")]),
        DocumentLink(
            from: .joinRoom, to: .leaveRoom, parameters: ["spaceId": path("spaceId"), "roomId": path("roomId")],
            body: ["participantId": request("participantId")]),
    ]

    private static let fromCalls = [
        DocumentLink(
            from: .leaveRoom, to: .listCalls, parameters: ["spaceId": path("spaceId"), "roomId": path("roomId")]),
        DocumentLink(
            from: .listCalls, to: .readReport,
            parameters: [
                "spaceId": path("spaceId"), "roomId": answer("items/0/roomId"), "callId": answer("items/0/id"),
            ]),
    ]

    private static let fromRecords = [
        DocumentLink(
            from: .joinRoom, to: .startRecord, parameters: ["spaceId": path("spaceId"), "roomId": path("roomId")]),
        DocumentLink(
            from: .startRecord, to: .stopRecord, parameters: ["spaceId": path("spaceId"), "roomId": path("roomId")]),
        DocumentLink(
            from: .stopRecord, to: .downloadRecord,
            parameters: ["spaceId": path("spaceId"), "roomId": path("roomId"), "recordId": answer("id")]),
        DocumentLink(
            from: .listRecords, to: .downloadRecord,
            parameters: ["spaceId": path("spaceId"), "roomId": path("roomId"), "recordId": answer("items/0/id")]),
    ]

    private static let fromWebhooks = [
        PlatformCall.readWebhook, .updateWebhook, .refreshWebhookSecret, .deleteWebhook,
    ].map { DocumentLink(from: .createWebhook, to: $0, parameters: ["spaceId": path("spaceId")]) }
}
