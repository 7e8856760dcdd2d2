// What a plan needs before its participants arrive.
package import Scenarios

/// What setup has to provide for a plan.
package struct SetupNeeds: Hashable, Sendable {
    /// A token of the host.
    package var hostToken = false
    /// A space, to be found by name or created.
    package var space = false
    /// A room, to be found by name or created.
    package var room = false
    /// The alias of an existing room.
    package var alias = false
    /// The participants' accounts.
    package var accounts = false
    /// The room page, to compare the participants' pages with.
    package var page = false

    /// What a plan needs. Nothing is requested that no step uses, except for the page.
    package init(of plan: Plan) {
        guard let platform = plan.platform else { return }
        accounts = plan.crowds.contains { $0.participants.accounts == .create }
        var usesRoom = false
        for name in plan.namesNeeded {
            switch name {
            case .spaceID, .roomID: usesRoom = true
            case .roomAlias:
                usesRoom = true
                alias = true
            case .hostToken: hostToken = true
            case .participantIndex, .participantName, .participantEmail, .participantPassword,
                .participantExternalUserID, .participantRole, .runID, .targetAPI, .targetWeb, .site, .column, .value:
                break
            }
        }
        // What the host must do about the event needs the room, whether or not a step names it.
        if plan.record.isOn || plan.webhooks.isOn || plan.attendance == .required { usesRoom = true }
        guard usesRoom else { return }
        if case .create = platform.space { space = true }
        if case .create = platform.room { room = true }
        if space || room || (alias && platform.host != nil) { hostToken = true }
        page = platform.host != nil && plan.steps.contains { $0.action.kind.opensProvidedRoom }
    }

    /// Whether there is nothing to request.
    package var isEmpty: Bool { self == SetupNeeds() }

    private init() {}
}

extension Plan {
    /// The names that the journeys' steps use, in their texts or implicitly.
    fileprivate var namesNeeded: [Template.Name] {
        crowds.flatMap(\.namesNeeded) + (setup + teardown).flatMap { $0.templates.flatMap(\.requiredNames) }
    }
}

extension CrowdPlan {
    fileprivate var namesNeeded: [Template.Name] {
        var provided: Set<StepProvision> = []
        return journey.flatMap { step in
            let kind = step.action.kind
            defer { provided.formUnion(kind.provides) }
            return kind.impliedNames(after: provided) + step.templates.flatMap(\.requiredNames)
        }
    }
}
