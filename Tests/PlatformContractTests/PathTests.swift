import PlatformContract
import Testing

@Suite struct PathTests {
    private static let space = "aaaaaaaaaaaaaaaaaaaaaaaa"
    private static let room = "bbbbbbbbbbbbbbbbbbbbbbbb"
    private static let participant = "cccccccccccccccccccccccc"
    private static let invite = "dddddddddddddddddddddddd"
    private static let record = "eeeeeeeeeeeeeeeeeeeeeeee"
    private static let alias = "abcdefghiJ"

    /// The path of a call with its usual ids, or with this one in the place of each.
    private static func path(of call: PlatformCall, id: String? = nil) -> String {
        let (space, room, participant) = (id ?? space, id ?? room, id ?? participant)
        let (invite, record, alias) = (id ?? invite, id ?? record, id ?? alias)
        return switch call {
        case .createToken: PlatformPath.token
        case .createUser: PlatformPath.users
        case .createSpace, .listSpaces: PlatformPath.spaces
        case .updateSpace: PlatformPath.space(space)
        case .createRoom, .listRooms: PlatformPath.rooms(space: space)
        case .readRoom, .updateRoom: PlatformPath.room(room, space: space)
        case .createInvite: PlatformPath.invites(space: space)
        case .activateInvite: PlatformPath.activate(invite: invite, space: space)
        case .grantRoomRole: PlatformPath.roles(room: room, space: space)
        case .generateAccess: PlatformPath.generateAccess(room: room, space: space)
        case .openRoomPage: PlatformPath.roomPage(alias: alias)
        case .createParticipant: PlatformPath.participants(space: space)
        case .createSignalingToken: PlatformPath.signalingToken(participant: participant, space: space)
        case .joinRoom: PlatformPath.join(room: room, space: space)
        case .leaveRoom: PlatformPath.leave(room: room, space: space)
        case .listCalls: PlatformPath.calls(space: space, room: room, date: id ?? "2026-11-24")
        case .readReport: PlatformPath.report(space: space, room: room, call: participant)
        case .listPolls: PlatformPath.polls(room: room, space: space)
        case .startRecord: PlatformPath.startRecord(room: room, space: space)
        case .stopRecord: PlatformPath.stopRecord(room: room, space: space)
        case .listRecords: PlatformPath.records(room: room, space: space)
        case .downloadRecord: PlatformPath.download(record: record, room: room, space: space)
        case .createWebhook, .readWebhook, .updateWebhook, .deleteWebhook: PlatformPath.webhook(space: space)
        case .refreshWebhookSecret: PlatformPath.refreshWebhookSecret(space: space)
        }
    }

    @Test(arguments: PlatformCall.allCases) func `a built path is the template of its call, filled in`(
        call: PlatformCall
    ) {
        let ids = [
            "spaceId": Self.space, "roomId": Self.room, "participantId": Self.participant, "inviteId": Self.invite,
            "recordId": Self.record, "alias": Self.alias,
        ]
        let filled = ids.reduce(call.template) { $0.replacing("{\($1.key)}", with: $1.value) }
        #expect(!filled.contains("{"))
        #expect(Self.path(of: call).split(separator: "?").first.map(String.init) == filled)
    }

    @Test func `every endpoint has a call`() {
        #expect(
            Set(PlatformCall.allCases.map(\.endpoint) + SiteCall.allCases.map(\.endpoint)) == Set(Endpoint.allCases))
    }

    @Test func `no two calls share method and path`() {
        let lines = PlatformCall.allCases.map { "\($0.method) \($0.template)" }
        #expect(Set(lines).count == lines.count)
    }

    /// Whatever stands in the place of an id is one segment, or one value: it can neither end the path nor add to the query.
    @Test(arguments: PlatformCall.allCases) func `an id of any characters stays in its place`(call: PlatformCall) {
        let odd = "a/b?c=d&e#f %Zoë"
        let encoded = "a%2Fb%3Fc%3Dd%26e%23f%20%25Zo%C3%AB"
        let path = Self.path(of: call, id: odd)
        let segments = call.template.split(separator: "/").map { $0.hasPrefix("{") ? encoded : String($0) }
        #expect(path.split(separator: "?").first == "/\(segments.joined(separator: "/"))")
        let values = path.split(separator: "?").dropFirst().joined().split(separator: "&").map {
            $0.split(separator: "=").last.map(String.init)
        }
        #expect(values.allSatisfy { [encoded, "json"].contains($0) }, "\(path)")
    }

    @Test func `a report is requested by room and call, as JSON`() {
        #expect(
            PlatformPath.report(space: "s", room: "r", call: "c")
                == "/v1/spaces/s/analytics/report?roomId=r&callId=c&format=json")
    }
}

@Suite struct IdentifierTests {
    @Test(arguments: [
        ("0123456789abcdef01234567", Identifier.id),
        ("0123456789ABCDEF01234567", .other),
        ("0123456789abcdef0123456", .other),
        ("0123456789abcdef012345678", .other),
        ("abcDEF0123", .alias),
        ("0123456789", .alias),
        ("abcDEF012", .other),
        ("abcDEF01234", .other),
        ("abc-EF0123", .other),
        ("абвгд", .other),
        ("", .other),
        ("[bcDEF0123", .other),
        ("`bcDEF0123", .other),
    ]) func `ids and aliases differ in their format`(text: String, shape: Identifier) {
        #expect(Identifier(shapeOf: text) == shape)
    }
}

@Suite struct AccessLinkTests {
    @Test func `a link carries name and token, encoded`() {
        let link = AccessLink(
            origin: "https://edu.example", alias: "abcdefghij", participantName: "Zoë & Al",
            credential: .accessToken("a.b-c_d"))
        #expect(
            link.url == "https://edu.example/room/abcdefghij?participantName=Zo%C3%AB%20%26%20Al&accessToken=a.b-c_d")
    }

    @Test func `a link without a name starts its query with the token`() {
        let link = AccessLink(
            origin: "https://edu.example", alias: "abcdefghij", participantName: nil, credential: .refreshToken("t"))
        #expect(link.url == "https://edu.example/room/abcdefghij?refreshToken=t")
    }

    @Test func `a link without name and token is the room's plain URL`() {
        let link = AccessLink(origin: "http://h", alias: "abcdefghij", participantName: nil, credential: .none)
        #expect(link.url == "http://h/room/abcdefghij")
    }
}

@Suite struct IdentityTests {
    @Test(arguments: [1, 7, 500, 10_000]) func `a generated identity is found by its e-mail`(index: Int) {
        let identity = GeneratedIdentity(index: index)
        #expect(GeneratedIdentity(email: identity.email) == identity)
    }

    @Test func `a generated identity spells its parts as the contract's users expect`() {
        let identity = GeneratedIdentity(index: 7)
        #expect(identity.email == "participant-7@example.test")
        #expect(identity.password == "password-7")
        #expect(identity.name == "Participant 7")
        #expect(identity.externalUserID == "participant7")
    }

    @Test(arguments: [
        "participant-@example.test", "participant-0@example.test", "participant-07@example.test",
        "participant--7@example.test", "participant-7@example.com", "participant-9999999999@example.test",
        "host@example.test", "participant-@example.testparticipant-1@example.test",
    ]) func `other e-mails belong to no generated identity`(email: String) {
        #expect(GeneratedIdentity(email: email) == nil)
    }
}
