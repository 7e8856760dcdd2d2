// The claims of the platform's tokens.

/// The claims of a token, a JWT signed with HS256 (contract section 1).
package struct TokenClaims: Codable, Hashable, Sendable {
    /// The kind of subject.
    package enum Audience: String, Codable, Hashable, Sendable {
        /// A user.
        case user
        /// An OAuth2 client.
        case client
    }

    /// What a token is for.
    package enum Kind: String, Codable, Hashable, Sendable {
        /// Calls.
        case access = "accessToken"
        /// A new pair.
        case refresh = "refreshToken"
    }

    /// How long an access token lives, in seconds: 7 days.
    package static let accessLifetimeSeconds = 604_800
    /// How long a refresh token lives, in seconds: 21 days.
    package static let refreshLifetimeSeconds = 1_814_400
    /// `token_type` in a response and the scheme of the Authorization header.
    package static let scheme = "Bearer"
    /// How many hexadecimal digits `sgn` has.
    package static let signLength = 10

    /// `sub`: the user's or client's id.
    package var subject: String
    /// `aud`.
    package var audience: Audience
    /// `type`.
    package var kind: Kind
    /// `cId`: the client's id.
    package var clientID: String
    /// `jti`: the token's own id.
    package var tokenID: String
    /// `sgn`: 10 hexadecimal digits; user tokens only.
    package var sign: String?
    /// `iat`: seconds since 1970.
    package var issuedAt: Int
    /// `exp`: seconds since 1970.
    package var expiresAt: Int

    /// Creates claims.
    package init(
        subject: String, audience: Audience, kind: Kind, clientID: String, tokenID: String, sign: String?,
        issuedAt: Int, expiresAt: Int
    ) {
        self.subject = subject
        self.audience = audience
        self.kind = kind
        self.clientID = clientID
        self.tokenID = tokenID
        self.sign = sign
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
    }

    private enum CodingKeys: String, CodingKey {
        case subject = "sub"
        case audience = "aud"
        case kind = "type"
        case clientID = "cId"
        case tokenID = "jti"
        case sign = "sgn"
        case issuedAt = "iat"
        case expiresAt = "exp"
    }
}
