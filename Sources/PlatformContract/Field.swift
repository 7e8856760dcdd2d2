// Names of JSON fields, query fields and attributes, for those who read and write them without decoding.

/// Fields of JSON bodies and of forms.
public enum Field {
    // Tokens (contract section 1).
    /// The OAuth2 grant.
    public static let grantType = "grant_type"
    /// The OAuth2 client's id.
    public static let clientID = "client_id"
    /// The OAuth2 client's secret.
    public static let clientSecret = "client_secret"
    /// The user's e-mail in a token request; the shown name in `generate-access`.
    public static let username = "username"
    /// The user's password.
    public static let password = "password"
    /// The access token of an answer.
    public static let accessToken = "access_token"
    /// The refresh token of a request or an answer.
    public static let refreshToken = "refresh_token"
    /// `Bearer`.
    public static let tokenType = "token_type"

    // Errors (contract section 1).
    /// OAuth2: the code. API: the status in words.
    public static let error = "error"
    /// OAuth2: the code in words.
    public static let errorDescription = "error_description"
    /// API: the HTTP status.
    public static let statusCode = "statusCode"
    /// API: what was wrong.
    public static let message = "message"

    // Users, spaces, rooms (contract sections 2 and 3).
    /// An entity's id.
    public static let id = "id"
    /// A user's e-mail.
    public static let email = "email"
    /// A user's telephone number.
    public static let phone = "phone"
    /// A name.
    public static let name = "name"
    /// Whether it is open to all.
    public static let isPublic = "isPublic"
    /// A room's type: see ``RoomType``.
    public static let type = "type"
    /// A room's alias, for links.
    public static let alias = "alias"
    /// A room's channel.
    public static let channelID = "channelId"
    /// The entries of a list.
    public static let items = "items"
    /// How many entries there are.
    public static let total = "total"
    /// The user who is granted a role.
    public static let targetUserID = "targetUserId"

    // Access (contract section 4).
    /// See ``Role``; in `roles` ``RoomRole``.
    public static let role = "role"
    /// The integrator's own id of a person, found again in the report.
    public static let externalUserID = "externalUserId"
    /// Seconds that the link lives.
    public static let ttl = "ttl"
    /// Whether the link may be opened again.
    public static let isPermanent = "isPermanent"
    /// The link.
    public static let url = "url"

    // Entering (contract section 5).
    /// A room's id.
    public static let roomID = "roomId"
    /// The browser's own id.
    public static let clientUniqueID = "clientUniqueId"
    /// A participant's id.
    public static let participantID = "participantId"
    /// The token of the signalling connection.
    public static let signalingToken = "signalingToken"

    // Analytics (contract section 8).
    /// A call's id.
    public static let callID = "callId"
    /// A day, as ISO 8601.
    public static let date = "date"
    /// The format of a report.
    public static let format = "format"
    /// The first day or instant of a list.
    public static let dateFrom = "dateFrom"
    /// The last day or instant of a list.
    public static let dateTo = "dateTo"
    /// The people of a report.
    public static let participants = "participants"
}

/// Attributes by which the room page tells where its room is (contract section 5, call 1).
public enum RoomPageAttribute {
    /// The space's id.
    public static let spaceID = "data-space-id"
    /// The room's id.
    public static let roomID = "data-room-id"
    /// The channel's id.
    public static let channelID = "data-channel-id"
}
