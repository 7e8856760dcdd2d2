// What a capacity search does next, and why.

/// The next step of a capacity search.
package enum CapacityStep: Equatable, Sendable {
    /// A storm is to be run.
    case storm(participants: Int, reason: Reason)
    /// The search has ended.
    case finished(Ending)

    /// Why a storm is run.
    package enum Reason: Equatable, Sendable {
        /// The first look, at the smallest size.
        case first
        /// Nothing has failed yet; this many passed last.
        case growing(passed: Int)
        /// The storm before did not count: once more.
        case again(CapacityStorm.Exclusion)
        /// A storm of this size was the first to fail: does the target still serve a size that it served before?
        case recovery(failed: Int)
        /// Nothing has passed yet, and this one failed last: something easier. Only windows have it.
        case easing(failed: Int)
        /// The edge lies between these sizes, as far as is known: a size between them.
        case narrowing(lower: Int, upper: Int)
        /// Near the edge chance decides: a size once more that passed and failed this often.
        case repeating(passed: Int, failed: Int)
        /// The edge may lie above everything that was tried.
        case beyond
        /// Does the target have one capacity? A size away from the edge, where storms should all pass or all fail.
        case oneCapacity
        /// To decide the requirement, which has passed this often and has to three times.
        case requirement(passed: Int)
        /// To confirm a size to plan with, which has passed this often and has to three times.
        case planning(passed: Int)
        /// A size failed at least as often as it passed, which speaks against planning with the larger `planned`.
        case doubt(planned: Int)
    }

    /// Why the search ended.
    package enum Ending: Equatable, Sendable {
        /// The interval is narrow, and the size to plan with is confirmed.
        case narrowed
        /// The capacity is larger than the largest size that may or can be tried.
        case allPassed
        /// The capacity is smaller than the smallest size.
        case noneHeld
        /// The target has no single capacity.
        case noSingleAnswer
        /// The number of storms is used up.
        case maxStorms
        /// The generator is the bottleneck even at the smallest size.
        case generator
        /// Three storms one after another found that the target had not recovered.
        case notRecovered
    }
}
