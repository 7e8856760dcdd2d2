// Targets whose capacity changes while they are searched.
import Glibc

/// What is believed of targets whose capacity changes once, by a factor of two or four in either direction, at any time
/// after the first storm.
struct ChangePosterior: Sendable {
    /// The probability that the change comes before the next storm, if it has not come yet.
    private static let hazard = 1.0 / 15
    /// By how many places the capacity moves.
    private static let moves = [-2, -1, 1, 2].map { $0 * Int((log(2) / EdgeGrid.step).rounded()) }
    /// Which of the grid's scales is considered.
    private static let scale = 3

    /// The weight of each place before the change, and for each move after it; probabilities are shares of `total`.
    private var before: ContiguousArray<Double>
    private var after: [ContiguousArray<Double>]
    private var total = 1.0
    private var scale = 0.0
    private var isFirst = true

    /// Starts before the first storm.
    init(_ grid: EdgeGrid) {
        before = .init(repeating: 1 / Double(grid.count), count: grid.count)
        after = Self.moves.map { _ in .init(repeating: 0, count: grid.count) }
    }

    /// ln of the probability that these targets together gave to what happened.
    var logEvidence: Double { log(total) + scale }

    /// Learns from a storm.
    /// - Parameters:
    ///   - passed: what happened.
    ///   - passing: the probability of passing by each hypothesis of the grid.
    mutating func learn(passed: Bool, _ passing: ContiguousArray<Double>) {
        let hazard = isFirst ? 0 : Self.hazard
        isFirst = false
        let count = before.count
        let first = Self.scale * count
        let (start, slope) = passed ? (0.0, 1.0) : (1.0, -1.0)
        var sum = 0.0
        for (number, move) in Self.moves.enumerated() {
            let moving = hazard / Double(Self.moves.count)
            var place = 0
            while place < count {
                // Beyond the grid's ends every storm fails, or passes.
                let moved = place + move
                let chance =
                    moved < 0 ? EdgeGrid.lapse : moved < count ? passing[first + moved] : 1 - EdgeGrid.lapse
                let weight = (after[number][place] + moving * before[place]) * (start + slope * chance)
                after[number][place] = weight
                sum += weight
                place += 1
            }
        }
        var place = 0
        while place < count {
            let weight = before[place] * (1 - hazard) * (start + slope * passing[first + place])
            before[place] = weight
            sum += weight
            place += 1
        }
        total = sum
        if total < 1e-200 {
            for place in before.indices { before[place] /= sum }
            for number in after.indices { for place in after[number].indices { after[number][place] /= sum } }
            scale += log(sum)
            total = 1
        }
    }
}
