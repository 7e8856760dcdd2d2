// Bodies of the calls on spaces and rooms.

/// A space to be made or updated (contract section 3).
public struct SpaceRequest: Codable, Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Whether it is open to all.
    public var isPublic: Bool
    /// A description.
    public var description: String?
    /// The address of a logo.
    public var logo: String?

    /// A space from its parts.
    public init(name: String, isPublic: Bool, description: String? = nil, logo: String? = nil) {
        self.name = name
        self.isPublic = isPublic
        self.description = description
        self.logo = logo
    }
}

/// A space in a list (contract section 3).
public struct SpaceView: Codable, Hashable, Sendable {
    /// Its id.
    public var id: String
    /// Its name.
    public var name: String
    /// Whether it is open to all.
    public var isPublic: Bool
    /// A description.
    public var description: String?
    /// The address of a logo.
    public var logo: String?

    /// A space from its parts.
    public init(id: String, name: String, isPublic: Bool, description: String? = nil, logo: String? = nil) {
        self.id = id
        self.name = name
        self.isPublic = isPublic
        self.description = description
        self.logo = logo
    }
}

/// A list and how long it is (contract section 3).
public struct ListAnswer<Item: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
    /// The entries.
    public var items: [Item]
    /// How many there are.
    public var total: Int

    /// A list from its entries.
    public init(items: [Item]) {
        self.items = items
        self.total = items.count
    }
}

/// A room to be made or updated (contract section 3).
public struct RoomRequest: Codable, Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Whether it is open to all; default false.
    public var isPublic: Bool?
    /// Whether screens may be shared; default true.
    public var isScreensharingAllowed: Bool?
    /// Whether there is a chat; default true.
    public var isChatAllowed: Bool?
    /// Its type; default ``RoomType/lesson``.
    public var type: RoomType?

    /// A room from its parts.
    public init(
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

/// What tells a new room (contract section 3).
public struct CreatedRoom: Codable, Hashable, Sendable {
    /// Its alias, for links.
    public var alias: String
    /// Its id, for API paths.
    public var id: String
    /// Its channel's id.
    public var channelID: String

    /// An answer from its parts.
    public init(alias: String, id: String, channelID: String) {
        self.alias = alias
        self.id = id
        self.channelID = channelID
    }

    private enum CodingKeys: String, CodingKey {
        case alias, id
        case channelID = "channelId"
    }
}

/// A room as read (contract section 3).
public struct RoomView: Codable, Hashable, Sendable {
    /// Its id, for API paths.
    public var id: String
    /// Its alias, for links.
    public var alias: String
    /// Its channel's id.
    public var channelID: String
    /// Its name.
    public var name: String
    /// Its type.
    public var type: RoomType
    /// Whether it is open to all.
    public var isPublic: Bool
    /// Whether screens may be shared.
    public var isScreensharingAllowed: Bool
    /// Whether there is a chat.
    public var isChatAllowed: Bool

    /// A room from its parts.
    public init(
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

/// A role to be granted (contract section 3).
public struct RoleRequest: Codable, Hashable, Sendable {
    /// The user who gets it.
    public var targetUserID: String
    /// The role.
    public var role: RoomRole

    /// A role from its parts.
    public init(targetUserID: String, role: RoomRole) {
        self.targetUserID = targetUserID
        self.role = role
    }

    private enum CodingKeys: String, CodingKey {
        case targetUserID = "targetUserId"
        case role
    }
}

/// An invite to be made (contract section 3).
public struct InviteRequest: Codable, Hashable, Sendable {
    /// What the person who activates it becomes.
    public var role: SpaceRole

    /// An invite from its parts.
    public init(role: SpaceRole) {
        self.role = role
    }
}
