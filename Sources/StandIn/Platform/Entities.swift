// What the platform knows: users, spaces, rooms, participants, calls.

import PlatformContract

/// Someone who can hold a user token.
struct User: Sendable {
    /// The access link that created a temporary user (contract section 4).
    struct Pass: Sendable {
        var roomID: String
        var role: Role
        var externalUserID: String?
        var isPermanent: Bool
        var expiresAtSeconds: Int
        /// The `jti` of the link's token: opening a link once uses up the link, but not the session that it opens.
        var tokenID: String
        var wasOpened = false
    }

    var id: String
    /// Nil: a temporary user, who cannot log in.
    var email: String?
    var password: String?
    var name: String
    var phone: String?
    var plan = StandInConfiguration.PaidPlan.free
    /// When the plan expires, in microseconds since the server's start; nil: never.
    var planEnds: Int?
    var pass: Pass?

    /// Whether the user has an account, unlike the temporary user of a link or a guest.
    var hasAccount: Bool { password != nil }
}

/// A folder of rooms.
struct Space: Sendable {
    var id: String
    var ownerID: String
    var name: String
    var isPublic: Bool
    var description: String?
    var logo: String?
    /// In the order of their creation.
    var roomIDs: [String] = []
    /// Roles given by invites, by user.
    var roles: [String: SpaceRole] = [:]
    /// Where its events are sent.
    var webhook: Webhook?

    /// Whether a user leads the space: its owner and its moderators do.
    func isLed(by userID: String) -> Bool { ownerID == userID || roles[userID] == .moderator }
}

/// Where a space's events are sent (contract section 10).
struct Webhook: Sendable {
    /// Distinguishes it from the webhook that the space had before.
    var id: String
    var url: String
    var isActive: Bool
    var secret: String
}

/// An invite to a space, good for one person (contract section 3).
struct Invite: Sendable {
    var id: String
    var spaceID: String
    var role: SpaceRole
    var wasUsed = false
}

/// A room.
struct Room: Sendable {
    var id: String
    var alias: String
    var channelID: String
    var spaceID: String
    var creatorID: String
    var name: String
    var type: RoomType
    var isPublic: Bool
    var isScreensharingAllowed: Bool
    var isChatAllowed: Bool
    /// Roles granted to users, by id.
    var roles: [String: RoomRole] = [:]
    /// The call in progress.
    var call: Call?
    /// Finished calls, oldest first.
    var finishedCalls: [Call] = []
    /// Recordings, oldest first; only the last one can still be running.
    var records: [Record] = []

    /// The room as the API returns it.
    var view: RoomView {
        RoomView(
            id: id, alias: alias, channelID: channelID, name: name, type: type, isPublic: isPublic,
            isScreensharingAllowed: isScreensharingAllowed, isChatAllowed: isChatAllowed)
    }
}

/// A recording of a call (contract section 9). Instants are microseconds since the server's start.
struct Record: Sendable {
    var id: String
    var callID: String
    var state = RecordState.recording
    var started: Int
    /// Nil: still running.
    var finished: Int?
}

/// Someone who is about to enter a room or is in it.
struct Participant: Sendable {
    var id: String
    var spaceID: String
    var roomID: String
    /// Nil: a guest with a client token.
    var userID: String?
    var name: String
    var role: Role
    var externalUserID: String?
    var email: String?
    var phone: String?
    /// The run's number for the person, if the request to join carried it.
    var number: Int?
    /// The call in which the participant is.
    var callID: String?

    /// The key under which the visits of one person are added up.
    var person: String { externalUserID ?? userID ?? id }
}
