// What one figure of the runs says about a change, before all figures are judged together.

/// One figure before and now, and how probable its change is by chance alone.
struct Evidence {
    /// The baseline's figure, if it can be given.
    var before: Double?
    /// The new run's.
    var now: Double?
    /// The 95 % interval of the difference.
    var interval: [Double]?
    /// What the interval rests on.
    var basis: Summary.BaselineComparison.Row.Basis?
    /// What the new run's figure is judged as: without what Turnout's own delay added to it.
    var judged: Double?
    /// The probability of a difference at least as large, in either direction, between runs that do not differ; nil if
    /// the figure cannot be judged.
    var probability: Double?
    /// How large a difference must be, whatever its probability: 0 where the variation of the baselines decides.
    var least = 0.0
    /// How large a difference may be that no runs are enough to see, if "no difference" is to be said; nil if that is
    /// never said.
    var negligible: Double?
    /// The smallest change for the worse that has less than this probability, for the level at which the figure is
    /// judged alone; nil if there is none.
    var smallest: @Sendable (Double) -> Double? = { _ in nil }
    /// Whether more is better, as for the turnout.
    var isBetterWhenMore = false

    /// `now` less `before`.
    var difference: Double? {
        guard let before, let now else { return nil }
        return now - before
    }

    /// The verdict.
    /// - Parameters:
    ///   - isFound: whether its probability is small enough, all figures together.
    ///   - level: the probability below which it would have been found alone.
    /// - Returns: what is said of it.
    func verdict(isFound: Bool, level: Double) -> Summary.BaselineComparison.Verdict {
        guard let before, let judged, probability != nil else { return .tooLittleData }
        let change = judged - before
        // A hair less, since the shares of 0.98 and 1 differ by less than 0.02 in binary.
        if isFound, change != 0, abs(change) > least * (1 + 1e-9) {
            return (change > 0) == isBetterWhenMore ? .improvement : .regression
        }
        guard let negligible, let smallest = smallest(level), smallest <= negligible else { return .tooLittleData }
        return .noDifference
    }
}

/// The constants of comparisons, all in one place. docs/comparing.md explains them.
enum ComparisonLimits {
    /// From this number of baselines on their own variation is used.
    static let several = 3
    /// The probability of any false finding, regressions and improvements together.
    static let level = 0.05
    /// With fewer baselines nobody knows how much runs differ by themselves. This is taken for their standard deviation
    /// (of a time's logarithm), as a multiple of the coefficient of variation between the participants of a storm.
    static let variationBetweenRuns = 0.85
    /// With fewer baselines, how much the outcomes of a storm's participants are taken to depend on each other: their
    /// intraclass correlation. A storm counts as at most 500 independent participants.
    static let correlationWithinRun = 0.002
    /// "No difference" is said only if a change of this many times the tolerance would have been found.
    static let negligibleTolerances = 5.0
}
