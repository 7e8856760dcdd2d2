// The values of one participant, by number: its identity, and what it received in responses. Texts, checks and
// conditions refer to them by number, so that nothing is looked up by name during the run.
import Scenarios

/// The number of a value that differs between participants.
struct ValueSlot: RawRepresentable, Hashable, Sendable {
    let rawValue: Int

    // From the identity.
    static let index = ValueSlot(rawValue: 0)
    static let name = ValueSlot(rawValue: 1)
    static let email = ValueSlot(rawValue: 2)
    static let password = ValueSlot(rawValue: 3)
    static let externalUserID = ValueSlot(rawValue: 4)
    static let role = ValueSlot(rawValue: 5)
    // From the platform's responses.
    static let refreshToken = ValueSlot(rawValue: 6)
    static let roomID = ValueSlot(rawValue: 7)
    static let participantID = ValueSlot(rawValue: 8)
    /// The first number for values that a scenario names itself: a column of its data, an extraction.
    static let firstNamed = 9

    /// Numbers for the values that these steps extract and the columns that they use.
    static func numbered(_ steps: [StepPlan]) -> [Template.Name: ValueSlot] {
        var slots: [Template.Name: ValueSlot] = [:]
        func number(_ name: Template.Name) {
            if slots[name] == nil { slots[name] = ValueSlot(rawValue: firstNamed + slots.count) }
        }
        for step in steps {
            for name in step.action.kind.extracts { number(.value(name)) }
            for case .column(let column) in step.templates.flatMap(\.names) { number(.column(column)) }
        }
        return slots
    }

    /// The first value that is stored individually; the ones before belong to the identity.
    fileprivate static let firstStored = refreshToken.rawValue
}

/// The values that one participant knows. A class, since each text that is filled in would otherwise copy the references to
/// all of them. It is used where its participant is, and so it is not Sendable.
final class ParticipantValues {
    let identity: Identity
    /// Values from `ValueSlot.firstStored` on; empty until something is stored.
    private var stored: [String?] = []

    init(_ identity: Identity) {
        self.identity = identity
    }

    /// The value with this number; nil if there is none yet. The identity's values cannot be overwritten.
    subscript(slot: ValueSlot) -> String? {
        get {
            switch slot {
            case .index: identity.shownIndex
            case .name: identity.name
            case .email: identity.email
            case .password: identity.password.revealed
            case .externalUserID: identity.externalUserID
            case .role: identity.role
            default:
                stored.indices.contains(slot.rawValue - ValueSlot.firstStored)
                    ? stored[slot.rawValue - ValueSlot.firstStored] : nil
            }
        }
        set {
            let place = slot.rawValue - ValueSlot.firstStored
            guard place >= 0, newValue != nil || stored.count > place else { return }
            while stored.count <= place { stored.append(nil) }
            stored[place] = newValue
        }
    }
}
