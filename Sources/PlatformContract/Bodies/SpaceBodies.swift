// Bodies of the calls on spaces and rooms.

/// A request to create or update a space (contract section 3).
package struct SpaceRequest: Codable, Hashable, Sendable {
    /// Its name.
    package var name: String
    /// Whether it is open to all.
    package var isPublic: Bool
    /// A description.
    package var description: String?
    /// The URL of a logo.
    package var logo: String?

    /// Creates a space.
    package init(name: String, isPublic: Bool, description: String? = nil, logo: String? = nil) {
        self.name = name
        self.isPublic = isPublic
        self.description = description
        self.logo = logo
    }
}

/// A space in a list (contract section 3).
package struct SpaceView: Codable, Hashable, Sendable {
    /// Its id.
    package var id: String
    /// Its name.
    package var name: String
    /// Whether it is open to all.
    package var isPublic: Bool
    /// A description.
    package var description: String?
    /// The URL of a logo.
    package var logo: String?

    /// Creates a space.
    package init(id: String, name: String, isPublic: Bool, description: String? = nil, logo: String? = nil) {
        self.id = id
        self.name = name
        self.isPublic = isPublic
        self.description = description
        self.logo = logo
    }
}

/// A list with its length (contract section 3).
package struct ListAnswer<Item: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
    /// The entries.
    package var items: [Item]
    /// The number of entries.
    package var total: Int

    /// Creates a list from its entries.
    package init(items: [Item]) {
        self.items = items
        self.total = items.count
    }
}

/// A request to create or update a room (contract section 3).
package struct RoomRequest: Codable, Hashable, Sendable {
    /// Its name.
    package var name: String
    /// Whether it is open to all; default false.
    package var isPublic: Bool?
    /// Whether screens may be shared; default true.
    package var isScreensharingAllowed: Bool?
    /// Whether there is a chat; default true.
    package var isChatAllowed: Bool?
    /// Its type; default ``RoomType/lesson``.
    package var type: RoomType?

    /// Creates a room.
    package init(
        name: String, isPublic: Bool? = nil, isScreensharingAllowed: Bool? = nil, isChatAllowed: Bool? = nil,
        type: RoomType? = nil
    ) {
        self.name = name
        self.isPublic = isPublic
        self.isScreensharingAllowed = isScreensharingAllowed
        self.isChatAllowed = isChatAllowed
        self.type = type
    }
}

/// The response to the creation of a room (contract section 3).
package struct CreatedRoom: Codable, Hashable, Sendable {
    /// Its alias, for links.
    package var alias: String
    /// Its id, for API paths.
    package var id: String
    /// Its channel's id.
    package var channelID: String

    /// Creates an answer.
    package init(alias: String, id: String, channelID: String) {
        self.alias = alias
        self.id = id
        self.channelID = channelID
    }

    private enum CodingKeys: String, CodingKey {
        case alias, id
        case channelID = "channelId"
    }
}

/// A room as returned by the API (contract section 3).
package struct RoomView: Codable, Hashable, Sendable {
    /// Its id, for API paths.
    package var id: String
    /// Its alias, for links.
    package var alias: String
    /// Its channel's id.
    package var channelID: String
    /// Its name.
    package var name: String
    /// Its type.
    package var type: RoomType
    /// Whether it is open to all.
    package var isPublic: Bool
    /// Whether screens may be shared.
    package var isScreensharingAllowed: Bool
    /// Whether there is a chat.
    package var isChatAllowed: Bool

    /// Creates a room.
    package init(
        id: String, alias: String, channelID: String, name: String, type: RoomType, isPublic: Bool,
        isScreensharingAllowed: Bool, isChatAllowed: Bool
    ) {
        self.id = id
        self.alias = alias
        self.channelID = channelID
        self.name = name
        self.type = type
        self.isPublic = isPublic
        self.isScreensharingAllowed = isScreensharingAllowed
        self.isChatAllowed = isChatAllowed
    }

    private enum CodingKeys: String, CodingKey {
        case id, alias
        case channelID = "channelId"
        case name, type, isPublic, isScreensharingAllowed, isChatAllowed
    }
}

/// A request to grant a role (contract section 3).
package struct RoleRequest: Codable, Hashable, Sendable {
    /// The user who gets it.
    package var targetUserID: String
    /// The role.
    package var role: RoomRole

    /// Creates a role.
    package init(targetUserID: String, role: RoomRole) {
        self.targetUserID = targetUserID
        self.role = role
    }

    private enum CodingKeys: String, CodingKey {
        case targetUserID = "targetUserId"
        case role
    }
}

/// A request to create an invite (contract section 3).
package struct InviteRequest: Codable, Hashable, Sendable {
    /// The role of the person who activates it.
    package var role: SpaceRole

    /// Creates an invite.
    package init(role: SpaceRole) {
        self.role = role
    }
}
