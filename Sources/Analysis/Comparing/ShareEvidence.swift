// Evidence about a share of participants or executions: those who entered, those that failed.
import Glibc

extension Evidence {
    /// The evidence of a share.
    ///
    /// - Parameters:
    ///   - baselines: the share in each baseline; at least one.
    ///   - now: that in the new run.
    ///   - points: in percentage points, what a difference must exceed as long as there are fewer than three baselines.
    ///   - isBetterWhenMore: whether an increase is an improvement.
    init(ofShare baselines: [RunFigures.Share], now: RunFigures.Share, points: Double, isBetterWhenMore: Bool) {
        self.init()
        self.isBetterWhenMore = isBetterWhenMore
        let shares = baselines.compactMap(\.value)
        let isOfRuns = baselines.count >= ComparisonLimits.several
        let pooled = RunFigures.Share(
            baselines.reduce(0) { $0 + $1.count }, of: baselines.reduce(0) { $0 + $1.of })
        if shares.count == baselines.count { before = isOfRuns ? shares.mean : pooled.value }
        self.now = now.value
        judged = now.value
        guard let before, let share = now.value else { return }
        if isOfRuns {
            judge(share, before, shares, pooled, points)
        } else {
            judge(now, baselines, pooled, before, points)
        }
    }

    /// By the variation of three or more baselines.
    private mutating func judge(
        _ share: Double, _ before: Double, _ shares: [Double], _ pooled: RunFigures.Share, _ points: Double
    ) {
        let count = Double(shares.count)
        // A run's share varies at least as independent participants make it vary. With one success and one failure more,
        // so that shares of nothing and all vary too.
        let likely = (Double(pooled.count) + 0.5) / (Double(pooled.of) + 1)
        let least = likely * (1 - likely) / (Double(pooled.of) / count)
        let deviation = (max(shares.sampleVariance, least) * (1 + 1 / count)).squareRoot()
        let student = StudentDistribution(degrees: count - 1)
        let reach = student.distance(withBothTails: 0.05) * deviation
        interval = [max(-1, share - before - reach), min(1, share - before + reach)]
        basis = .runs
        probability = student.bothTails(beyond: (share - before) / deviation)
        negligible = ComparisonLimits.negligibleTolerances * points / 100
        let room = isBetterWhenMore ? before : 1 - before
        smallest = { level in
            let change = student.distance(withBothTails: level) * deviation
            return change <= room ? change : nil
        }
    }

    /// By the tolerance and chance within the storms.
    private mutating func judge(
        _ now: RunFigures.Share, _ baselines: [RunFigures.Share], _ pooled: RunFigures.Share, _ before: Double,
        _ points: Double
    ) {
        // The intervals of both sides joined (Newcombe, Statistics in Medicine 17, 1998), each of them exact.
        let new = BinomialInterval.clopperPearson(successes: now.count, trials: now.of)
        let old = BinomialInterval.clopperPearson(successes: pooled.count, trials: pooled.of)
        let share = now.value ?? 0
        interval = [
            share - before - [share - new.lower, old.upper - before].rootOfSquares,
            share - before + [new.upper - share, before - old.lower].rootOfSquares,
        ]
        basis = .withinStorm
        least = points / 100
        let earlier = baselines.map(\.independent)
        let reference = (earlier.reduce(0) { $0 + $1.successes }, earlier.reduce(0) { $0 + $1.trials })
        probability = FisherTest.probability(now.independent, reference)
        let (total, isBetterWhenMore, least) = (now.of, isBetterWhenMore, least)
        smallest = { level in
            func change(_ places: Int) -> (share: RunFigures.Share, change: Double)? {
                let expected = Int((before * Double(total)).rounded())
                let count = isBetterWhenMore ? expected - places : expected + places
                guard (0...total).contains(count) else { return nil }
                let share = RunFigures.Share(count, of: total)
                return (share, abs(Double(count) / Double(total) - before))
            }
            func isFound(_ places: Int) -> Bool {
                guard let (share, change) = change(places) else { return true }
                return change > least * (1 + 1e-9) && FisherTest.probability(share.independent, reference) <= level
            }
            // Found from some size on.
            var (low, high) = (1, total + 1)
            while low < high {
                let middle = (low + high) / 2
                if isFound(middle) { high = middle } else { low = middle + 1 }
            }
            return change(low)?.change
        }
    }
}

extension RunFigures.Share {
    /// The share as that of fewer, independent participants: those of one storm depend on each other.
    fileprivate var independent: (successes: Int, trials: Int) {
        let number = Double(of) / (1 + Double(max(0, of - 1)) * ComparisonLimits.correlationWithinRun)
        let trials = of > 0 ? max(1, Int(number.rounded())) : 0
        return (Int(((value ?? 0) * Double(trials)).rounded()), trials)
    }
}
