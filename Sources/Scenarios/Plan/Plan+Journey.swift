// What others ask of a plan's journey.

extension Plan {
    /// The names of the journey's steps in their order.
    public var stepNames: [String] { journey.map(\.name) }

    /// Whether the journey has a step that brings a participant into the room; without one, completing it counts.
    public var hasEntry: Bool {
        journey.contains { step in
            guard case .enterRoom(let entry) = step.action else { return false }
            return !entry.openOnly
        }
    }
}
