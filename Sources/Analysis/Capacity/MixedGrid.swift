// Targets without one capacity: over a wide range of sizes chance decides.
import Glibc

/// Targets on which storms of every size within a wide range pass with one probability, whatever their size; smaller ones
/// pass and larger ones fail, but for a lapse. That is a target with two capacities that differ from storm to storm, and
/// also one on which something other than the size decides (a cold cache, a collection of garbage).
///
/// A range is wide if its largest size is at least three times the smallest, and of its storms two to three fifths pass.
/// If clearly more or clearly fewer passed, there would be a size at which half of them do: the upper or the lower end.
struct MixedGrid: Sendable {
    /// The ratio of the largest size of a range to the smallest, at the least: what counts as wide.
    static let narrowest = 3.0
    private static let ratios = [narrowest, 5, 9, 81]
    private static let shares = [0.4, 0.5, 0.6]
    private static let step = 0.1

    /// Ranges of one ratio and share, one beside the other.
    private struct Row {
        /// Where the row begins.
        var start: Int
        /// How many there are.
        var count: Int
        /// ln of the smallest size of the first, less one step.
        var lowest: Double
        /// ln of the ratio.
        var ratio: Double
        /// How many storms of the range pass.
        var share: Double

        /// How many of them end below a size, and how many begin at or below it.
        func places(_ size: Double) -> (ended: Int, begun: Int) {
            let begun = ((size - lowest) / MixedGrid.step).rounded(.down)
            let ended = ((size - ratio - lowest) / MixedGrid.step).rounded(.up) - 1
            return (min(count, max(0, Int(ended))), min(count, max(0, Int(begun))))
        }
    }

    private let rows: [Row]
    /// The prior: each ratio and share alike, and within these each place.
    let prior: ContiguousArray<Double>

    /// A grid for storms of `from` to `to` participants: ranges that hold at least one of these sizes.
    init(from: Int, to: Int) {
        var rows: [Row] = []
        var prior: ContiguousArray<Double> = []
        for ratio in Self.ratios {
            let lowest = log(Double(from)) - log(ratio)
            let count = max(1, Int(((log(Double(to)) - lowest) / Self.step).rounded(.up)))
            for share in Self.shares {
                rows.append(Row(start: prior.count, count: count, lowest: lowest, ratio: log(ratio), share: share))
                prior.append(contentsOf: repeatElement(1 / Double(count), count: count))
            }
        }
        self.rows = rows
        self.prior = prior
    }

    /// The probability of passing by each hypothesis.
    func passing(_ participants: Int) -> ContiguousArray<Double> {
        let size = log(Double(participants))
        var passing = ContiguousArray<Double>()
        passing.reserveCapacity(prior.count)
        for row in rows {
            let (ended, begun) = row.places(size)
            passing.append(contentsOf: repeatElement(EdgeGrid.lapse, count: ended))
            passing.append(contentsOf: repeatElement(row.share, count: begun - ended))
            passing.append(contentsOf: repeatElement(1 - EdgeGrid.lapse, count: row.count - begun))
        }
        return passing
    }

    /// The sum of the weights before each hypothesis, and of all: what `mean` needs.
    func sums(_ posterior: GridPosterior) -> ContiguousArray<Double> {
        var sums: ContiguousArray<Double> = [0]
        sums.reserveCapacity(posterior.weights.count + 1)
        var sum = 0.0
        for weight in posterior.weights {
            sum += weight
            sums.append(sum)
        }
        return sums
    }

    /// The probability that a storm passes.
    /// - Parameters:
    ///   - participants: its size.
    ///   - sums: those of the weights.
    /// - Returns: the probability by all hypotheses together.
    func mean(_ participants: Int, _ sums: ContiguousArray<Double>) -> Double {
        let size = log(Double(participants))
        var mean = 0.0
        for row in rows {
            let (ended, begun) = row.places(size)
            let (start, first, second) = (sums[row.start], sums[row.start + ended], sums[row.start + begun])
            mean += EdgeGrid.lapse * (first - start) + row.share * (second - first)
            mean += (1 - EdgeGrid.lapse) * (sums[row.start + row.count] - second)
        }
        return mean / sums[sums.count - 1]
    }

    /// Adds the ends of the ranges to the places of an edge, half of each range's probability at either end.
    /// - Parameters:
    ///   - posterior: how likely each range is.
    ///   - probability: that of all ranges together.
    ///   - grid: the places.
    ///   - places: the probability of each, added to.
    func spread(
        _ posterior: GridPosterior, times probability: Double, over grid: EdgeGrid,
        into places: inout ContiguousArray<Double>
    ) {
        let factor = probability / 2 / posterior.total
        func index(_ size: Double) -> Int {
            min(max(0, Int(((size - grid.lowest) / EdgeGrid.step).rounded())), places.count - 1)
        }
        for row in rows {
            for place in 0..<row.count where posterior.weights[row.start + place] > 1e-7 * posterior.total {
                let lowest = row.lowest + Double(place + 1) * Self.step
                let share = posterior.weights[row.start + place] * factor
                places[index(lowest)] += share
                places[index(lowest + row.ratio)] += share
            }
        }
    }
}
