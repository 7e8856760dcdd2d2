// What is known beforehand of a group of participants.

/// A group of participants with its own arrival and journey.
package struct CrowdMetadata: Codable, Hashable, Sendable {
    /// Its name in the scenario; `participants` for the only crowd of a scenario without `crowds`.
    package var name: String
    /// How many participants are expected; nil if only the run can tell: then those who began are.
    package var expected: Int?
    /// The names of its journey's steps, in their order.
    package var steps: [String]
    /// Whether the journey has a step that brings a participant into the room; without one, completing it counts.
    package var hasEntry: Bool
    /// Whether all come at once: T0, from which admission counts, is then the opening of its first gate, else the start
    /// of its arrivals.
    package var arrivalIsAtOnce: Bool
    /// Whether each who ends is followed by a new one. Such a crowd is outside the headline, and its response times are
    /// service times, since there is no schedule.
    package var isLooping: Bool
    /// The number of the first gate on its journey; nil if it passes none, or if that is not known.
    package var firstGate: Int16?

    /// The name of the only crowd of a scenario without `crowds`.
    package static let onlyName = "participants"

    /// Creates a crowd.
    package init(
        name: String = CrowdMetadata.onlyName, expected: Int?, steps: [String], hasEntry: Bool,
        arrivalIsAtOnce: Bool = true, isLooping: Bool = false, firstGate: Int16? = nil
    ) {
        self.name = name
        self.expected = expected
        self.steps = steps
        self.hasEntry = hasEntry
        self.arrivalIsAtOnce = arrivalIsAtOnce
        self.isLooping = isLooping
        self.firstGate = firstGate
    }
}
