// Access links and the page that they open (contract sections 4 to 7).

import PlatformContract

/// What the page of a room is made from.
struct RoomOpening: Sendable {
    var room: Room
    /// The session that the page's cookies carry.
    var session: TokenPair
    /// Who enters.
    var userID: String
    /// A tracking id for a browser that has none.
    var trackingID: String?
}

extension Platform {
    /// An access link whose token is not signed yet.
    struct GrantedAccess: Sendable {
        var alias: String
        var claims: TokenClaims
    }

    /// Grants access to a room.
    ///
    /// - Throws: 403 for anyone who is neither the room's creator nor a moderator of it, even for the owner of the
    ///   space; 400 naming an invalid field.
    func generateAccess(
        to roomID: String, in spaceID: String, _ request: AccessRequest, by caller: Caller, clientID: String
    ) throws(ErrorResponse) -> GrantedAccess {
        let granter = try caller.user()
        let room = try room(roomID, in: spaceID)
        guard Self.role(of: .user(granter), in: room) == .moderator else {
            throw .api(.forbidden, "Only the room's creator and its moderators may grant access")
        }
        guard !request.username.isEmpty else { throw .api(.badRequest, "username must not be empty") }
        let ttl = request.ttl ?? AccessRequest.defaultTTLSeconds
        guard AccessRequest.ttlSeconds.contains(ttl) else {
            let (least, most) = (AccessRequest.ttlSeconds.lowerBound, AccessRequest.ttlSeconds.upperBound)
            throw .api(.badRequest, "ttl must be a number of seconds from \(least) to \(most)")
        }
        if let external = request.externalUserID {
            guard !external.isEmpty, external.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
                throw .api(.badRequest, "externalUserId must be letters and digits")
            }
        }
        let now = clock.seconds(at: clock.now())
        let userID = generator.id(.user)
        let tokenID = generator.hexadecimal(.token, digits: 40)
        users[userID] = User(
            id: userID, email: request.email, password: nil, name: request.username, phone: request.phone,
            pass: User.Pass(
                roomID: roomID, role: request.role, externalUserID: request.externalUserID,
                isPermanent: request.isPermanent ?? false, expiresAtSeconds: now + ttl, tokenID: tokenID))
        return GrantedAccess(
            alias: room.alias,
            claims: TokenClaims(
                subject: userID, audience: .user, kind: .access, clientID: clientID, tokenID: tokenID,
                sign: generator.hexadecimal(.sign, digits: TokenClaims.signLength), issuedAt: now, expiresAt: now + ttl)
        )
    }

    /// Opens the page of a room for the person that the link or the browser's cookie identifies, otherwise for a guest.
    ///
    /// - Parameters:
    ///   - alias: The room's alias.
    ///   - credential: The claims of the link's token; the inner value is nil for a malformed or foreign token.
    ///   - cookie: The claims of the cookie `accessToken`.
    ///   - name: The link's `participantName`.
    ///   - isTracked: Whether the browser has a tracking id.
    /// - Returns: What the page is made from.
    /// - Throws: Pages: 404 for an unknown alias, 401 for a link that has expired, was used, or is malformed.
    func openRoomPage(
        alias: String, credential: LinkCredential, cookie: TokenClaims?, name: String?, isTracked: Bool
    ) throws(ErrorResponse) -> RoomOpening {
        guard let roomID = roomIDsByAlias[alias], let room = rooms[roomID] else {
            throw .page(.notFound, "There is no such room")
        }
        let session: TokenPair
        switch credential {
        case .access(let claims): session = try open(claims, room)
        case .refresh(let claims):
            guard let claims, claims.audience == .user, let user = users[claims.subject] else {
                throw .page(.unauthorized, "The link's token is not valid")
            }
            try Self.check(user, belongsIn: room)
            guard let pair = exchange(claims) else {
                throw .page(.unauthorized, "The link's token is not valid")
            }
            session = pair
        case .none:
            if let cookie, case .user(let user) = try? caller(cookie) {
                session = pair(subject: user.id, audience: .user, clientID: cookie.clientID)
            } else {
                session = guest(named: name)
            }
        }
        return RoomOpening(
            room: room, session: session, userID: session.access.subject, trackingID: isTracked ? nil : trackingID())
    }

    private func open(_ claims: TokenClaims?, _ room: Room) throws(ErrorResponse) -> TokenPair {
        guard let claims, claims.kind == .access, claims.audience == .user, var user = users[claims.subject] else {
            throw .page(.unauthorized, "The link's token is not valid")
        }
        guard claims.expiresAt > clock.seconds(at: clock.now()) else {
            throw .page(.unauthorized, "The link has expired")
        }
        // Checked before the link counts as opened, so that a link with another room's alias is not used up.
        try Self.check(user, belongsIn: room)
        if var pass = user.pass, pass.tokenID == claims.tokenID, !pass.isPermanent {
            guard !pass.wasOpened else { throw .page(.unauthorized, "The link has been used") }
            pass.wasOpened = true
            user.pass = pass
            users[user.id] = user
        }
        return pair(subject: user.id, audience: .user, clientID: claims.clientID)
    }

    /// Rejects a link for a person of another room.
    private static func check(_ user: User, belongsIn room: Room) throws(ErrorResponse) {
        if let pass = user.pass, pass.roomID != room.id {
            throw .page(.unauthorized, "The link's token is not for this room")
        }
    }

    private func guest(named name: String?) -> TokenPair {
        let user = User(id: generator.id(.user), email: nil, password: nil, name: name ?? "Guest")
        users[user.id] = user
        return pair(
            subject: user.id, audience: .user, clientID: configuration.clients.first?.id ?? DefaultAccount.clientID)
    }
}

extension AccessRequest {
    /// How long a link may live, in seconds.
    static let ttlSeconds = 1...TokenClaims.refreshLifetimeSeconds * 20
}

/// The token of a link, verified. Nil claims mean that it is malformed or foreign.
enum LinkCredential: Sendable {
    case access(TokenClaims?)
    case refresh(TokenClaims?)
    case none
}
