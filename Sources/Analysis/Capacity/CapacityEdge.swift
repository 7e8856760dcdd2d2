// The fitted edge of a capacity search, as its report draws it.

/// How likely storms pass, by size, if the target has a single edge.
///
/// It follows from the settings and the storms alone, as the search itself does, and takes no step of it.
package struct CapacityEdge: Sendable {
    /// What is believed of storms of one size. Shares are 0 to 1.
    package struct Point: Equatable, Sendable {
        /// How many come at once.
        package var participants: Int
        /// The probability that a storm passes: its mean over all edges, by their probability.
        package var mean: Double
        /// The probability below which 2.5 % of the edges put it, to a thousandth.
        package var lower: Double
        /// The probability above which 2.5 % of the edges put it, to a thousandth.
        package var upper: Double
    }

    private let grid: EdgeGrid
    private let posterior: GridPosterior

    /// Learns from a search's storms.
    package init(_ document: CapacityDocument) {
        let settings = document.settings.ofSearch
        grid = EdgeGrid(from: settings.from, to: settings.to)
        var posterior = GridPosterior(prior: .init(repeating: 1, count: grid.count * EdgeGrid.scales.count))
        for storm in document.storms.map(\.ofSearch) {
            guard let passed = storm.passed else { continue }
            posterior.learn(passed: passed, grid.passing(storm.participants))
        }
        self.posterior = posterior
    }

    /// What is believed of storms of a size, which is at least 1.
    package func point(_ participants: Int) -> Point {
        let passing = grid.passing(participants)
        // Sorting thousands of edges for each size would take longer than the search itself.
        var thousandths = ContiguousArray<Double>(repeating: 0, count: 1001)
        var mean = 0.0
        for (edge, chance) in passing.enumerated() {
            let share = posterior.weights[edge] / posterior.total
            mean += share * chance
            thousandths[Int((chance * 1000).rounded())] += share
        }
        let tail = (1 - SearchRules.confidence) / 2
        var (below, lower, upper) = (0.0, 1.0, 1.0)
        for (place, share) in thousandths.enumerated() {
            let value = Double(place) / 1000
            if below < tail, below + share >= tail { lower = value }
            below += share
            if below >= 1 - tail {
                upper = value
                break
            }
        }
        return Point(participants: participants, mean: mean, lower: min(lower, mean), upper: max(upper, mean))
    }
}
