// Spaces, rooms and invites (contract section 3).

import PlatformContract

extension Platform {
    /// Creates a space.
    func createSpace(_ request: SpaceRequest, by caller: Caller) throws(ErrorResponse) -> String {
        let owner = try caller.account()
        try Self.check(name: request.name)
        let space = Space(
            id: generator.id(.space), ownerID: owner.id, name: request.name, isPublic: request.isPublic,
            description: request.description, logo: request.logo)
        spaces[space.id] = space
        spaceIDsByMember[owner.id, default: []].append(space.id)
        return space.id
    }

    /// The spaces that the caller created or was invited to, in that order.
    func listSpaces(by caller: Caller) throws(ErrorResponse) -> [SpaceView] {
        let owner = try caller.account()
        return (spaceIDsByMember[owner.id] ?? []).compactMap { spaces[$0]?.view }
    }

    /// Changes a space that the caller owns.
    func updateSpace(_ id: String, _ request: SpaceRequest, by caller: Caller) throws(ErrorResponse) -> SpaceView {
        let owner = try caller.account()
        var space = try space(id)
        guard space.ownerID == owner.id else { throw .api(.forbidden, "Only the space's creator may change it") }
        try Self.check(name: request.name)
        space.name = request.name
        space.isPublic = request.isPublic
        space.description = request.description
        space.logo = request.logo
        spaces[id] = space
        return space.view
    }

    /// Creates a room in a space that the caller leads, or in a public one.
    func createRoom(in spaceID: String, _ request: RoomRequest, by caller: Caller) throws(ErrorResponse) -> CreatedRoom
    {
        let creator = try caller.account()
        let space = try space(spaceID)
        guard space.isPublic || space.isLed(by: creator.id) else {
            throw .api(.forbidden, "The space is private")
        }
        try Self.check(name: request.name)
        let room = Room(
            id: generator.id(.room), alias: generator.alphanumeric(.alias, length: Identifier.aliasLength),
            channelID: generator.id(.channel), spaceID: spaceID, creatorID: creator.id, name: request.name,
            type: request.type ?? .lesson, isPublic: request.isPublic ?? false,
            isScreensharingAllowed: request.isScreensharingAllowed ?? true,
            isChatAllowed: request.isChatAllowed ?? true)
        rooms[room.id] = room
        roomIDsByAlias[room.alias] = room.id
        spaces[spaceID]?.roomIDs.append(room.id)
        return CreatedRoom(alias: room.alias, id: room.id, channelID: room.channelID)
    }

    /// The rooms of a space that the caller may see, in order of creation.
    ///
    /// - Throws: 403 for a private space of which the caller is not a member.
    func listRooms(in spaceID: String, by caller: Caller) throws(ErrorResponse) -> [RoomView] {
        let space = try space(spaceID)
        if !space.isPublic {
            let user = try caller.user()
            guard space.ownerID == user.id || space.roles[user.id] != nil else {
                throw .api(.forbidden, "The space is private")
            }
        }
        return space.roomIDs.compactMap { rooms[$0] }.filter { Self.role(of: caller, in: $0) != nil }.map(\.view)
    }

    /// A room, if the caller may see it.
    ///
    /// - Throws: 403 for a private room without a grant.
    func readRoom(_ id: String, in spaceID: String, by caller: Caller) throws(ErrorResponse) -> RoomView {
        let room = try room(id, in: spaceID)
        _ = try Self.admitted(caller, to: room)
        return room.view
    }

    /// Changes a room that the caller owns.
    func updateRoom(
        _ id: String, in spaceID: String, _ request: RoomRequest, by caller: Caller
    ) throws(ErrorResponse) -> RoomView {
        let creator = try caller.account()
        var room = try room(id, in: spaceID)
        guard room.creatorID == creator.id else { throw .api(.forbidden, "Only the room's creator may change it") }
        try Self.check(name: request.name)
        room.name = request.name
        room.isPublic = request.isPublic ?? room.isPublic
        room.isScreensharingAllowed = request.isScreensharingAllowed ?? room.isScreensharingAllowed
        room.isChatAllowed = request.isChatAllowed ?? room.isChatAllowed
        room.type = request.type ?? room.type
        rooms[id] = room
        return room.view
    }

    /// Grants an account a role in a room.
    func grantRole(
        in roomID: String, of spaceID: String, _ request: RoleRequest, by caller: Caller
    ) throws(ErrorResponse) {
        let creator = try caller.account()
        let room = try room(roomID, in: spaceID)
        guard room.creatorID == creator.id else { throw .api(.forbidden, "Only the room's creator may grant roles") }
        try Self.check(request.targetUserID, field: "targetUserId", noun: "User")
        guard users[request.targetUserID]?.hasAccount == true else { throw .api(.notFound, "User not found") }
        rooms[roomID]?.roles[request.targetUserID] = request.role
    }

    /// A caller's role in a room; nil if the room is private and nobody granted access. That applies even to the owner
    /// of the space.
    static func role(of caller: Caller, in room: Room) -> Role? {
        switch caller {
        case .client: room.isPublic ? .user : nil
        case .user(let user):
            if room.creatorID == user.id || room.roles[user.id] == .moderator {
                .moderator
            } else if let pass = user.pass, pass.roomID == room.id {
                pass.role
            } else {
                room.isPublic || room.roles[user.id] == .user ? .user : nil
            }
        }
    }

    /// A caller's role in a room.
    ///
    /// - Throws: 403 if there is none.
    static func admitted(_ caller: Caller, to room: Room) throws(ErrorResponse) -> Role {
        guard let role = role(of: caller, in: room) else {
            // Clients cannot be granted access.
            _ = try caller.user()
            throw .api(.forbidden, "The room is private, and no access was granted")
        }
        return role
    }

    private static func check(name: String) throws(ErrorResponse) {
        guard !name.isEmpty else { throw .api(.badRequest, "name must not be empty") }
    }
}

extension Space {
    /// The space as the API returns it.
    var view: SpaceView {
        SpaceView(id: id, name: name, isPublic: isPublic, description: description, logo: logo)
    }
}

extension Platform {
    /// Creates an invite to a space.
    ///
    /// - Throws: 403 for anyone who does not lead the space.
    func createInvite(to spaceID: String, _ request: InviteRequest, by caller: Caller) throws(ErrorResponse) -> String {
        let user = try caller.account()
        guard try space(spaceID).isLed(by: user.id) else {
            throw .api(.forbidden, "Only the space's creator and its moderators may invite")
        }
        let invite = Invite(id: generator.id(.invite), spaceID: spaceID, role: request.role)
        invites[invite.id] = invite
        return invite.id
    }

    /// Gives the caller the role that an invite promises. The owner of the space stays its owner, but the invite is
    /// used up.
    ///
    /// - Throws: 404 for an unknown invite, 410 for one that was used.
    func activateInvite(_ id: String, to spaceID: String, by caller: Caller) throws(ErrorResponse) {
        let user = try caller.account()
        _ = try space(spaceID)
        try Self.check(id, field: "inviteId", noun: "Invite")
        guard var invite = invites[id], invite.spaceID == spaceID else { throw .api(.notFound, "Invite not found") }
        guard !invite.wasUsed else { throw .api(.gone, "The invite has been used") }
        invite.wasUsed = true
        invites[id] = invite
        let isNew = spaces[spaceID]?.roles.updateValue(invite.role, forKey: user.id) == nil
        if isNew, spaces[spaceID]?.ownerID != user.id { spaceIDsByMember[user.id, default: []].append(spaceID) }
    }
}
