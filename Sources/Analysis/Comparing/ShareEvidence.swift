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
            judge(now, baselines, share, before, shares.sampleVariance, points)
        } else {
            judge(now, baselines, pooled, before, points)
        }
    }

    /// By the variation of three or more baselines.
    private mutating func judge(
        _ now: RunFigures.Share, _ baselines: [RunFigures.Share], _ share: Double, _ before: Double,
        _ variance: Double, _ points: Double
    ) {
        let count = Double(baselines.count)
        let (successes, trials) = baselines.reduce((0, 0)) { ($0.0 + $1.count, $0.1 + $1.of) }
        // A run's share varies at least as independent participants make it vary. With half a success and half a failure
        // more, so that shares of nothing and all vary too.
        let likely = (Double(successes) + 0.5) / (Double(trials) + 1)
        func part(of participants: Double) -> Double { max(variance, likely * (1 - likely) / participants) }
        let deviation = (part(of: Double(now.of)) + part(of: Double(trials) / count) / count).squareRoot()
        let student = StudentDistribution(degrees: count - 1)
        let reach = student.distance(withBothTails: 0.05) * deviation
        interval = [max(-1, share - before - reach), min(1, share - before + reach)]
        basis = .runs
        negligible = ComparisonLimits.negligibleTolerances * points / 100
        // Near nothing and all a share is not normal, and the baselines can show no variation at all: a few failures after
        // none would then be thought all but impossible. Counts are right there, so both must find it.
        let reference = RunFigures.Share.independent(baselines)
        judge(now, before) { share in
            guard let value = share.value else { return 1 }
            return max(
                student.bothTails(beyond: (value - before) / deviation),
                FisherTest.probability(RunFigures.Share.independent([share]), reference))
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
        let reference = RunFigures.Share.independent(baselines)
        judge(now, before) { FisherTest.probability(RunFigures.Share.independent([$0]), reference) }
    }

    /// Sets the probability, and from it the smallest change that is found.
    /// - Parameters:
    ///   - now: the share in the new run.
    ///   - before: that in the baselines, 0 to 1.
    ///   - probability: that of any share in the new run; the farther the share is from `before`, the smaller.
    private mutating func judge(
        _ now: RunFigures.Share, _ before: Double, by probability: @escaping @Sendable (RunFigures.Share) -> Double
    ) {
        self.probability = probability(now)
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
                return change > least * (1 + 1e-9) && probability(share) <= level
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
    /// The shares of storms as one share of fewer, independent participants: those of one storm depend on each other.
    fileprivate static func independent(_ shares: [RunFigures.Share]) -> (successes: Int, trials: Int) {
        let counted = shares.map { share -> (successes: Double, trials: Int) in
            let number =
                Double(share.of) / (1 + Double(max(0, share.of - 1)) * ComparisonLimits.correlationWithinRun)
            let trials = share.of > 0 ? max(1, Int(number.rounded())) : 0
            return ((share.value ?? 0) * Double(trials), trials)
        }
        // Rounded once, not once for each storm.
        let trials = counted.reduce(0) { $0 + $1.trials }
        return (min(trials, Int(counted.reduce(0) { $0 + $1.successes }.rounded())), trials)
    }
}
