// What follows from the storms of a search by counting alone.

/// The plain findings of a search.
struct StormFindings {
    /// The sizes, ascending.
    private let sizes: [SizeTally]

    /// Counts.
    init(_ sizes: [SizeTally]) { self.sizes = sizes }

    /// The sizes of which a storm counts, ascending.
    var counted: [SizeTally] { sizes.filter { $0.counted > 0 } }

    /// The largest size that counts.
    var largest: Int? { counted.last?.participants }

    /// The largest size that passed.
    var largestPassed: Int? { sizes.last { $0.passed > 0 }?.participants }

    /// How many storms of a size or a larger one passed.
    func passed(from participants: Int) -> Int {
        sizes.reduce(0) { $0 + ($1.participants >= participants ? $1.passed : 0) }
    }

    /// How many storms of a size or a smaller one failed.
    func failed(upTo participants: Int) -> Int {
        sizes.reduce(0) { $0 + ($1.participants <= participants ? $1.failed : 0) }
    }

    /// The largest size below another that failed at least as often as it passed.
    func doubt(below participants: Int) -> Int? {
        sizes.last { $0.participants < participants && $0.failed > 0 && $0.failed >= $0.passed }?.participants
    }

    /// The largest size that passed each of at least three storms, if no smaller one failed as often as it passed.
    var planWith: CapacityAnswer.PlanWith? {
        guard
            let size = sizes.last(where: {
                $0.passed >= SearchRules.enough && $0.failed == 0 && doubt(below: $0.participants) == nil
            })
        else { return nil }
        return CapacityAnswer.PlanWith(participants: size.participants, storms: size.passed)
    }

    /// The smallest size, above all that passed, of which every storm failed.
    var failing: SizeTally? { sizes.first { $0.failed > 0 && $0.participants > largestPassed ?? 0 } }

    /// Whether a size always passed, and the one with a single participant more always failed: nothing is left to narrow.
    var isBetweenNeighbours: Bool {
        guard let planWith, let failing else { return false }
        return failing.participants == planWith.participants + 1 && failing.failed >= SearchRules.enough
    }

    /// The smallest size at which the generator was the bottleneck twice, and in more storms than counted.
    var generatorLimit: Int? {
        sizes.first { $0.generatorBound >= 2 && $0.generatorBound > $0.counted }?.participants
    }

    /// The largest size that may be tried: half way to what the generator cannot do, if that was met, until the sizes are
    /// close together; nil if the generator cannot do any.
    func top(_ settings: CapacitySettings) -> Int? {
        guard let limit = generatorLimit else { return settings.to }
        guard let done = counted.last(where: { $0.participants < limit })?.participants else {
            return limit > settings.from ? settings.from : nil
        }
        let middle = RoundSize.below((Double(done) * Double(limit)).squareRoot())
        return middle > done && Double(limit) > Double(done) * SearchRules.closeness ? middle : done
    }
}
