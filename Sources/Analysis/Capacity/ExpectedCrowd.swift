// The crowd that is expected, as `capacity.json` has it.

extension CapacityDocument {
    /// A crowd for which the shortest arrival window is searched.
    package struct Expected: Codable, Equatable, Sendable {
        /// How many are expected.
        package var participants: Int
        /// The shortest window that may be tried, in milliseconds.
        package var shortestWindowMs: Int
        /// The longest.
        package var longestWindowMs: Int

        /// The longest window that a scenario can have, in milliseconds.
        package static let longest = 1000 * 3600 * 1000

        /// Creates an expected crowd.
        package init(participants: Int, shortestWindowMs: Int, longestWindowMs: Int) {
            self.participants = participants
            self.shortestWindowMs = shortestWindowMs
            self.longestWindowMs = longestWindowMs
        }

        /// Whether the numbers are such as a search can have.
        var isSound: Bool {
            (1...1_000_000).contains(participants) && shortestWindowMs >= 1 && shortestWindowMs <= longestWindowMs
                && longestWindowMs <= Expected.longest
        }
    }
}
