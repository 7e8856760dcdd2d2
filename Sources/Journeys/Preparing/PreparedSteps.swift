// What the platform's steps send, made ready once a run: bodies with holes, addresses, header lines.
import PlatformContract
import Scenarios

/// Header lines of requests to the platform.
enum HeaderLines {
    /// For a JSON body without a token.
    static let json = ["Content-Type: application/json", "Accept: application/json"]
    /// For a question without a body.
    static let accept = ["Accept: application/json"]
    /// For a page, as a browser asks.
    static let page = ["Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"]

    /// For a question with a bearer token.
    static func accept(bearer token: String) -> [String] {
        ["Accept: application/json", "Authorization: Bearer " + token]
    }

    /// For a JSON body with a bearer token.
    static func json(bearer token: String) -> [String] {
        ["Content-Type: application/json", "Accept: application/json", "Authorization: Bearer " + token]
    }
}

/// A token request (contract section 1).
public final class PreparedToken: Sendable {
    let grant: TokenPlan.Grant
    let body: PreparedText
    /// For the diagnosis: whether an e-mail may be what goes into `username`.
    let usernameHasAt: Bool

    init(_ plan: TokenPlan, _ platform: PlatformPlan, _ names: RunNames) throws(UnknownName) {
        grant = plan.grant
        let example = try PreparedText(plan.username, names).text(for: Identity(generated: 1, moderators: 0))
        usernameHasAt = example.utf8.contains(UInt8(ascii: "@"))
        var object = PreparedObject()
        object.string(Field.grantType, plan.grant.wire.rawValue)
        object.string(Field.clientID, platform.clientID.revealed)
        object.string(Field.clientSecret, platform.clientSecret.revealed)
        switch plan.grant {
        case .clientCredentials: break
        case .password:
            try object.string(Field.username) { (text) throws(UnknownName) in try text.append(plan.username, names) }
            try object.string(Field.password) { (text) throws(UnknownName) in try text.append(plan.password, names) }
        case .refresh: object.string(Field.refreshToken) { $0.append(.handedOver) }
        }
        body = object.closed()
    }
}

extension TokenPlan.Grant {
    fileprivate var wire: Grant {
        switch self {
        case .password: .password
        case .clientCredentials: .clientCredentials
        case .refresh: .refreshToken
        }
    }
}

/// A request for access to the room (contract section 4).
public final class PreparedAccess: Sendable {
    let granter: AccessPlan.Granter
    let space: PreparedText
    let room: PreparedText
    /// The whole address, where it is the same for everybody.
    let address: String?
    let body: PreparedText
    let ttlSeconds: Int?
    let isPermanent: Bool

    init(_ plan: AccessPlan, _ names: RunNames) throws(UnknownName) {
        granter = plan.granter
        space = try PreparedText(plan.space, names)
        room = try PreparedText(plan.room, names)
        if let space = space.constant, let room = room.constant {
            address = names.origins.api + PlatformPath.generateAccess(room: room, space: space)
        } else {
            address = nil
        }
        var object = PreparedObject()
        object.string(Field.username) { $0.append(.name) }
        if let role = plan.role {
            object.string(Field.role, role)
        } else {
            object.string(Field.role) { $0.append(.role) }
        }
        try object.string(Field.externalUserID) { (text) throws(UnknownName) in
            try text.append(plan.externalUserID, names)
        }
        if let ttl = plan.ttlSeconds { object.raw(Field.ttl, String(ttl)) }
        if let permanent = plan.permanent { object.raw(Field.isPermanent, permanent ? "true" : "false") }
        body = object.closed()
        ttlSeconds = plan.ttlSeconds
        isPermanent = plan.permanent ?? false
    }
}

/// An entry into the room (contract section 5).
public final class PreparedEntry: Sendable {
    /// The link that the scenario gives; nil: that of the last generate-access.
    let link: PreparedText?
    /// The room's plain address, for those who have no link; nil where the alias is not known.
    let plainLink: String?
    let openOnly: Bool

    init(_ plan: EntryPlan, _ names: RunNames) throws(UnknownName) {
        if let link = plan.link { self.link = try PreparedText(link, names) } else { link = nil }
        plainLink = names.provisionedRoom.roomAlias.map { names.origins.web + PlatformPath.roomPage(alias: $0) }
        openOnly = plan.openOnly
    }
}

/// The bodies of an entry's calls, the same for every entry step.
struct EntryBodies: Sendable {
    /// `POST participants`; the room's id is handed over.
    let participant: PreparedText
    /// `POST join` and `leave`; the participant's id is handed over.
    let membership: PreparedText

    init(runID: String) {
        var person = PreparedObject()
        person.string(Field.name) { $0.append(.name) }
        person.string(Field.roomID) { $0.append(.handedOver) }
        person.string(Field.role) { $0.append(.role) }
        person.string(Field.clientUniqueID) {
            $0.append(text: "turnout-\(runID)-")
            $0.append(.index)
        }
        participant = person.closed()
        var membership = PreparedObject()
        membership.string(Field.participantID) { $0.append(.handedOver) }
        self.membership = membership.closed()
    }
}
