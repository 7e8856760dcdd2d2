// Searches for the most participants who get in within the thresholds.

/// The search for a target's capacity: which storm comes next, and what is known.
///
/// It is a function of its settings and of the storms so far, in their order: no clock, no chance. Recording the storms of
/// an earlier search again leads to the same state, which is how a search is resumed.
///
/// Storms grow from the smallest size until one fails. From then on the size that tells most about the place and the
/// steepness of the edge is tried next: the psi method (Kontsevich and Tyler: Bayesian adaptive estimation of psychometric
/// slope and threshold, Vision Research 39, 1999), in the general form of QUEST+ (Watson, Journal of Vision 17, 2017).
/// Beside targets with one edge (`EdgeGrid`) three other kinds are considered (`EdgeBelief.Kind`). Bayes factors decide
/// between the kinds, as in a sequential probability ratio test (Wald: Sequential tests of statistical hypotheses, Annals
/// of Mathematical Statistics 16, 1945).
package struct CapacitySearch: Sendable {
    /// What is searched for.
    package let settings: CapacitySettings
    /// The storms so far, in their order.
    package private(set) var storms: [CapacityStorm] = []
    /// What comes next.
    package private(set) var next: CapacityStep
    /// What the storms say.
    private(set) var belief: EdgeBelief

    /// Starts a search.
    package init(_ settings: CapacitySettings) {
        self.settings = settings
        belief = EdgeBelief(from: settings.from, to: settings.to)
        next =
            settings.maxStorms > 0
            ? .storm(participants: settings.from, reason: .first) : .finished(.maxStorms)
    }

    /// Records how a storm ended. Any size may be recorded, also one that was not asked for.
    package mutating func record(_ storm: CapacityStorm) {
        storms.append(storm)
        if let passed = storm.passed { belief.learn(participants: max(1, storm.participants), passed: passed) }
        next = StormChoice(self).step
    }
}

extension CapacitySearch: Equatable {
    /// Everything else follows from settings and storms.
    package static func == (one: CapacitySearch, other: CapacitySearch) -> Bool {
        one.settings == other.settings && one.storms == other.storms
    }
}

// MARK: What is known

extension CapacitySearch {
    /// The answer: final if the search has ended, otherwise what is known so far. At all times available.
    package var answer: CapacityAnswer {
        let sizes = SizeTally.all(of: storms)
        let findings = StormFindings(sizes)
        return CapacityAnswer(
            confidence: SearchRules.confidence, capacity: capacity(findings), isComplete: isComplete,
            planWith: findings.planWith, failing: findings.failing, requirement: settings.require.map(holds),
            generatorLimit: findings.generatorLimit, sizes: sizes)
    }

    private var isComplete: Bool {
        switch next {
        case .storm, .finished(.maxStorms), .finished(.generator), .finished(.notRecovered): false
        case .finished: true
        }
    }

    private func capacity(_ findings: StormFindings) -> CapacityAnswer.Capacity {
        let counted = findings.counted
        guard let smallest = counted.first?.participants, let largest = counted.last?.participants else {
            return .undecided
        }
        let kinds = belief.kinds
        if kinds.single < SearchRules.noSingle.brokenOff { return .noSingleAnswer(evidence(kinds.likeliestOther)) }
        let edge = belief.edgeOfAnyKind
        let tail = (1 - SearchRules.confidence) / 2
        let (lower, upper) = (edge.size(below: tail), edge.size(below: 1 - tail))
        if lower >= Double(smallest), upper <= Double(largest) {
            // Outward to round sizes, but never beyond what was tried.
            let (low, high) = (max(smallest, RoundSize.below(lower)), min(largest, RoundSize.above(upper)))
            let middle = RoundSize.nearest(edge.size(below: 0.5))
            return .between(lower: low, estimate: min(high, max(low, middle)), upper: high)
        }
        if let most = counted.last(where: {
            $0.passed > 0 && findings.passed(from: $0.participants) >= SearchRules.enough
                && edge.probability(below: $0.participants) <= 1 - SearchRules.confidence
        }) {
            return .moreThan(most.participants)
        }
        if let least = counted.first(where: {
            $0.failed > 0 && findings.failed(upTo: $0.participants) >= SearchRules.enough
                && edge.probability(below: $0.participants) >= SearchRules.confidence
        }) {
            return .fewerThan(least.participants)
        }
        return .undecided
    }

    /// Whether a size holds, which need not be the required one.
    package func holds(_ participants: Int) -> CapacityAnswer.Requirement {
        let sizes = SizeTally.all(of: storms)
        if let planned = StormFindings(sizes).planWith?.participants, planned >= participants { return .met }
        if sizes.contains(where: { $0.participants == participants && $0.failed > 0 }) { return .notMet }
        guard storms.contains(where: { $0.passed == false }) else { return .open }
        return belief.edgeOfAnyKind.probability(below: participants) >= SearchRules.confidence ? .notMet : .open
    }

    /// The storms that speak for a kind of target without a single capacity.
    private func evidence(_ kind: EdgeBelief.Kind) -> CapacityAnswer.Evidence {
        let counted = storms.enumerated().compactMap { place, storm in
            storm.passed.map {
                CapacityAnswer.Trial(number: place + 1, participants: storm.participants, passed: $0)
            }
        }
        switch kind {
        case .single, .mixed:
            let lowest = counted.filter { !$0.passed }.map(\.participants).min() ?? settings.from
            let highest = max(lowest, counted.filter(\.passed).map(\.participants).max() ?? settings.from)
            let within = counted.filter { (lowest...highest).contains($0.participants) }
            let passed = within.count { $0.passed }
            return .mixed(lowest: lowest, highest: highest, passed: passed, failed: within.count - passed)
        case .unrecovered:
            let after = zip(counted, counted.dropFirst()).filter { !$0.0.passed }.map(\.1)
            let passed = after.count { $0.passed }
            return .unrecovered(passed: passed, failed: after.count - passed)
        case .changed:
            return changed(counted)
        }
    }

    /// The two storms that contradict each other most.
    private func changed(_ counted: [CapacityAnswer.Trial]) -> CapacityAnswer.Evidence {
        var most = 0.0
        var found = (counted[0], counted[counted.count - 1])
        for (place, later) in counted.enumerated() {
            for earlier in counted[..<place] where earlier.passed != later.passed {
                let (passed, failed) = earlier.passed ? (earlier, later) : (later, earlier)
                let ratio = Double(passed.participants) / Double(failed.participants)
                if ratio > most { (most, found) = (ratio, (earlier, later)) }
            }
        }
        return .changed(earlier: found.0, later: found.1)
    }
}
