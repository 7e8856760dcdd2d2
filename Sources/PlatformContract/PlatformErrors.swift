// Bodies and words of the platform's refusals.

/// Codes of RFC 6749 section 5.2 that the token endpoint answers with (contract section 1).
package enum OAuthErrorCode: String, CaseIterable, Codable, Hashable, Sendable {
    /// A field is missing, or the body cannot be read: 400.
    case invalidRequest = "invalid_request"
    /// Wrong client id or secret: 401.
    case invalidClient = "invalid_client"
    /// Wrong e-mail or password, a user name that is no e-mail, a dead refresh token: 400.
    case invalidGrant = "invalid_grant"
    /// An unknown `grant_type`: 400.
    case unsupportedGrantType = "unsupported_grant_type"

    /// The HTTP status that goes with it.
    package var status: Int {
        switch self {
        case .invalidClient: 401
        case .invalidRequest, .invalidGrant, .unsupportedGrantType: 400
        }
    }
}

/// A refusal of the token endpoint.
package struct OAuthErrorBody: Codable, Hashable, Sendable {
    /// The code.
    package var error: OAuthErrorCode
    /// The code in words.
    package var description: String

    /// Creates a refusal.
    package init(error: OAuthErrorCode, description: String) {
        self.error = error
        self.description = description
    }

    private enum CodingKeys: String, CodingKey {
        case error
        case description = "error_description"
    }
}

/// A refusal of every other call (contract section 1).
package struct APIErrorBody: Codable, Hashable, Sendable {
    /// The HTTP status.
    package var statusCode: Int
    /// The status in words, as `Unauthorized`.
    package var error: String
    /// What was wrong.
    package var message: String

    /// Creates a refusal.
    package init(statusCode: Int, error: String, message: String) {
        self.statusCode = statusCode
        self.error = error
        self.message = message
    }
}

/// Messages that the platform is known to answer with.
package enum PlatformMessage {
    /// `error_description` of a wrong e-mail or password (contract section 1).
    package static let invalidCredentials = "Invalid credentials"
    /// 403: a client token where a user token is needed (contract section 1); Russian for "this method is forbidden
    /// for the user".
    package static let forbiddenForUser = "Данный метод запрещен для пользователя"
    /// 403: analytics on a plan without statistics (contract section 8).
    package static let planWithoutStatistics = "Plan does not include statistics"
    /// 403: webhooks on a free plan (contract section 10).
    package static let planWithoutWebhooks = "Plan does not include webhooks"
}
