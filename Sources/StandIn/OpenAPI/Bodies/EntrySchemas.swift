// Schemas of access and entry (contract sections 4 and 5).

import PlatformContract

extension AccessRequest: DescribedBody {
    static let schema = Schema.request(
        .required("username", .filled, "The shown name."),
        .required("role", .choice(Role.self), "The role."),
        .optional(
            "externalUserId", .text(TextRules(pattern: "^[A-Za-z0-9]+$")),
            "The integrator's own id of the person, found again in the report."),
        .optional(
            "ttl", .integer(minimum: ttlSeconds.lowerBound, maximum: ttlSeconds.upperBound),
            "Seconds that the link lives; \(defaultTTLSeconds) unless told."),
        .optional("isPermanent", .boolean, "Whether the link may be opened again until then; false unless told."),
        .optional("email", .text(), "The e-mail, else asked for at the door."),
        .optional("phone", .text(), "The telephone number, else asked for at the door."))
}

extension AccessAnswer: DescribedBody {
    static let schema = Schema.answer(
        .required("url", .text(TextRules(format: "uri")), "The link that opens the room's page."))
}

extension ParticipantRequest: DescribedBody {
    static let schema = Schema.request(
        .required("name", .text(), "The shown name."),
        .required("roomId", .id, "The room's id."),
        .optional("role", .choice(Role.self), "The role; a moderator is who may be one."),
        .optional("clientUniqueId", .text(), "The browser's own id."))
}

extension SignalingTokenAnswer: DescribedBody {
    static let schema = Schema.answer(.required("signalingToken", .filled, "The token of the signalling connection."))
}

extension ParticipantReference: DescribedBody {
    static let schema = Schema.request(.required("participantId", .id, "The participant's id."))
}
