// The platform's state: one actor owns everything about users, rooms and calls.
//
// Each call of the contract is a method, with one extension per section. Whatever takes time but needs no state
// (signatures, JSON) runs outside, so that a request occupies the actor for only a few microseconds.

import PlatformContract

/// The state of the stand-in platform.
actor Platform {
    let configuration: StandInConfiguration
    let clock: ServerClock
    var generator: IDGenerator

    var users: [String: User] = [:]
    var userIDsByEmail: [String: String] = [:]
    var spaces: [String: Space] = [:]
    /// The spaces that a user created or was invited to, in that order.
    var spaceIDsByMember: [String: [String]] = [:]
    var invites: [String: Invite] = [:]
    var rooms: [String: Room] = [:]
    var roomIDsByAlias: [String: String] = [:]
    var participants: [String: Participant] = [:]
    /// The `jti` of every refresh token that can still be used.
    var liveRefreshTokens: Set<String> = []
    /// When each session becomes visible, by `jti`, if the capacity model delays it.
    var sessionsVisibleFrom: [String: Int] = [:]

    /// Where background tasks are queued.
    let backgroundTasks: AsyncStream<BackgroundTask>.Continuation

    /// A platform with the accounts of its configuration.
    init(
        configuration: StandInConfiguration, clock: ServerClock,
        backgroundTasks: AsyncStream<BackgroundTask>.Continuation
    ) {
        self.configuration = configuration
        self.backgroundTasks = backgroundTasks
        self.clock = clock
        var generator = IDGenerator(seed: configuration.seed)
        for account in configuration.accounts {
            let user = User(
                id: generator.id(.user), email: account.email, password: account.password, name: account.name,
                plan: account.plan, planEnds: account.planEndsAfterSeconds.map { Int($0 * 1_000_000) })
            users[user.id] = user
            userIDsByEmail[account.email.lowercased()] = user.id
        }
        self.generator = generator
    }

    /// The faults of rooms and recordings.
    var faults: CapacityProfile.Faults? { configuration.capacity.faults }

    /// The user with an e-mail. A generated identity is created on first use.
    func user(email: String) -> User? {
        let key = email.lowercased()
        if let id = userIDsByEmail[key] { return users[id] }
        guard let identity = GeneratedIdentity(email: key), identity.index <= configuration.generatedAccounts else {
            return nil
        }
        let user = User(
            id: generator.id(.generatedUser, number: identity.index), email: identity.email,
            password: identity.password,
            name: identity.name)
        users[user.id] = user
        userIDsByEmail[key] = user.id
        return user
    }

    /// A user's current plan. After it expires it is the free one, and nothing is deleted (contract section 8).
    func plan(of userID: String) -> StandInConfiguration.PaidPlan {
        guard let user = users[userID], clock.now() < user.planEnds ?? .max else { return .free }
        return user.plan
    }

    /// The caller that verified claims identify.
    ///
    /// - Throws: 401 if the token is not an access token, has expired, belongs to nobody, or has a session that is not
    ///   visible yet.
    func caller(_ claims: TokenClaims) throws(ErrorResponse) -> Caller {
        let now = clock.now()
        guard claims.kind == .access, claims.expiresAt > clock.seconds(at: now) else { throw .unauthorized }
        if let visible = sessionsVisibleFrom[claims.tokenID] {
            guard visible <= now else { throw .unauthorized }
            sessionsVisibleFrom[claims.tokenID] = nil
        }
        switch claims.audience {
        case .client:
            guard configuration.clients.contains(where: { $0.id == claims.subject }) else { throw .unauthorized }
            return .client(id: claims.subject)
        case .user:
            guard let user = users[claims.subject] else { throw .unauthorized }
            return .user(user)
        }
    }

    /// The space with an id.
    ///
    /// - Throws: 400 if the text is neither id nor alias, 404 for an unknown id or for an alias.
    func space(_ id: String) throws(ErrorResponse) -> Space {
        try Self.check(id, field: "spaceId", noun: "Space")
        guard let space = spaces[id] else { throw .api(.notFound, "Space not found") }
        return space
    }

    /// The room of a space with an id.
    ///
    /// - Throws: 400 if the text is neither id nor alias; 404 for an unknown id, for an alias, or for another space's
    ///   room.
    func room(_ id: String, in spaceID: String) throws(ErrorResponse) -> Room {
        let space = try space(spaceID)
        try Self.check(id, field: "roomId", noun: "Room")
        guard let room = rooms[id], room.spaceID == space.id else { throw .api(.notFound, "Room not found") }
        return room
    }

    /// Checks that a text has the shape of an id (contract section 1).
    static func check(_ id: String, field: String, noun: String) throws(ErrorResponse) {
        switch Identifier(shapeOf: id) {
        case .id: break
        case .alias: throw .api(.notFound, "\(noun) not found")
        case .other: throw .api(.badRequest, "\(field) must be 24 hexadecimal digits")
        }
    }
}

/// Who makes a call.
enum Caller: Sendable {
    /// An OAuth2 client.
    case client(id: String)
    /// A user: an account, a link's temporary user, or a guest.
    case user(User)

    /// The user.
    ///
    /// - Throws: 403 for a client (contract section 1).
    func user() throws(ErrorResponse) -> User {
        switch self {
        case .client: throw .forbiddenForUser
        case .user(let user): return user
        }
    }

    /// The user, who must have an account.
    ///
    /// - Throws: 403 for a client and for a temporary user.
    func account() throws(ErrorResponse) -> User {
        let user = try user()
        guard user.hasAccount else { throw .forbiddenForUser }
        return user
    }
}
