// What is known in advance of a group of participants.

/// A group of participants with its own arrival and journey.
package struct CrowdMetadata: Codable, Hashable, Sendable {
    /// Its name in the scenario; `participants` for the only crowd of a scenario without `crowds`.
    package var name: String
    /// How many participants are expected; nil if only the run can tell, and then the number that started is used.
    package var expected: Int?
    /// The names of its journey's steps, in their order.
    package var steps: [String]
    /// Whether the journey has a step that brings a participant into the room. Without one, a completed journey counts.
    package var hasEntry: Bool
    /// The places in `steps` of those that bring a participant into the room; nil in older run files.
    package var entries: [Int]?
    /// Whether all come at once. T0, from which admission is counted, is then the opening of its first gate, otherwise
    /// the start of its arrivals.
    package var arrivalIsAtOnce: Bool
    /// Whether each participant that ends is replaced. Such a crowd is not part of the headline figures, and its
    /// response times are service times, since it has no schedule.
    package var isLooping: Bool
    /// The number of the first gate before the step that enters; 0 if every gate is behind that step; nil if the journey
    /// has no gate, or if that is unknown.
    package var firstGate: Int16?
    /// The numbers of the gates in its journey. Other crowds may share them. Nil if that is unknown.
    package var gates: [Int16]?

    /// The name of the only crowd of a scenario without `crowds`.
    package static let onlyName = "participants"

    /// Creates a crowd.
    package init(
        name: String = CrowdMetadata.onlyName, expected: Int?, steps: [String], hasEntry: Bool,
        arrivalIsAtOnce: Bool = true, isLooping: Bool = false, firstGate: Int16? = nil,
        gates: [Int16]? = nil, entries: [Int]? = nil
    ) {
        self.entries = entries
        self.name = name
        self.expected = expected
        self.steps = steps
        self.hasEntry = hasEntry
        self.arrivalIsAtOnce = arrivalIsAtOnce
        self.isLooping = isLooping
        self.firstGate = firstGate
        self.gates = gates
    }
}
