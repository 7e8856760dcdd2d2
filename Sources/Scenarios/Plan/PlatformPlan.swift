// The platform's accounts, and the space and room that the event takes place in.

/// The integrator's side of the platform.
package struct PlatformPlan: Hashable, Sendable {
    /// A user's e-mail and password.
    package struct Account: Hashable, Sendable {
        /// The e-mail.
        package var email: Secret
        /// The password.
        package var password: Secret

        /// An account from its parts.
        package init(email: Secret, password: Secret) {
            self.email = email
            self.password = password
        }
    }

    /// The space of the event.
    package enum Space: Hashable, Sendable {
        /// The host's space of that name, created if there is none.
        case create(name: String)
        /// An existing space's id.
        case existing(String)
    }

    /// The room of the event.
    package enum Room: Hashable, Sendable {
        /// The host's room of that name in the space, created if there is none.
        case create(RoomPlan)
        /// An existing room's id.
        case existing(String)
    }

    /// A room to be created.
    package struct RoomPlan: Hashable, Sendable {
        /// Its name.
        package var name: String
        /// `lesson` or `webinar`.
        package var type: String
        /// Whether everyone may enter; otherwise only those to whom access was granted.
        package var isPublic: Bool

        /// A room from its parts.
        package init(name: String, type: String = "lesson", isPublic: Bool = false) {
            self.name = name
            self.type = type
            self.isPublic = isPublic
        }
    }

    /// The OAuth2 client's id.
    package var clientID: Secret
    /// The OAuth2 client's secret.
    package var clientSecret: Secret
    /// The organiser's account; nil: there is none, and nothing is done as the host (an existing space and room then).
    package var host: Account?
    /// The space.
    package var space: Space
    /// The room.
    package var room: Room

    /// A platform's side from its parts.
    package init(clientID: Secret, clientSecret: Secret, host: Account?, space: Space, room: Room) {
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.host = host
        self.space = space
        self.room = room
    }
}
