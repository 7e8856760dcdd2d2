// How much an observed share says about the true share.
import Glibc

/// An exact confidence interval of a share.
package struct BinomialInterval: Hashable, Sendable {
    /// The lowest share that the observation does not rule out, 0 to 1.
    package var lower: Double
    /// The highest one.
    package var upper: Double

    /// The interval of Clopper and Pearson (Biometrika 26, 1934): it contains the true share with at least the
    /// requested confidence, whatever that share is. Its ends are quantiles of beta distributions: `lower` = B(α/2; k,
    /// n−k+1), `upper` = B(1−α/2; k+1, n−k).
    ///
    /// - Parameters:
    ///   - successes: how many succeeded, 0 to `trials`.
    ///   - trials: how many tried. With 0, the interval is 0 to 1.
    ///   - confidence: 0.95 by default.
    /// - Returns: the interval.
    package static func clopperPearson(successes: Int, trials: Int, confidence: Double = 0.95) -> BinomialInterval {
        guard trials > 0 else { return BinomialInterval(lower: 0, upper: 1) }
        let tail = (1 - confidence) / 2
        let (k, n) = (Double(min(max(successes, 0), trials)), Double(trials))
        // For zero or all successes, the beta distribution has a closed form.
        let lower: Double =
            if k == 0 { 0 } else if k == n { pow(tail, 1 / n) } else { BetaDistribution(k, n - k + 1).quantile(tail) }
        let upper: Double =
            if k == n { 1 } else if k == 0 { 1 - pow(tail, 1 / n) } else {
                // Computed from the other side, where the tail is small and exact: B(1−α/2; a, b) = 1 − B(α/2; b, a).
                1 - BetaDistribution(n - k, k + 1).quantile(tail)
            }
        return BinomialInterval(lower: lower, upper: upper)
    }
}

/// A beta distribution with shape parameters above 0.
struct BetaDistribution {
    private let a: Double
    private let b: Double
    /// ln B(a, b)
    private let logBeta: Double

    init(_ a: Double, _ b: Double) {
        self.a = a
        self.b = b
        logBeta = Self.logGamma(a) + Self.logGamma(b) - Self.logGamma(a + b)
    }

    /// The share of the distribution below `x`: the regularised incomplete beta function (NIST DLMF 8.17).
    func share(below x: Double) -> Double {
        guard x > 0 else { return 0 }
        guard x < 1 else { return 1 }
        // The continued fraction converges fast below the mean; above it the mirrored one does (DLMF 8.17.4).
        if x < (a + 1) / (a + b + 2) {
            return exp(a * log(x) + b * log1p(-x) - logBeta) * Self.fraction(x, a, b) / a
        }
        return 1 - exp(a * log(x) + b * log1p(-x) - logBeta) * Self.fraction(1 - x, b, a) / b
    }

    /// The point below which the given share lies, by bisection: the function is monotone, so this ends at the nearest
    /// doubles, in about sixty steps.
    func quantile(_ share: Double) -> Double {
        var (low, high) = (0.0, 1.0)
        while true {
            let middle = low + (high - low) / 2
            guard middle > low, middle < high, high - low > 1e-15 * high else { return middle }
            if self.share(below: middle) < share { low = middle } else { high = middle }
        }
    }

    /// The continued fraction of the incomplete beta function (DLMF 8.17.22) by Lentz's method. It takes about √max(a,
    /// b) terms. The limit only bounds the loop and is never reached for crowds that fit a machine.
    private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let tiny = 1e-300
        func away(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
        var c = 1.0
        var d = 1 / away(1 - (a + b) * x / (a + 1))
        var result = d
        for term in 1...200_000 {
            let m = Double(term)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / away(1 + even * d)
            c = away(1 + even / c)
            result *= d * c
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / away(1 + odd * d)
            c = away(1 + odd / c)
            let factor = d * c
            result *= factor
            if abs(factor - 1) < 1e-15 { break }
        }
        return result
    }

    /// ln Γ(x). Uses `lgamma_r`, because `lgamma` writes a global variable.
    private static func logGamma(_ x: Double) -> Double {
        var sign: Int32 = 0
        return unsafe lgamma_r(x, &sign)
    }
}
