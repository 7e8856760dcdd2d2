// Bayes' rule over a list of hypotheses.
import Glibc

/// What is believed of a list of hypotheses, and how well they have foretold the storms together.
///
/// The weights are kept as they are multiplied, which saves a pass over them: probabilities are their shares of `total`.
struct GridPosterior: Sendable {
    /// Hypotheses that stand beside each other and take their chances of passing from the same list.
    struct Block {
        /// Where their chances begin.
        var offset = 0
        /// A factor on all of them.
        var kept = 1.0
    }

    /// The weight of each hypothesis.
    private(set) var weights: ContiguousArray<Double>
    /// The sum of the weights.
    private(set) var total: Double
    /// ln of what the weights were divided by so far, lest they vanish.
    private var scale = 0.0

    /// Starts from a prior.
    /// - Parameter prior: not negative, at least one above zero; need not sum to 1.
    init(prior: ContiguousArray<Double>) {
        var sum = 0.0
        for weight in prior { sum += weight }
        weights = prior
        for place in weights.indices { weights[place] /= sum }
        total = 1
    }

    /// ln of the probability that the hypotheses together gave to what happened (the marginal likelihood).
    var logEvidence: Double { log(total) + scale }

    /// Learns from a storm.
    /// - Parameters:
    ///   - passed: what happened.
    ///   - passing: chances of passing, above 0 and below 1.
    ///   - blocks: the hypotheses, as blocks of equal length that take theirs from the list.
    mutating func learn(passed: Bool, _ passing: ContiguousArray<Double>, blocks: [Block] = [Block()]) {
        let length = weights.count / blocks.count
        var sum = 0.0
        var hypothesis = 0
        for block in blocks {
            // One chance is `start + slope · p`, whatever happened.
            let (start, slope) = passed ? (0.0, block.kept) : (1.0, -block.kept)
            var place = block.offset
            let end = place + length
            while place < end {
                let weight = weights[hypothesis] * (start + slope * passing[place])
                weights[hypothesis] = weight
                sum += weight
                place += 1
                hypothesis += 1
            }
        }
        total = sum
        if total < 1e-200 {
            for place in weights.indices { weights[place] /= sum }
            scale += log(sum)
            total = 1
        }
    }
}

/// The entropy of a yes-no question, in nats.
func binaryEntropy(_ probability: Double) -> Double {
    guard probability > 1e-12, probability < 1 - 1e-12 else { return 0 }
    return -probability * log(probability) - (1 - probability) * log(1 - probability)
}
