// A storm of a capacity search, as the search sees it.

/// A storm that was run: how many came at once, and whether the thresholds held.
package struct CapacityStorm: Equatable, Sendable {
    /// How it ended.
    package enum Outcome: Equatable, Sendable {
        /// All thresholds held.
        case passed
        /// At least one did not.
        case failed
        /// It says nothing about the target's capacity.
        case notCounted(Exclusion)
    }

    /// Why a storm does not count.
    package enum Exclusion: String, Codable, Equatable, Sendable {
        /// The generator was the bottleneck.
        case generator
        /// The target had not recovered from an earlier storm when it began.
        case notRecovered = "not-recovered"
        /// It was interrupted, or lost measurements.
        case cutShort = "cut-short"
    }

    /// How many participants came, at least 1.
    package var participants: Int
    /// How it ended.
    package var outcome: Outcome

    /// Creates a storm.
    package init(participants: Int, outcome: Outcome) {
        self.participants = participants
        self.outcome = outcome
    }

    /// Whether it passed; nil if it does not count.
    var passed: Bool? {
        switch outcome {
        case .passed: true
        case .failed: false
        case .notCounted: nil
        }
    }
}
