// Schemas of spaces, rooms, roles and invites (contract section 3).

import PlatformContract

extension SpaceRequest: DescribedBody {
    static let schema = Schema.request(
        .required("name", .filled, "Its name."),
        .required("isPublic", .boolean, "Whether it is open to all."),
        .optional("description", .text(), "A description."),
        .optional("logo", .text(), "The address of a logo."))
}

extension SpaceView: DescribedBody {
    static let schema = Schema.answer(
        .required("id", .id, "Its id."),
        .required("name", .filled, "Its name."),
        .required("isPublic", .boolean, "Whether it is open to all."),
        .optional("description", .text(), "A description."),
        .optional("logo", .text(), "The address of a logo."))
}

extension RoomRequest: DescribedBody {
    static let schema = Schema.request(
        .required("name", .filled, "Its name."),
        .optional("isPublic", .boolean, "Whether it is open to all; false unless told."),
        .optional("isScreensharingAllowed", .boolean, "Whether screens may be shared; true unless told."),
        .optional("isChatAllowed", .boolean, "Whether there is a chat; true unless told."),
        .optional("type", .choice(RoomType.self), "Who may broadcast; `lesson` unless told."))
}

extension CreatedRoom: DescribedBody {
    static let schema = Schema.answer(
        .required("alias", .alias, "Its alias, for links."),
        .required("id", .id, "Its id, for API paths."),
        .required("channelId", .id, "Its channel's id."))
}

extension RoomView: DescribedBody {
    static let schema = Schema.answer(
        .required("id", .id, "Its id, for API paths."),
        .required("alias", .alias, "Its alias, for links."),
        .required("channelId", .id, "Its channel's id."),
        .required("name", .filled, "Its name."),
        .required("type", .choice(RoomType.self), "Who may broadcast."),
        .required("isPublic", .boolean, "Whether it is open to all."),
        .required("isScreensharingAllowed", .boolean, "Whether screens may be shared."),
        .required("isChatAllowed", .boolean, "Whether there is a chat."))
}

extension RoleRequest: DescribedBody {
    static let schema = Schema.request(
        .required("targetUserId", .id, "The user who gets it."),
        .required("role", .choice(RoomRole.self), "The role."))
}

extension InviteRequest: DescribedBody {
    static let schema = Schema.request(
        .required("role", .choice(SpaceRole.self), "What the person who activates it becomes."))
}
