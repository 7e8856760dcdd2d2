// Bodies of the token and user calls.

/// A request for a token, as JSON or as a form (contract section 1).
public struct TokenRequest: Codable, Hashable, Sendable {
    /// `grant_type`: a ``Grant``, as text since a server must be able to name an unknown one.
    public var grantType: String?
    /// `client_id`.
    public var clientID: String?
    /// `client_secret`.
    public var clientSecret: String?
    /// `username`: the user's e-mail, with ``Grant/password``.
    public var username: String?
    /// `password`, with ``Grant/password``.
    public var password: String?
    /// `refresh_token`, with ``Grant/refreshToken``.
    public var refreshToken: String?

    /// A request from its parts.
    public init(
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
public struct TokenAnswer: Codable, Hashable, Sendable {
    /// `access_token`.
    public var accessToken: String
    /// `token_type`: `Bearer`.
    public var tokenType: String
    /// `refresh_token`.
    public var refreshToken: String

    /// An answer from its parts.
    public init(accessToken: String, tokenType: String = TokenClaims.scheme, refreshToken: String) {
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

/// A user to be made (contract section 2).
public struct NewUser: Codable, Hashable, Sendable {
    /// The e-mail, by which the user logs in.
    public var email: String
    /// The password.
    public var password: String
    /// The shown name, not unique.
    public var username: String
    /// The telephone number.
    public var phone: String?
    /// The answer to a captcha, where one was asked.
    public var captchaToken: String?

    /// A user from its parts.
    public init(
        email: String, password: String, username: String, phone: String? = nil, captchaToken: String? = nil
    ) {
        self.email = email
        self.password = password
        self.username = username
        self.phone = phone
        self.captchaToken = captchaToken
    }
}

/// The id of what was made (contract sections 2, 3 and 5).
public struct CreatedAnswer: Codable, Hashable, Sendable {
    /// The id.
    public var id: String

    /// An answer from its parts.
    public init(id: String) {
        self.id = id
    }
}
