// What the customer's site shows from the platform: the customer's own rooms.

import PlatformContract

/// A room as the site lists it.
struct SiteLesson: Sendable, Hashable {
    var spaceID: String
    var roomID: String
    var name: String
}

extension Platform {
    /// The rooms in an account's spaces to which the account may grant access, in order of creation: every lesson that
    /// the site lists can be opened.
    func lessons(of email: String) -> [SiteLesson] {
        guard let owner = user(email: email) else { return [] }
        return (spaceIDsByMember[owner.id] ?? []).compactMap { spaces[$0] }.flatMap { space in
            space.roomIDs.compactMap { rooms[$0] }
                .filter { Self.role(of: .user(owner), in: $0) == .moderator }
                .map { SiteLesson(spaceID: space.id, roomID: $0.id, name: $0.name) }
        }
    }
}
