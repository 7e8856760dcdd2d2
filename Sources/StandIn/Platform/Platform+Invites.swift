// Invites to spaces (contract section 3).

import PlatformContract

extension Platform {
    /// Makes an invite to a space.
    ///
    /// - Throws: 403 for whoever does not lead the space.
    func createInvite(to spaceID: String, _ request: InviteRequest, by caller: Caller) throws(ErrorResponse) -> String {
        let user = try caller.account()
        guard try space(spaceID).isLed(by: user.id) else {
            throw .api(.forbidden, "Only the space's creator and its moderators may invite")
        }
        let invite = Invite(id: mint.id(.invite), spaceID: spaceID, role: request.role)
        invites[invite.id] = invite
        return invite.id
    }

    /// Makes the caller what an invite promises. Whoever made the space stays that, but the invite is used.
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
