// Conditions of a step, prepared once.
import Scenarios

/// `when`: whether a participant executes a step.
struct PreparedCondition: Sendable {
    private let left: PreparedText
    private let right: PreparedText
    private let isEqual: Bool

    init(_ condition: Condition, _ names: RunNames) throws(UnknownName) {
        left = try PreparedText(condition.left, names)
        right = try PreparedText(condition.right, names)
        isEqual = condition.isEqual
    }

    func holds(for values: ParticipantValues) -> Bool {
        (left.text(for: values) == right.text(for: values)) == isEqual
    }
}
