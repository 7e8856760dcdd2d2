// Roles in spaces and rooms, and types of rooms.

/// What a person may do in a room, as `generate-access` and `participants` spell it (contract section 4).
package enum Role: String, CaseIterable, Codable, Hashable, Sendable {
    /// A listener, who in a lesson may broadcast too.
    case user
    /// A moderator.
    case moderator
}

/// What a person with an account may do in a room, as the `roles` call spells it (contract section 3).
package enum RoomRole: String, CaseIterable, Codable, Hashable, Sendable {
    /// A listener.
    case user = "role_room_user"
    /// A moderator, who may grant access.
    case moderator = "role_room_moderator"
}

/// What a person with an account may do in a space, as `invites` spells it (contract section 3).
package enum SpaceRole: String, CaseIterable, Codable, Hashable, Sendable {
    /// A member.
    case user = "role_space_user"
    /// A moderator.
    case moderator = "role_space_moderator"
}

/// Types of rooms (contract section 3).
package enum RoomType: String, CaseIterable, Codable, Hashable, Sendable {
    /// Everyone may broadcast.
    case lesson
    /// Only creator and moderators may broadcast.
    case webinar
}
