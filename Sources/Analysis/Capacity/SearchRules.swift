// The constants of a capacity search, chosen and held by the simulation in `CapacitySimulationTests`.
import Glibc

/// The rules of a capacity search.
enum SearchRules {
    /// The confidence of what is said.
    static let confidence = 0.95
    /// By what factor storms grow as long as they pass: a target is overloaded by little more than half of what it holds.
    static let growth = 1.6
    /// How many storms of a size have to pass before it is planned with.
    static let enough = 3
    /// How many storms have to pass at the largest size before the capacity is said to be larger, and to fail at the
    /// smallest before it is said to be smaller, unless chance at these sizes is ruled out earlier.
    static let atTheEnds = 5
    /// The search ends with "no single answer" when a single capacity is less probable than this, and a search that is
    /// broken off says so when it is less probable than the other.
    static let noSingle = (ended: 0.1, brokenOff: 0.5)
    /// The Bayes factor by which a mixed target, or one that does not recover, has to be refuted before an interval is
    /// final. By Wald's inequality a target of the first kind is then taken for one with a single capacity in at most one
    /// of twenty searches. Most searches refute the second in passing, since they return to smaller sizes after failures.
    static let refuted = (mixed: 20.0, unrecovered: 3.0)
    /// Candidates of which the best is chosen.
    static let candidates = 16
    /// By what factor candidates exceed the likely places of the edge: what happens beside the edge tells how steep it is.
    static let reach = 1.5
    /// A size that was tried is chosen again if it tells at least this share of what the best size would.
    static let repeats = 0.85
    /// How likely a size has to pass the rest of three storms to be tried as the size to plan with.
    static let confirmable = 0.75
    /// How likely the required size has to pass the rest of three storms to be tried.
    static let requirable = 0.25
    /// Sizes closer than this are not worth telling apart, as sizes to plan with and as limits of the generator.
    static let closeness = 1.1

    /// How narrow an interval has to be at most, as a ratio, for an edge of a width: three quarters of the width. A target
    /// whose storms fail gradually, of nine in ten to one in ten over a factor of two say, has a capacity that one storm
    /// more hardly narrows.
    /// - Parameter width: ln of the ratio of the sizes at which one and nine of ten storms pass.
    /// - Returns: the ratio of the interval's ends.
    static func ratio(forWidth width: Double) -> Double { exp(0.75 * width) }
}
