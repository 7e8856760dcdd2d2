// The platform's accounts, and the space and room in which the event takes place.

/// What the integrator has on the platform.
package struct PlatformPlan: Hashable, Sendable {
    /// A user's e-mail and password.
    package struct Account: Hashable, Sendable {
        /// The e-mail.
        package var email: Secret
        /// The password.
        package var password: Secret

        /// Creates an account.
        package init(email: Secret, password: Secret) {
            self.email = email
            self.password = password
        }
    }

    /// The space of the event.
    package enum Space: Hashable, Sendable {
        /// The host's space with this name; created if it does not exist.
        case create(name: String)
        /// An existing space's id.
        case existing(String)
    }

    /// The room of the event.
    package enum Room: Hashable, Sendable {
        /// The host's room with this name in the space; created if it does not exist.
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
        /// Whether everyone may enter; otherwise only those who were granted access.
        package var isPublic: Bool

        /// Creates a room.
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
    /// The organiser's account; nil if there is none and nothing is done as the host. Space and room must then exist.
    package var host: Account?
    /// The space.
    package var space: Space
    /// The room.
    package var room: Room

    /// Creates a platform plan.
    package init(clientID: Secret, clientSecret: Secret, host: Account?, space: Space, room: Room) {
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.host = host
        self.space = space
        self.room = room
    }
}
