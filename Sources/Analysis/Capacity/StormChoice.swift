// Which storm a capacity search runs next.

/// The choice of the next storm, from everything that is known.
struct StormChoice {
    private let settings: CapacitySettings
    private let storms: [CapacityStorm]
    private let belief: EdgeBelief
    private let sizes: [SizeTally]
    private let findings: StormFindings

    /// A choice for a search.
    init(_ search: CapacitySearch) {
        settings = search.settings
        storms = search.storms
        belief = search.belief
        sizes = SizeTally.all(of: storms)
        findings = StormFindings(sizes)
    }

    /// How the storms of a size ended.
    private func tally(_ size: Int) -> SizeTally {
        sizes.first { $0.participants == size } ?? SizeTally(participants: size)
    }

    /// What comes next.
    var step: CapacityStep {
        if storms.count >= settings.maxStorms { return .finished(.maxStorms) }
        if storms.suffix(3).count(where: { $0.outcome == .notCounted(.notRecovered) }) == 3 {
            return .finished(.notRecovered)
        }
        guard let top = findings.top(settings) else { return .finished(.generator) }
        if let last = storms.last, case .notCounted(let why) = last.outcome, last.participants <= top {
            return .storm(participants: last.participants, reason: .again(why))
        }
        let failures = storms.count { $0.passed == false }
        guard let largestPassed = findings.largestPassed else {
            return failures > 0
                ? search(top: top) : .storm(participants: settings.from, reason: .first)
        }
        if failures == 0, largestPassed < top { return growing(from: largestPassed, top: top) }
        if belief.kinds.single < SearchRules.noSingle.ended { return .finished(.noSingleAnswer) }
        if failures == 1, let last = storms.last(where: { $0.passed != nil }), last.passed == false,
            largestPassed < last.participants
        {
            return .storm(participants: largestPassed, reason: .recovery(failed: last.participants))
        }
        return search(top: top)
    }

    /// The next larger size; the required one is not passed over.
    private func growing(from passed: Int, top: Int) -> CapacityStep {
        var size = max(passed + 1, RoundSize.nearest(Double(passed) * SearchRules.growth))
        if let required = settings.require, required > passed, required < size { size = required }
        return .storm(participants: min(size, top), reason: .growing(passed: passed))
    }

    /// The search for the edge.
    private func search(top: Int) -> CapacityStep {
        let edge = belief.edge
        let tail = (1 - SearchRules.confidence) / 2
        let (lower, upper) = (edge.size(below: tail), edge.size(below: 1 - tail))
        // Other kinds of target make these less probable, never likely by themselves.
        let mayBeOutside = edge.probability(below: top) < 0.5 || edge.probability(below: settings.from) > 0.5
        let anyKind = mayBeOutside ? belief.edgeOfAnyKind : edge
        let isAbove = mayBeOutside && 1 - anyKind.probability(below: top) >= SearchRules.confidence
        let isBelow = mayBeOutside && anyKind.probability(below: settings.from) >= SearchRules.confidence
        let isNarrow =
            upper / lower <= max(settings.precision, SearchRules.ratio(forWidth: belief.width))
            || findings.isBetweenNeighbours
        if isNarrow || isAbove || isBelow {
            if !isAbove, !isBelow, let largest = findings.largest, upper > Double(largest), largest < top {
                return .storm(participants: min(top, RoundSize.above(upper)), reason: .beyond)
            }
            if let step = confirmation(top: top, upper: upper) { return step }
            if isBelow, tally(settings.from).failed >= SearchRules.atTheEnds { return .finished(.noneHeld) }
            if isAbove, tally(top).passed >= SearchRules.atTheEnds { return .finished(.allPassed) }
            guard belief.refutes(.mixed) else {
                let size = mostTelling(from: lower / MixedGrid.narrowest, to: min(Double(top), upper * 2.5)) {
                    belief.informationAboutMixture($0)
                }
                return .storm(participants: size, reason: .oneCapacity)
            }
            if isBelow { return .finished(.noneHeld) }
            if isAbove { return .finished(.allPassed) }
            guard belief.refutes(.unrecovered) else { return afterFailure(lower: lower, upper: upper, top: top) }
            return .finished(.narrowed)
        }
        // No size much larger than what was tried, and none where the outcome is certain.
        let farthest = min(Double(top), Double(findings.largest ?? top) * SearchRules.growth)
        let size = mostTelling(
            from: edge.size(below: 0.005) / SearchRules.reach,
            to: min(farthest, edge.size(below: 0.995) * SearchRules.reach)
        ) { belief.information($0) }
        let tally = tally(size)
        guard tally.counted > 0 else {
            return .storm(
                participants: size,
                reason: .narrowing(
                    lower: max(settings.from, Int(lower)), upper: min(settings.to, Int(upper.rounded(.up)))))
        }
        return .storm(participants: size, reason: .repeating(passed: tally.passed, failed: tally.failed))
    }

    /// A storm that shows whether the target recovers: one that should pass, right after one that fails.
    private func afterFailure(lower: Double, upper: Double, top: Int) -> CapacityStep {
        let hasFailed = storms.last { $0.passed != nil }?.passed == false
        let size =
            hasFailed
            ? mostTelling(from: lower / SearchRules.reach, to: lower) { belief.informationAboutRecovery($0) }
            : min(top, RoundSize.above(upper))
        return .storm(participants: size, reason: .oneCapacity)
    }

    /// The most telling of the sizes that were tried and of round ones. One that was tried is preferred to others that
    /// tell little more, so that sizes repeat.
    private func mostTelling(from low: Double, to high: Double, _ information: (Int) -> Double) -> Int {
        let lowest = max(settings.from, min(Int(high), RoundSize.above(max(1, low))))
        let highest = max(lowest, Int(high))
        let tried = sizes.filter { $0.counted > 0 && (lowest...highest).contains($0.participants) }.map(\.participants)
        let stride = RoundSize.stride(from: lowest, to: highest, count: SearchRules.candidates)
        let offered = Set(stride + [lowest, highest] + tried).sorted().map { (size: $0, value: information($0)) }
        let most = offered.reduce(0) { max($0, $1.value) }
        let known = Set(tried)
        let again = offered.filter { known.contains($0.size) && $0.value >= most * SearchRules.repeats }
        return (again.max { $0.value < $1.value } ?? offered.max { $0.value < $1.value })?.size ?? lowest
    }

    /// The next storm of the required size or of the size to plan with; nil if both are settled.
    private func confirmation(top: Int, upper: Double) -> CapacityStep? {
        let reached = findings.planWith?.participants ?? 0
        if let required = settings.require, required > reached, (settings.from...top).contains(required) {
            let tally = tally(required)
            if tally.failed == 0, tally.passed < SearchRules.enough,
                belief.chance(ofPassing: required, times: SearchRules.enough - tally.passed) > SearchRules.requirable
            {
                return .storm(participants: required, reason: .requirement(passed: tally.passed))
            }
        }
        let highest = max(settings.from, min(top, RoundSize.above(upper)))
        let tried = sizes.map(\.participants).filter { (settings.from...highest).contains($0) }
        let offered = RoundSize.stride(from: settings.from, to: highest, count: .max) + [highest] + tried
        for size in Set(offered).sorted(by: >) where Double(size) > Double(reached) * SearchRules.closeness {
            let tally = tally(size)
            let left = max(0, SearchRules.enough - tally.passed)
            guard tally.failed == 0, belief.chance(ofPassing: size, times: left) >= SearchRules.confirmable else {
                continue
            }
            if let doubtful = findings.doubt(below: size) {
                guard belief.chance(ofPassing: doubtful, times: 1) >= SearchRules.confirmable else { continue }
                return .storm(participants: doubtful, reason: .doubt(planned: size))
            }
            guard left > 0 else { return nil }
            return .storm(participants: size, reason: .planning(passed: tally.passed))
        }
        return nil
    }
}
