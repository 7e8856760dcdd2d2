// What the summary knows of a run's order, and its details need: from when each crowd's time counts, which step is
// whose, which failure belongs to which group.
import Measuring

/// The frame into which a run's samples are put in detail. Made by the summary's builder, so that T0, crowds and groups
/// are the same in both.
package struct RunFrame: Sendable {
    /// A crowd.
    struct Crowd: Sendable {
        var metadata: CrowdMetadata
        /// The indices of its steps among all steps.
        var steps: Range<Int>
        /// How many were expected, or else started.
        var expected: Int
        var started: Int
        /// T0, from which its times count.
        var zero: Moment
        /// When 90 % of those expected had entered, or else the last one, in milliseconds since T0; nil if nobody did.
        var mostEnteredMs: Double?

        /// How many people the crowd has. Only a broken driver can start more than expected.
        var people: Int { max(expected, started) }
    }

    /// In the order of `Summary.crowds`.
    var crowds: [Crowd]
    /// The name of each step.
    var steps: [String]
    /// How often each step was executed.
    var executions: [Int]
    /// When gates opened.
    var openings: Set<Moment>
    /// In which group of `Summary.failures` a failure is.
    var failures: FailureTally.Places
    /// In the order of `Summary.releases`.
    var releases: [RunDetail.Release]

    /// The index of the crowd to whose journey a step belongs.
    func crowd(ofStep index: Int) -> Int { crowds.firstIndex { $0.steps.contains(index) } ?? crowds.count - 1 }
}
