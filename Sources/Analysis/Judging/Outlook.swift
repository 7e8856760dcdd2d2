// What a run in progress can still become, for conditions that end it early.
import Measuring
import Scenarios

/// The values that conditions of a run in progress compare.
///
/// A turnout or an admission that has not been reached yet says nothing: at the start nobody is in. So what is compared
/// is the best that can still be reached.
struct Outlook {
    let values: ThresholdValues
    /// The last moment of which something is known.
    let now: Moment?

    /// The value of a condition; nil if nothing is known yet.
    func value(of condition: Threshold) -> Double? {
        switch condition.metric {
        case .turnout: turnout(of: values.judged(by: condition))
        case .admission:
            values.evaluate(condition).actual ?? leastAdmission(of: values.judged(by: condition))
        case .percentile, .mean, .max, .rate, .failures, .spread: values.evaluate(condition).actual
        }
    }

    /// The turnout if everybody got in who has not ended without.
    private func turnout(of crowds: [CrowdFigures]) -> Double? {
        let expected = crowds.reduce(0) { $0 + $1.expected }
        guard expected > 0 else { return nil }
        let lost = crowds.reduce(0) { $0 + $1.tally.lost }
        return Double(max(0, expected - lost)) / Double(expected)
    }

    /// The time since T0 in milliseconds: an admission that was not reached takes longer than that.
    private func leastAdmission(of crowds: [CrowdFigures]) -> Double? {
        guard let now, let latest = crowds.compactMap(\.start).max(), crowds.allSatisfy({ $0.start != nil }) else {
            return nil
        }
        return Milliseconds.from(microseconds: max(0, now.microseconds(since: latest)))
    }
}

extension Threshold {
    /// What a value of the condition means, in a few words: `at most 48.2% can still get in`.
    package func words(for value: Double) -> String {
        switch metric {
        case .turnout: "at most \(Self.share(value)) can still get in"
        case .failures(_, _, _, asShare: true): "\(Self.share(value)) failed"
        case .failures: "\(Int(value)) failed"
        case .rate: "\(Self.rounded(value))/s so far"
        case .percentile, .mean, .max, .spread: "\(Self.time(value)) so far"
        case .admission: "more than \(Self.time(value)) have passed"
        }
    }

    private static func share(_ value: Double) -> String { "\(rounded(value * 100))%" }

    private static func time(_ milliseconds: Double) -> String {
        milliseconds < 1000 ? "\(rounded(milliseconds))ms" : "\(rounded(milliseconds / 1000))s"
    }

    /// One digit behind the point, none for a whole number.
    private static func rounded(_ value: Double) -> String {
        let tenths = (value * 10).rounded()
        let isWhole = tenths.truncatingRemainder(dividingBy: 10) == 0
        return isWhole ? String(Int(tenths / 10)) : String(tenths / 10)
    }
}
