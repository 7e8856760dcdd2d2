// Tokens and users in the document (contract sections 1 and 2).

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
