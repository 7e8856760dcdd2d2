// Schemas of tokens, users, errors, spaces, rooms, access and entry (contract sections 1 to 5).

import PlatformContract

extension TokenRequest: DescribedBody {
    static let schema = Schema.request(
        .required("grant_type", .choice(Grant.self), "The OAuth2 grant."),
        .required("client_id", .text(), "The OAuth2 client's id."),
        .required("client_secret", .text(), "The OAuth2 client's secret."),
        .optional("username", .text(), "The user's e-mail, with the grant `password`."),
        .optional("password", .text(), "The user's password, with the grant `password`."),
        .optional("refresh_token", .text(), "A live refresh token, with the grant `refresh_token`."),
        tellingApart: "grant_type",
        variants: [
            .init(value: Grant.clientCredentials.rawValue, required: []),
            .init(value: Grant.password.rawValue, required: ["username", "password"]),
            .init(value: Grant.refreshToken.rawValue, required: ["refresh_token"]),
        ])
}

extension TokenAnswer: DescribedBody {
    static let schema = Schema.answer(
        .required("access_token", .token, "For calls; lives for 7 days."),
        .required("token_type", .text(TextRules(values: [TokenClaims.scheme])), "The scheme of `Authorization`."),
        .required("refresh_token", .token, "For a new pair; lives for 21 days, and can be used once."))
}

extension NewUser: DescribedBody {
    static let schema = Schema.request(
        .required("email", .text(TextRules(pattern: "@")), "The e-mail, by which the user logs in."),
        .required("password", .filled, "The password."),
        .required("username", .filled, "The display name, not unique."),
        .optional("phone", .text(), "The telephone number."),
        .optional("captchaToken", .text(), "The answer to a captcha, if one was shown."))
}

extension CreatedAnswer: DescribedBody {
    static let schema = Schema.answer(.required("id", .id, "The id of the new object."))
}

extension OAuthErrorBody: DescribedBody {
    static let schema = Schema.answer(
        .required("error", .choice(OAuthErrorCode.self), "The code of RFC 6749 section 5.2."),
        .required("error_description", .filled, "The code in words."))
}

extension APIErrorBody: DescribedBody {
    static let schema = Schema.answer(
        .required("statusCode", .integer(minimum: 400, maximum: 599), "The HTTP status."),
        .required("error", .filled, "The status in words."),
        .required("message", .filled, "What was wrong."))
}

extension SpaceRequest: DescribedBody {
    static let schema = Schema.request(
        .required("name", .filled, "Its name."),
        .required("isPublic", .boolean, "Whether it is open to all."),
        .optional("description", .text(), "A description."),
        .optional("logo", .text(), "The URL of a logo."))
}

extension SpaceView: DescribedBody {
    static let schema = Schema.answer(
        .required("id", .id, "Its id."),
        .required("name", .filled, "Its name."),
        .required("isPublic", .boolean, "Whether it is open to all."),
        .optional("description", .text(), "A description."),
        .optional("logo", .text(), "The URL of a logo."))
}

extension RoomRequest: DescribedBody {
    static let schema = Schema.request(
        .required("name", .filled, "Its name."),
        .optional("isPublic", .boolean, "Whether it is open to all; false by default."),
        .optional("isScreensharingAllowed", .boolean, "Whether screens may be shared; true by default."),
        .optional("isChatAllowed", .boolean, "Whether there is a chat; true by default."),
        .optional("type", .choice(RoomType.self), "Who may broadcast; `lesson` by default."))
}

extension CreatedRoom: DescribedBody {
    static let schema = Schema.answer(
        .required("alias", .alias, "Its alias, for links."),
        .required("id", .id, "Its id, for API paths."),
        .required("channelId", .id, "Its channel's id."))
}

extension RoomView: DescribedBody {
    static let schema = Schema.answer(
        .required("id", .id, "Its id, for API paths."),
        .required("alias", .alias, "Its alias, for links."),
        .required("channelId", .id, "Its channel's id."),
        .required("name", .filled, "Its name."),
        .required("type", .choice(RoomType.self), "Who may broadcast."),
        .required("isPublic", .boolean, "Whether it is open to all."),
        .required("isScreensharingAllowed", .boolean, "Whether screens may be shared."),
        .required("isChatAllowed", .boolean, "Whether there is a chat."))
}

extension RoleRequest: DescribedBody {
    static let schema = Schema.request(
        .required("targetUserId", .id, "The user who gets it."),
        .required("role", .choice(RoomRole.self), "The role."))
}

extension InviteRequest: DescribedBody {
    static let schema = Schema.request(
        .required("role", .choice(SpaceRole.self), "The role of the person who activates it."))
}

extension AccessRequest: DescribedBody {
    static let schema = Schema.request(
        .required("username", .filled, "The display name."),
        .required("role", .choice(Role.self), "The role."),
        .optional(
            "externalUserId", .text(TextRules(pattern: "^[A-Za-z0-9]+$")),
            "The integrator's own id for the person, which appears in the report."),
        .optional(
            "ttl", .integer(minimum: ttlSeconds.lowerBound, maximum: ttlSeconds.upperBound),
            "Lifetime of the link in seconds; \(defaultTTLSeconds) by default."),
        .optional("isPermanent", .boolean, "Whether the link can be opened again until then; false by default."),
        .optional("email", .text(), "The e-mail; otherwise the person is asked on entering."),
        .optional("phone", .text(), "The telephone number; otherwise the person is asked on entering."))
}

extension AccessAnswer: DescribedBody {
    static let schema = Schema.answer(
        .required("url", .text(TextRules(format: "uri")), "The link that opens the room's page."))
}

extension ParticipantRequest: DescribedBody {
    static let schema = Schema.request(
        .required("name", .text(), "The display name."),
        .required("roomId", .id, "The room's id."),
        .optional("role", .choice(Role.self), "The role; `moderator` only for those who may be one."),
        .optional("clientUniqueId", .text(), "The browser's own id."))
}

extension SignalingTokenAnswer: DescribedBody {
    static let schema = Schema.answer(.required("signalingToken", .filled, "The token of the signalling connection."))
}

extension ParticipantReference: DescribedBody {
    static let schema = Schema.request(.required("participantId", .id, "The participant's id."))
}
