// Bodies and messages of the platform's errors.

/// Codes of RFC 6749 section 5.2 used by the token endpoint (contract section 1).
package enum OAuthErrorCode: String, CaseIterable, Codable, Hashable, Sendable {
    /// A field is missing, or the body cannot be read: 400.
    case invalidRequest = "invalid_request"
    /// Wrong client id or secret: 401.
    case invalidClient = "invalid_client"
    /// Wrong e-mail or password, a user name that is not an e-mail, an invalid refresh token: 400.
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

/// An error of the token endpoint.
package struct OAuthErrorBody: Codable, Hashable, Sendable {
    /// The code.
    package var error: OAuthErrorCode
    /// The code in words.
    package var description: String

    /// Creates an error.
    package init(error: OAuthErrorCode, description: String) {
        self.error = error
        self.description = description
    }

    private enum CodingKeys: String, CodingKey {
        case error
        case description = "error_description"
    }
}

/// An error of any other call (contract section 1).
package struct APIErrorBody: Codable, Hashable, Sendable {
    /// The HTTP status.
    package var statusCode: Int
    /// The status in words, as `Unauthorized`.
    package var error: String
    /// What was wrong.
    package var message: String

    /// Creates an error.
    package init(statusCode: Int, error: String, message: String) {
        self.statusCode = statusCode
        self.error = error
        self.message = message
    }
}

/// Known messages of the platform.
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
