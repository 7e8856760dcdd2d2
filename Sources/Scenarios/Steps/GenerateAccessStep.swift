// The step `generate-access`: requests access to the room (contract section 4).
import PlatformContract

/// A generate-access step.
package struct AccessPlan: Hashable, Sendable {
    /// Whose token is used to grant access.
    package enum Granter: String, CaseIterable, Hashable, Sendable {
        /// The host's, obtained by setup.
        case host
        /// The participant's own, obtained by an earlier token step.
        case participant
    }

    /// Whose token is used to grant access.
    package var granter: Granter
    /// `user` or `moderator`; nil: the participant's own role.
    package var role: String?
    /// The lifetime of the link in seconds; nil: the platform's default.
    package var ttlSeconds: Int?
    /// Whether the link can be opened again; nil: the platform's default.
    package var permanent: Bool?
    /// The integrator's id of the person.
    package var externalUserID: Template
    /// The space in the path.
    package var space: Template
    /// The room in the path.
    package var room: Template

    /// Creates a generate-access step.
    package init(
        granter: Granter = .host, role: String? = nil, ttlSeconds: Int? = nil, permanent: Bool? = nil,
        externalUserID: Template = Template(segments: [.name(.participantExternalUserID, default: nil)]),
        space: Template = Template(segments: [.name(.spaceID, default: nil)]),
        room: Template = Template(segments: [.name(.roomID, default: nil)])
    ) {
        self.granter = granter
        self.role = role
        self.ttlSeconds = ttlSeconds
        self.permanent = permanent
        self.externalUserID = externalUserID
        self.space = space
        self.room = room
    }
}

extension AccessPlan: StepKind {
    package var words: String {
        "generate-access as \(granter.rawValue)" + (role.map { " for role \($0)" } ?? "")
            + (ttlSeconds.map { ", ttl \(DurationText.write(.seconds($0)))" } ?? "")
            + (permanent.map { $0 ? ", permanent" : ", not permanent" } ?? "")
            + (externalUserID == AccessPlan().externalUserID ? "" : ", external-user-id \(externalUserID.written)")
            + (space == AccessPlan().space ? "" : ", space \(space.written)")
            + (room == AccessPlan().room ? "" : ", room \(room.written)")
    }

    package var rendered: [String] {
        var lines = ["  - generate-access:", "      as: \(granter.rawValue)"]
        if let role { lines.append("      role: \(role)") }
        if let ttlSeconds { lines.append("      ttl: \(ttlSeconds)") }
        if let permanent { lines.append("      permanent: \(permanent)") }
        lines += [
            "      external-user-id: \(YAMLText.template(externalUserID))",
            "      space: \(YAMLText.template(space))", "      room: \(YAMLText.template(room))",
        ]
        return lines
    }

    package var templates: [Template] { [externalUserID, space, room] }
    package var contacts: [StepContact] { [.api] }
    package var needsPlatform: Bool { true }
    package var provides: Set<StepProvision> { [.access] }

    package func impliedNames(after provided: Set<StepProvision>) -> [Template.Name] {
        [.spaceID, .roomID] + (granter == .host ? [.hostToken] : [])
    }
}

extension AccessPlan: ReadableStep {
    static let section = Section(
        "in generate-access",
        ["as", "role", "ttl", "permanent", "external-user-id", "space", "room"] + Vocabulary.common,
        bare: BareValue(
            "{ as: host }",
            words: ["as": Granter.allCases.map(\.rawValue), "role": Role.allCases.map(\.rawValue)], duration: "ttl"))

    static func read(_ draft: StepDraft, in context: LoadContext) -> StepAction? {
        guard draft.hasNoArgument(in: context) else { return nil }
        let options = draft.options
        var plan = AccessPlan()
        if let granter = options["as"].flatMap({ context.word($0, options.path("as"), as: Granter.self) }) {
            plan.granter = granter
        }
        plan.role = options["role"].flatMap { context.word($0, options.path("role"), as: Role.self)?.rawValue }
        plan.ttlSeconds = options["ttl"].flatMap { ttl($0, options.path("ttl"), in: context) }
        plan.permanent = draft.boolean("permanent", in: context)
        if let id = draft.template("external-user-id", in: context) { plan.externalUserID = id }
        if let space = draft.template("space", in: context) { plan.space = space }
        if let room = draft.template("room", in: context) { plan.room = room }
        return .generateAccess(plan)
    }

    /// A duration, or a number of seconds as in the platform's API.
    private static func ttl(_ node: WrittenNode, _ path: String, in context: LoadContext) -> Int? {
        guard let plain = context.plainText(node, path, expected: "a duration such as 1h") else { return nil }
        if WholeNumber.digits(of: plain.text) != nil {
            return context.integer(node, path, 1...Int(DurationText.longest.components.seconds))
        }
        guard let duration = context.duration(node, path) else { return nil }
        guard duration.components.attoseconds == 0 else {
            context.report(.notWholeSeconds(path: path, found: plain.found), at: node.place)
            return nil
        }
        return Int(duration.components.seconds)
    }

    func mistake(after provided: Set<StepProvision>, platform: PlatformPlan?) -> Mistake? {
        switch granter {
        case .participant: provided.contains(.token) ? nil : .accessWithoutToken
        case .host: platform != nil && platform?.host == nil ? .accessWithoutHost : nil
        }
    }
}
