// OAuth2 grants of the token endpoint.

/// The value of `grant_type` (contract section 1).
package enum Grant: String, CaseIterable, Codable, Hashable, Sendable {
    /// Client id and secret alone; returns a client token, which may see public entities and create users.
    case clientCredentials = "client_credentials"
    /// A user's e-mail and password; returns a user token.
    case password
    /// A refresh token; returns a new pair, and the old refresh token becomes invalid.
    case refreshToken = "refresh_token"
}
