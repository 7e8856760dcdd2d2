// `platform`: the integrator's client, the host, the space and the room.
import PlatformContract

/// Reads `platform`.
struct PlatformSection {
    let context: LoadContext
    /// The scenario's name: the default name of a new space and room.
    let scenario: String

    /// The stand-in's default accounts, used where the scenario says nothing.
    static func standIn(scenario: String) -> PlatformPlan {
        PlatformPlan(
            clientID: Secret(DefaultAccount.clientID), clientSecret: Secret(DefaultAccount.clientSecret),
            host: PlatformPlan.Account(
                email: Secret(DefaultAccount.hostEmail), password: Secret(DefaultAccount.hostPassword)),
            space: .create(name: scenario), room: .create(PlatformPlan.RoomPlan(name: scenario)))
    }

    func read(_ node: WrittenNode) -> PlatformPlan? {
        guard let platform = MappingReader(node, Vocabulary.platform, path: "platform", in: context) else { return nil }
        let client = platform.required("client", example: "client: { id: …, secret: … }", in: context)
            .flatMap { readClient($0, platform.path("client")) }
        let host = platform["host"].flatMap { readHost($0, platform.path("host")) }
        let space = platform["space"].map { readSpace($0, platform.path("space")) } ?? .create(name: scenario)
        let room =
            platform["room"].map { readRoom($0, platform.path("room")) }
            ?? .create(PlatformPlan.RoomPlan(name: scenario))
        if platform["host"] == nil {
            if case .create? = space {
                context.report(
                    .hostMissing(what: "creating a space"), at: platform["space"]?.place ?? platform.place)
            }
            if case .create? = room {
                context.report(
                    .hostMissing(what: "creating a room"), at: platform["room"]?.place ?? platform.place)
            }
        }
        guard let client, let space, let room else { return nil }
        return PlatformPlan(clientID: client.id, clientSecret: client.secret, host: host, space: space, room: room)
    }

    private func readClient(_ node: WrittenNode, _ path: String) -> (id: Secret, secret: Secret)? {
        guard let client = MappingReader(node, Vocabulary.client, path: path, in: context) else { return nil }
        let id = client.required("id", example: "id: \"${env.CLIENT_ID}\"", in: context)
            .flatMap { context.secret($0, client.path("id"), isHidden: false) }
        let secret = client.required("secret", example: "secret: \"${env.CLIENT_SECRET}\"", in: context)
            .flatMap { context.secret($0, client.path("secret"), isHidden: true) }
        guard let id, let secret else { return nil }
        return (id, secret)
    }

    private func readHost(_ node: WrittenNode, _ path: String) -> PlatformPlan.Account? {
        guard let host = MappingReader(node, Vocabulary.host, path: path, in: context) else { return nil }
        let email = host.required("email", example: "email: \"${env.HOST_EMAIL}\"", in: context)
            .flatMap { context.secret($0, host.path("email"), isHidden: false) }
        let password = host.required("password", example: "password: \"${env.HOST_PASSWORD}\"", in: context)
            .flatMap { context.secret($0, host.path("password"), isHidden: true) }
        guard let email, let password else { return nil }
        return PlatformPlan.Account(email: email, password: password)
    }

    /// `create`, `{ create: { name: … } }`, or an id.
    private func readSpace(_ node: WrittenNode, _ path: String) -> PlatformPlan.Space? {
        if case .mapping = node.content {
            guard let space = MappingReader(node, Vocabulary.space, path: path, in: context) else { return nil }
            guard let new = space["create"] else { return .create(name: scenario) }
            guard let reader = MappingReader(new, Vocabulary.newSpace, path: space.path("create"), in: context) else {
                return nil
            }
            return .create(name: reader["name"].flatMap { context.shownText($0, reader.path("name")) } ?? scenario)
        }
        guard let text = context.identifier(node, path) else { return nil }
        return text == "create" ? .create(name: scenario) : .existing(text)
    }

    /// `create`, `{ create: { name: …, type: …, public: … } }`, or an id.
    private func readRoom(_ node: WrittenNode, _ path: String) -> PlatformPlan.Room? {
        var plan = PlatformPlan.RoomPlan(name: scenario)
        if case .mapping = node.content {
            guard let room = MappingReader(node, Vocabulary.room, path: path, in: context) else { return nil }
            guard let new = room["create"] else { return .create(plan) }
            guard let reader = MappingReader(new, Vocabulary.newRoom, path: room.path("create"), in: context) else {
                return nil
            }
            if let name = reader["name"].flatMap({ context.shownText($0, reader.path("name")) }) { plan.name = name }
            if let type = reader["type"].flatMap({ context.word($0, reader.path("type"), as: RoomType.self) }) {
                plan.type = type.rawValue
            }
            if let isPublic = reader["public"].flatMap({ context.boolean($0, reader.path("public")) }) {
                plan.isPublic = isPublic
            }
            return .create(plan)
        }
        guard let text = context.identifier(node, path) else { return nil }
        return text == "create" ? .create(plan) : .existing(text)
    }
}
