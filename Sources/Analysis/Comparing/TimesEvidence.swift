// Evidence about a percentile of times. Times are compared as ratios, so on the scale of their logarithms: a busier
// machine makes everything slower by about the same factor.
import Glibc

extension Evidence {
    /// The evidence of a percentile.
    ///
    /// - Parameters:
    ///   - percentile: one of `RunComparison.percentiles`.
    ///   - baselines: the times of each baseline; at least one.
    ///   - now: those of the new run.
    ///   - tolerance: what a difference must exceed as long as there are fewer than three baselines.
    ///   - mayJudge: whether the times may be judged at all.
    init(
        ofPercentile percentile: Int, baselines: [RunFigures.Times], now: RunFigures.Times,
        tolerance: Summary.BaselineComparison.Tolerance, mayJudge: Bool
    ) {
        self.init()
        let earlier = baselines.compactMap { $0.percentiles[percentile] }
        if earlier.count == baselines.count, !earlier.isEmpty {
            before = exp(earlier.map { log($0.milliseconds) }.mean)
        }
        guard let new = now.percentiles[percentile] else { return }
        self.now = new.milliseconds
        guard let before else { return }
        judged = TimesEvidence.withoutOwnDelay(
            new.milliseconds, before,
            change: (now.own[percentile] ?? 0) - baselines.map { $0.own[percentile] ?? 0 }.mean)
        // Ten samples must lie beyond it: otherwise a few participants decide.
        guard mayJudge, (earlier + [new]).allSatisfy({ !$0.isThin }) else { return }
        let evidence = TimesEvidence(earlier: earlier, new: new, variances: (baselines + [now]).map(\.relativeVariance))
        interval = evidence.interval.map { before * (exp($0) - 1) }
        basis = evidence.isOfRuns ? .runs : .withinStorm
        probability = evidence.probability(of: log((judged ?? new.milliseconds) / before))
        let tolerated = max(tolerance.share * before, tolerance.milliseconds)
        let least = evidence.isOfRuns ? 0 : tolerated
        self.least = least
        negligible = evidence.isOfRuns ? ComparisonLimits.negligibleTolerances * tolerated : nil
        smallest = { max(before * (exp(evidence.change(of: $0)) - 1), least) }
    }
}

/// The variation of a percentile between runs, on the scale of logarithms.
private struct TimesEvidence: Sendable {
    /// Whether the variation is that of the baselines, and not assumed.
    let isOfRuns: Bool
    /// The 95 % interval of the difference.
    let interval: [Double]
    private let deviation: Double
    private let degrees: Double

    init(earlier: [QuantileInterval], new: QuantileInterval, variances: [Double]) {
        let count = Double(earlier.count)
        let logs = earlier.map { log($0.milliseconds) }
        let difference = log(new.milliseconds) - logs.mean
        isOfRuns = earlier.count >= ComparisonLimits.several
        degrees = count - 1
        if isOfRuns {
            // A run's percentile varies at least as its own participants make it vary. The new run can have fewer of them
            // than the baselines.
            let between = logs.sampleVariance
            let new = max(between, new.logDeviation * new.logDeviation)
            let old = max(between, earlier.map { $0.logDeviation * $0.logDeviation }.mean)
            deviation = (new + old / count).squareRoot()
            let reach = StudentDistribution(degrees: degrees).distance(withBothTails: 0.05) * deviation
            interval = [difference - reach, difference + reach]
        } else {
            let between = ComparisonLimits.variationBetweenRuns * variances.mean.squareRoot()
            let within = earlier.reduce(new.logDeviation * new.logDeviation) {
                $0 + $1.logDeviation * $1.logDeviation / (count * count)
            }
            deviation = (between * between * (1 + 1 / count) + within).squareRoot()
            // The intervals of both sides joined (Zou and Donner, Statistics in Medicine 27, 2008).
            let below = earlier.map { log($0.milliseconds / $0.lower) }.rootOfSquares / count
            let above = earlier.map { log($0.upper / $0.milliseconds) }.rootOfSquares / count
            interval = [
                difference - [log(new.milliseconds / new.lower), above].rootOfSquares,
                difference + [log(new.upper / new.milliseconds), below].rootOfSquares,
            ]
        }
    }

    /// The probability of a difference at least as large between runs that do not differ.
    func probability(of difference: Double) -> Double {
        guard deviation > 0 else { return difference == 0 ? 1 : 0 }
        let distance = difference / deviation
        return isOfRuns
            ? StudentDistribution(degrees: degrees).bothTails(beyond: distance)
            : NormalDistribution.bothTails(beyond: distance)
    }

    /// The change that has this probability.
    func change(of probability: Double) -> Double {
        let distance =
            isOfRuns
            ? StudentDistribution(degrees: degrees).distance(withBothTails: probability)
            : NormalDistribution.distance(withBothTails: probability)
        return distance * deviation
    }

    /// The new run's time without what Turnout itself took longer (or less long) than in the baselines: its own delay is
    /// never a change of the target.
    static func withoutOwnDelay(_ time: Double, _ before: Double, change: Double) -> Double {
        time > before ? max(before, time - max(0, change)) : min(before, time - min(0, change))
    }
}

extension QuantileInterval {
    /// The standard deviation of the percentile's logarithm.
    fileprivate var logDeviation: Double { log(upper / lower) / (2 * 1.96) }
}

extension [Double] {
    /// The arithmetic mean; 0 of none.
    var mean: Double { isEmpty ? 0 : reduce(0, +) / Double(count) }

    /// The sample variance (divided by one less than their count); 0 of fewer than two.
    var sampleVariance: Double {
        guard count > 1 else { return 0 }
        let mean = mean
        return reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
    }

    /// The root of the sum of their squares.
    var rootOfSquares: Double { reduce(0) { $0 + $1 * $1 }.squareRoot() }
}
