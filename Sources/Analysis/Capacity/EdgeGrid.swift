// The psychometric function: how likely a storm of a size passes if the target has one capacity.
import Glibc

/// Targets with one capacity, on a grid over where its edge is and how steep.
///
/// A storm of x participants passes with probability λ + (1 − 2λ) ÷ (1 + exp((ln x − ln a) ÷ s)): a logistic function of
/// ln x whose middle a is the capacity, and whose scale s says how gradually storms begin to fail. λ is the probability
/// that a storm far below the capacity fails by chance, or one far above passes. The place is flat in ln a over a range
/// that exceeds what may be tried by a factor of two on both sides; the scale is flat in ln s.
struct EdgeGrid: Sendable {
    /// λ.
    static let lapse = 0.02
    /// The scales s. Nine of ten storms pass at a size of a ÷ 9^s, one in ten at a · 9^s: these lie a factor of 1.05
    /// apart for the steepest and 2.4 for the most gradual.
    static let scales: ContiguousArray<Double> = [0.012, 0.021, 0.037, 0.065, 0.114, 0.2]
    /// The distance of neighbouring places, in ln a.
    static let step = 0.03
    /// The tables hold this many sizes between two places.
    private static let fineness = 4

    /// ln of the lowest place.
    let lowest: Double
    /// How many places there are.
    let count: Int
    /// The probability of passing, for each scale, by the distance between place and size in steps of the tables.
    private let table: ContiguousArray<Double>
    /// The entropy of the outcome, in the same order.
    private let entropies: ContiguousArray<Double>
    /// How long each scale's table is.
    private let length: Int

    /// A grid for storms of `from` to `to` participants.
    init(from: Int, to: Int) {
        lowest = log(Double(from)) - log(2)
        count = Int(((log(Double(to)) + log(2) - lowest) / Self.step).rounded(.up)) + 1
        length = 2 * count * Self.fineness + 1
        let middle = count * Self.fineness
        var table = ContiguousArray<Double>()
        table.reserveCapacity(length * Self.scales.count)
        for scale in Self.scales {
            for place in 0..<length {
                let distance = Double(place - middle) * Self.step / Double(Self.fineness)
                table.append(Self.lapse + (1 - 2 * Self.lapse) / (1 + exp(-distance / scale)))
            }
        }
        self.table = table
        entropies = ContiguousArray(table.map(binaryEntropy))
    }

    /// ln of a place.
    func place(_ index: Int) -> Double { lowest + Double(index) * Self.step }

    /// The probability of passing by each hypothesis: all places of the first scale, then those of the next.
    func passing(_ participants: Int) -> ContiguousArray<Double> {
        var passing = ContiguousArray<Double>(repeating: 0, count: count * Self.scales.count)
        let first = start(participants)
        var scale = 0
        var hypothesis = 0
        while scale < Self.scales.count {
            var entry = scale * length + first
            var place = 0
            while place < count {
                passing[hypothesis] = table[entry]
                entry += Self.fineness
                hypothesis += 1
                place += 1
            }
            scale += 1
        }
        return passing
    }

    /// What the hypotheses of some places say of a storm together.
    /// - Parameters:
    ///   - participants: the storm's size.
    ///   - posterior: how likely each hypothesis is.
    ///   - places: the places that count.
    /// - Returns: the probability that it passes, and the mean entropy of its outcome if the hypothesis were known.
    func forecast(
        _ participants: Int, _ posterior: GridPosterior, _ places: Range<Int>
    ) -> (passing: Double, entropy: Double) {
        let first = start(participants)
        var (passing, entropy) = (0.0, 0.0)
        var scale = 0
        while scale < Self.scales.count {
            var entry = scale * length + first + places.lowerBound * Self.fineness
            var hypothesis = scale * count + places.lowerBound
            let end = scale * count + places.upperBound
            while hypothesis < end {
                let weight = posterior.weights[hypothesis]
                passing += weight * table[entry]
                entropy += weight * entropies[entry]
                entry += Self.fineness
                hypothesis += 1
            }
            scale += 1
        }
        return (passing / posterior.total, entropy / posterior.total)
    }

    /// The probability that a number of storms of one size all pass, by the hypotheses of some places.
    func chance(
        ofPassing participants: Int, times: Int, _ posterior: GridPosterior, _ places: Range<Int>
    ) -> Double {
        let first = start(participants)
        var sum = 0.0
        var scale = 0
        while scale < Self.scales.count {
            var entry = scale * length + first + places.lowerBound * Self.fineness
            var hypothesis = scale * count + places.lowerBound
            let end = scale * count + places.upperBound
            while hypothesis < end {
                var all = posterior.weights[hypothesis]
                var time = 0
                while time < times {
                    all *= table[entry]
                    time += 1
                }
                sum += all
                entry += Self.fineness
                hypothesis += 1
            }
            scale += 1
        }
        return sum / posterior.total
    }

    /// Where in a scale's table the first place stands, for a size.
    private func start(_ participants: Int) -> Int {
        let size = ((log(Double(participants)) - lowest) / Self.step * Double(Self.fineness)).rounded()
        return count * Self.fineness - min(max(0, Int(size)), count * Self.fineness)
    }
}
