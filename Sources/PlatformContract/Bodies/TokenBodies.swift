// Bodies of the token and user calls.

/// A request for a token, as JSON or as a form (contract section 1).
package struct TokenRequest: Codable, Hashable, Sendable {
    /// `grant_type`: a ``Grant``, as text because a server must accept and report unknown ones.
    package var grantType: String?
    /// `client_id`.
    package var clientID: String?
    /// `client_secret`.
    package var clientSecret: String?
    /// `username`: the user's e-mail, with ``Grant/password``.
    package var username: String?
    /// `password`, with ``Grant/password``.
    package var password: String?
    /// `refresh_token`, with ``Grant/refreshToken``.
    package var refreshToken: String?

    /// Creates a request.
    package init(
        grantType: String?, clientID: String?, clientSecret: String?, username: String? = nil,
        password: String? = nil, refreshToken: String? = nil
    ) {
        self.grantType = grantType
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.username = username
        self.password = password
        self.refreshToken = refreshToken
    }

    private enum CodingKeys: String, CodingKey {
        case grantType = "grant_type"
        case clientID = "client_id"
        case clientSecret = "client_secret"
        case username, password
        case refreshToken = "refresh_token"
    }
}

/// A pair of tokens (contract section 1).
package struct TokenAnswer: Codable, Hashable, Sendable {
    /// `access_token`.
    package var accessToken: String
    /// `token_type`: `Bearer`.
    package var tokenType: String
    /// `refresh_token`.
    package var refreshToken: String

    /// Creates an answer.
    package init(accessToken: String, tokenType: String = TokenClaims.scheme, refreshToken: String) {
        self.accessToken = accessToken
        self.tokenType = tokenType
        self.refreshToken = refreshToken
    }

    private enum CodingKeys: String, CodingKey {
        case accessToken = "access_token"
        case tokenType = "token_type"
        case refreshToken = "refresh_token"
    }
}

/// A request to create a user (contract section 2).
package struct NewUser: Codable, Hashable, Sendable {
    /// The e-mail, by which the user logs in.
    package var email: String
    /// The password.
    package var password: String
    /// The display name, not unique.
    package var username: String
    /// The telephone number.
    package var phone: String?
    /// The answer to a captcha, if one was shown.
    package var captchaToken: String?

    /// Creates a user.
    package init(
        email: String, password: String, username: String, phone: String? = nil, captchaToken: String? = nil
    ) {
        self.email = email
        self.password = password
        self.username = username
        self.phone = phone
        self.captchaToken = captchaToken
    }
}

/// The id of a new object (contract sections 2, 3 and 5).
package struct CreatedAnswer: Codable, Hashable, Sendable {
    /// The id.
    package var id: String

    /// Creates an answer.
    package init(id: String) {
        self.id = id
    }
}
