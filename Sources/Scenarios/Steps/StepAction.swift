// The list of steps. To add one, write a file in this folder, a case here, and a file in Journeys. The compiler then
// names every switch that lacks it; all of them are in this file and in the corresponding list in Journeys.

/// What a step does.
package enum StepAction: Hashable, Sendable {
    /// Obtains a token.
    case token(TokenPlan)
    /// Requests access to the room.
    case generateAccess(AccessPlan)
    /// Opens the access link and joins.
    case enterRoom(EntryPlan)
    /// Leaves the room.
    case leaveRoom
    /// Does nothing for a while.
    case pause(PausePlan)
    /// Makes a request of any kind.
    case request(RequestPlan)
    /// Requests one URL with GET (`run URL`).
    case get(Template)

    /// What the step tells about itself.
    package var kind: any StepKind { checked }

    /// The same, with the rules for the order of steps.
    var checked: any CheckedStep {
        switch self {
        case .token(let plan): plan
        case .generateAccess(let plan): plan
        case .enterRoom(let plan): plan
        case .leaveRoom: LeavePlan()
        case .pause(let plan): plan
        case .request(let plan): plan
        case .get(let address): GetPlan(address: address)
        }
    }

    /// Why its first request cannot be primed; nil if it has a body.
    var whyNotPrimed: String? {
        switch self {
        case .token, .generateAccess, .leaveRoom: nil
        case .enterRoom: "its first request opens the room page and has none"
        case .pause: "it makes no request"
        case .request(let plan): plan.sendsBody ? nil : "its request has none"
        case .get: "its request has none"
        }
    }
}

extension RequestPlan {
    /// Whether its request has a body, as far as that is known without a participant's values.
    fileprivate var sendsBody: Bool {
        guard method != "HEAD" else { return false }
        switch body {
        case nil: return false
        case .json, .multipart: return true
        case .form(let fields): return !fields.isEmpty
        case .text(let text): return !text.segments.isEmpty
        case .file(let file): return !file.bytes.isEmpty
        }
    }
}

/// The steps that scenarios can use, by the word for them.
enum StepVerb: String, CaseIterable {
    case token
    case generateAccess = "generate-access"
    case enterRoom = "enter-room"
    case leaveRoom = "leave-room"
    case pause
    case request

    /// The type that reads the step.
    var reader: any ReadableStep.Type {
        switch self {
        case .token: TokenPlan.self
        case .generateAccess: AccessPlan.self
        case .enterRoom: EntryPlan.self
        case .leaveRoom: LeavePlan.self
        case .pause: PausePlan.self
        case .request: RequestPlan.self
        }
    }

    /// Its options.
    var section: Section { reader.section }
}
