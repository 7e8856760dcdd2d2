// The distributions by which differences are judged.
import Glibc

/// The standard normal distribution.
enum NormalDistribution {
    /// The probability of a value at least this far from zero, on either side.
    static func bothTails(beyond z: Double) -> Double { erfc(abs(z) / 2.0.squareRoot()) }

    /// The distance from zero that this share lies beyond, on both sides together.
    /// - Parameter share: above 0, at most 1.
    /// - Returns: the distance, at least 0.
    static func distance(withBothTails share: Double) -> Double {
        // By bisection: the function is monotone, and beyond 39 nothing is left in double precision.
        var (low, high) = (0.0, 39.0)
        while high - low > 1e-12 * high {
            let middle = (low + high) / 2
            if bothTails(beyond: middle) > share { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}

/// Student's distribution.
struct StudentDistribution {
    /// Its degrees of freedom, at least 1.
    var degrees: Double

    /// The probability of a value at least this far from zero, on either side.
    func bothTails(beyond t: Double) -> Double {
        BetaDistribution(degrees / 2, 0.5).share(below: degrees / (degrees + t * t))
    }

    /// The distance from zero that this share lies beyond, on both sides together.
    func distance(withBothTails share: Double) -> Double {
        let x = BetaDistribution(degrees / 2, 0.5).quantile(share)
        return x > 0 ? (degrees * (1 - x) / x).squareRoot() : .infinity
    }
}

/// Fisher's exact test of two shares (Fisher, 1935).
enum FisherTest {
    /// The probability that chance alone divides the successes as unevenly, in either direction: twice that of the
    /// direction observed.
    /// - Parameters:
    ///   - first: successes of the first group, at most `trials`.
    ///   - second: the same of the second.
    /// - Returns: the probability, 0 to 1.
    static func probability(
        _ first: (successes: Int, trials: Int), _ second: (successes: Int, trials: Int)
    ) -> Double {
        let successes = first.successes + second.successes
        let trials = first.trials + second.trials
        let fewest = max(0, successes - second.trials)
        let most = min(successes, first.trials)
        guard fewest < most else { return 1 }
        /// The probability that this many of the successes fall into the first group.
        func share(_ count: Int) -> Double {
            exp(
                logChoices(first.trials, count) + logChoices(second.trials, successes - count)
                    - logChoices(trials, successes))
        }
        let below = (fewest...first.successes).reduce(0) { $0 + share($1) }
        let above = (first.successes...most).reduce(0) { $0 + share($1) }
        return min(1, 2 * min(below, above))
    }

    /// ln of the number of ways to choose `count` of `total`.
    private static func logChoices(_ total: Int, _ count: Int) -> Double {
        logFactorial(total) - logFactorial(count) - logFactorial(total - count)
    }

    /// ln n!. Uses `lgamma_r`, because `lgamma` writes a global variable.
    private static func logFactorial(_ number: Int) -> Double {
        var sign: Int32 = 0
        return unsafe lgamma_r(Double(number) + 1, &sign)
    }
}

/// Holm's method (Scandinavian Journal of Statistics 6, 1979): judges several differences together, so that the
/// probability that any of them is called real by chance stays below the level, however they depend on each other.
enum Holm {
    /// Which of the probabilities are small enough.
    /// - Parameters:
    ///   - probabilities: the probability of each difference by chance alone.
    ///   - level: the probability of any false finding.
    /// - Returns: their places.
    static func found(_ probabilities: [Double], level: Double) -> Set<Int> {
        var found: Set<Int> = []
        for (rank, place) in probabilities.indices.sorted(by: { probabilities[$0] < probabilities[$1] }).enumerated() {
            guard probabilities[place] <= level / Double(probabilities.count - rank) else { break }
            found.insert(place)
        }
        return found
    }
}
