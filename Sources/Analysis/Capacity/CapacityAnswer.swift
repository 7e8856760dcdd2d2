// What a capacity search has found.

/// The answer of a capacity search, or what is known so far.
package struct CapacityAnswer: Equatable, Sendable {
    /// What is said of the capacity: the size at which half of the storms pass.
    package enum Capacity: Equatable, Sendable {
        /// It lies between two sizes, at the stated confidence; `estimate` is the likeliest middle. All three lie within
        /// what was tried.
        case between(lower: Int, estimate: Int, upper: Int)
        /// It is larger than this size, the largest that passed and of which that can be said.
        case moreThan(Int)
        /// It is smaller than this size, the smallest that failed and of which that can be said.
        case fewerThan(Int)
        /// There is none.
        case noSingleAnswer(Evidence)
        /// Too little is known.
        case undecided
    }

    /// What speaks against a single capacity.
    package enum Evidence: Equatable, Sendable {
        /// Storms from the smallest size that failed to the largest that passed did both, regardless of their size.
        case mixed(lowest: Int, highest: Int, passed: Int, failed: Int)
        /// Storms that came right after a failed one failed, whatever their size.
        case unrecovered(passed: Int, failed: Int)
        /// The target changed: of two storms, counted from 1, the later one ended against what the earlier one showed.
        case changed(earlier: Trial, later: Trial)
    }

    /// A storm as evidence.
    package struct Trial: Equatable, Sendable {
        /// Its place among the storms of the search, from 1.
        package var number: Int
        /// How many came.
        package var participants: Int
        /// Whether it passed.
        package var passed: Bool
    }

    /// A size that passed each of at least three storms.
    package struct PlanWith: Equatable, Sendable {
        /// The size.
        package var participants: Int
        /// How many storms of it passed: all that counted.
        package var storms: Int
    }

    /// Whether the required size holds.
    package enum Requirement: String, Codable, Equatable, Sendable {
        /// It, or more, passed each of at least three storms.
        case met
        /// A storm of it failed, or the capacity is smaller at the stated confidence.
        case notMet = "not-met"
        /// Neither.
        case open
    }

    /// The confidence of every statement about the capacity, 0 to 1.
    package var confidence: Double
    /// The capacity.
    package var capacity: Capacity
    /// Whether the search came to its end; otherwise this is the answer so far.
    package var isComplete: Bool
    /// The largest size that passed each of at least three storms; nil if there is none.
    package var planWith: PlanWith?
    /// The smallest size, above all that passed, of which every storm failed; nil if there is none.
    package var failing: SizeTally?
    /// Whether the required size holds; nil if nothing is required.
    package var requirement: Requirement?
    /// The smallest size at which the generator was the bottleneck twice, so that no larger storm is tried.
    package var generatorLimit: Int?
    /// What was tried, by size.
    package var sizes: [SizeTally]
}
