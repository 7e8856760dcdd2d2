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
