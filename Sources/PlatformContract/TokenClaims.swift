// What the platform's tokens say.

/// The claims of a token, a JWT signed with HS256 (contract section 1).
public struct TokenClaims: Codable, Hashable, Sendable {
    /// Whom a token stands for.
    public enum Audience: String, Codable, Hashable, Sendable {
        /// A user.
        case user
        /// An OAuth2 client.
        case client
    }

    /// What a token is for.
    public enum Kind: String, Codable, Hashable, Sendable {
        /// Calls.
        case access = "accessToken"
        /// A new pair.
        case refresh = "refreshToken"
    }

    /// How long an access token lives, in seconds: 7 days.
    public static let accessLifetimeSeconds = 604_800
    /// How long a refresh token lives, in seconds: 21 days.
    public static let refreshLifetimeSeconds = 1_814_400
    /// `token_type` of an answer and the scheme of the Authorization header.
    public static let scheme = "Bearer"
    /// How many hexadecimal digits `sgn` has.
    public static let signLength = 10

    /// `sub`: the user's or client's id.
    public var subject: String
    /// `aud`.
    public var audience: Audience
    /// `type`.
    public var kind: Kind
    /// `cId`: the client's id.
    public var clientID: String
    /// `jti`: the token's own id.
    public var tokenID: String
    /// `sgn`: 10 hexadecimal digits; user tokens only.
    public var sign: String?
    /// `iat`: seconds since 1970.
    public var issuedAt: Int
    /// `exp`: seconds since 1970.
    public var expiresAt: Int

    /// Claims from their parts.
    public init(
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
