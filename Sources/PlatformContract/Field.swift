// Names of JSON fields, query fields and attributes, for code that reads and writes them without decoding.

/// Fields of JSON bodies and of forms.
package enum Field {
    // Tokens (contract section 1).
    /// The OAuth2 grant.
    package static let grantType = "grant_type"
    /// The OAuth2 client's id.
    package static let clientID = "client_id"
    /// The OAuth2 client's secret.
    package static let clientSecret = "client_secret"
    /// The user's e-mail in a token request; the display name in `generate-access`.
    package static let username = "username"
    /// The user's password.
    package static let password = "password"
    /// The access token in a response.
    package static let accessToken = "access_token"
    /// The refresh token in a request or response.
    package static let refreshToken = "refresh_token"
    /// `Bearer`.
    package static let tokenType = "token_type"

    // Errors (contract section 1).
    /// OAuth2: the code. API: the status in words.
    package static let error = "error"
    /// OAuth2: the code in words.
    package static let errorDescription = "error_description"
    /// API: the HTTP status.
    package static let statusCode = "statusCode"
    /// API: what was wrong.
    package static let message = "message"

    // Users, spaces, rooms (contract sections 2 and 3).
    /// An entity's id.
    package static let id = "id"
    /// A user's e-mail.
    package static let email = "email"
    /// A user's telephone number.
    package static let phone = "phone"
    /// A name.
    package static let name = "name"
    /// Whether it is open to all.
    package static let isPublic = "isPublic"
    /// A room's type: see ``RoomType``.
    package static let type = "type"
    /// A room's alias, for links.
    package static let alias = "alias"
    /// A room's channel.
    package static let channelID = "channelId"
    /// The entries of a list.
    package static let items = "items"
    /// How many entries there are.
    package static let total = "total"
    /// The user who is granted a role.
    package static let targetUserID = "targetUserId"

    // Access (contract section 4).
    /// See ``Role``; in `roles` ``RoomRole``.
    package static let role = "role"
    /// The integrator's own id of a person, which appears in the report.
    package static let externalUserID = "externalUserId"
    /// Lifetime of the link in seconds.
    package static let ttl = "ttl"
    /// Whether the link can be opened again.
    package static let isPermanent = "isPermanent"
    /// The link.
    package static let url = "url"

    // Entering (contract section 5).
    /// A room's id.
    package static let roomID = "roomId"
    /// The browser's own id.
    package static let clientUniqueID = "clientUniqueId"
    /// A participant's id.
    package static let participantID = "participantId"
    /// The token of the signalling connection.
    package static let signalingToken = "signalingToken"

    // Analytics (contract section 8).
    /// A call's id.
    package static let callID = "callId"
    /// A day, as ISO 8601.
    package static let date = "date"
    /// The format of a report.
    package static let format = "format"
    /// The first day or instant of a list.
    package static let dateFrom = "dateFrom"
    /// The last day or instant of a list.
    package static let dateTo = "dateTo"
    /// The people of a report.
    package static let participants = "participants"
}

/// Attributes in which the room page has the ids of its room (contract section 5, call 1).
package enum RoomPageAttribute {
    /// The space's id.
    package static let spaceID = "data-space-id"
    /// The room's id.
    package static let roomID = "data-room-id"
    /// The channel's id.
    package static let channelID = "data-channel-id"
}
