// Where the event takes place, known once setup is done.
package import Scenarios

/// The space and room of the event, and the host's token: the values of the names `platform.*` in a scenario.
package struct ProvisionedRoom: Hashable, Sendable {
    /// The space's id.
    package var spaceID: String?
    /// The room's id.
    package var roomID: String?
    /// The room's alias, for links.
    package var roomAlias: String?
    /// The host's access token.
    package var hostToken: Secret?
    /// The room page as setup saw it, for comparison with participants' pages.
    package var page: RoomPage?
    /// Why there is no page, if setup tried to open it.
    package var pageProblem: String?

    /// The values that the scenario's own setup extracted, by name.
    package var values: [String: String] = [:]

    /// Creates a provisioned room from what is known of it.
    package init(spaceID: String? = nil, roomID: String? = nil, roomAlias: String? = nil, hostToken: Secret? = nil) {
        self.spaceID = spaceID
        self.roomID = roomID
        self.roomAlias = roomAlias
        self.hostToken = hostToken
    }

    /// The space and room that the plan itself knows.
    package init(knownTo platform: PlatformPlan?) {
        if case .existing(let space) = platform?.space { spaceID = space }
        if case .existing(let room) = platform?.room { roomID = room }
    }
}

extension ProvisionedRoom {
    /// What readers of the results must know, as sentences: room pages that could not be compared with any.
    package func warnings(of plan: Plan) -> [String] {
        let entries = plan.steps.filter { $0.action.kind.provides.contains(.roomPage) }
        guard !entries.isEmpty else { return [] }
        let why: String
        if let unknown = entries.first(where: { !$0.action.kind.opensProvidedRoom }) {
            why = "the link of `\(unknown.name)` comes from the scenario"
        } else if page == nil {
            why = pageProblem ?? "the scenario names no host account to open one with"
        } else {
            return []
        }
        return ["Room pages were not verified, because there was no page to compare them with: \(why)."]
    }
}
