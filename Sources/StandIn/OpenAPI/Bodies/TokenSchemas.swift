// Schemas of tokens, users and refusals (contract sections 1 and 2).

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
        .required("refresh_token", .token, "For a new pair; lives for 21 days, and dies when it is used."))
}

extension NewUser: DescribedBody {
    static let schema = Schema.request(
        .required("email", .text(TextRules(pattern: "@")), "The e-mail, by which the user logs in."),
        .required("password", .filled, "The password."),
        .required("username", .filled, "The shown name, not unique."),
        .optional("phone", .text(), "The telephone number."),
        .optional("captchaToken", .text(), "The answer to a captcha, where one was asked."))
}

extension CreatedAnswer: DescribedBody {
    static let schema = Schema.answer(.required("id", .id, "The id of what was made."))
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
