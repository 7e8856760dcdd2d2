// What is known of one crowd when the results are made.
import Measuring

/// A crowd's tally with the data needed to interpret it.
struct CrowdFigures {
    var metadata: CrowdMetadata
    /// The indices of its steps among all steps.
    var steps: Range<Int>
    var tally: CrowdTally
    /// From the scenario, or else the number that started.
    var expected: Int
    var started: Int
    var underWay: Int
    /// T0, from which admission counts.
    var zero: Moment
    /// The same; nil if it has not come yet.
    var start: Moment?
    var curve: AdmissionCurve

    var admission: Summary.Admission {
        curve.figures(since: metadata.arrivalIsAtOnce ? .release : .arrivals)
    }
}

extension Summary.Participants {
    /// The counts of several crowds together.
    init(of crowds: [CrowdFigures], _ status: RunStatus, _ lostSamples: Int) {
        let expected = crowds.reduce(0) { $0 + $1.expected }
        let entered = crowds.reduce(0) { $0 + $1.tally.entered }
        // Only a broken driver can yield more than expected; the interval must not trap on it.
        let trials = max(expected, entered)
        let isWhole = status == .completed && lostSamples == 0 && trials > 0
        let interval = isWhole ? BinomialInterval.clopperPearson(successes: entered, trials: trials) : nil
        self.init(
            expected: expected, started: crowds.reduce(0) { $0 + $1.started },
            underWay: crowds.reduce(0) { $0 + $1.underWay }, entered: entered,
            failed: crowds.reduce(0) { $0 + $1.tally.failed },
            failedAfterEntering: crowds.reduce(0) { $0 + $1.tally.failedAfterEntering },
            turnout: trials == 0 ? 0 : Double(entered) / Double(trials),
            turnoutInterval95: interval.map { [$0.lower, $0.upper] })
    }
}
