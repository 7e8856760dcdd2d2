// OAuth2 grants of the token endpoint.

/// The value of `grant_type` (contract section 1).
package enum Grant: String, CaseIterable, Codable, Hashable, Sendable {
    /// Client id and secret alone; gives a client token, which may see public entities and create users.
    case clientCredentials = "client_credentials"
    /// A user's e-mail and password; gives a user token.
    case password
    /// A refresh token; gives a new pair, and the old refresh token dies.
    case refreshToken = "refresh_token"
}
