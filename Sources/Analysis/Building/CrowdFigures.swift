// What is known of one crowd when results are made.
import Measuring

/// A crowd's tally with what it is read by.
struct CrowdFigures {
    var metadata: CrowdMetadata
    /// The places of its steps among all.
    var steps: Range<Int>
    var tally: CrowdTally
    /// As the scenario says, or else those who began.
    var expected: Int
    var started: Int
    var underWay: Int
    var curve: AdmissionCurve

    var admission: Summary.Admission {
        curve.figures(since: metadata.arrivalIsAtOnce ? .release : .arrivals)
    }
}

extension Summary.Participants {
    /// The counts of some crowds together.
    init(of crowds: [CrowdFigures], _ status: RunStatus, _ lostSamples: Int) {
        let expected = crowds.reduce(0) { $0 + $1.expected }
        let entered = crowds.reduce(0) { $0 + $1.tally.entered }
        // More than expected can only come from a broken driver; the interval must not trap on it.
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
