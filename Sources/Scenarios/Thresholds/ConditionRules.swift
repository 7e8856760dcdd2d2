// What a condition on results asks of the crowds that it is about, wherever it is written: in a file or as an option.
import Measuring

/// What a condition is for.
package enum ConditionUse: Sendable {
    /// It judges the run.
    case judgement
    /// It ends the run as soon as it holds.
    case abort

    /// Where conditions of this use are written.
    var path: String {
        switch self {
        case .judgement: "thresholds"
        case .abort: "limits.abort-when"
        }
    }
}

/// Which conditions make sense for some crowds.
struct ConditionRules {
    /// Whether anybody waits at a gate.
    var hasGate: Bool
    /// The numbers of the steps that make no requests, among those of all crowds.
    var pauses: Set<Int>
    /// Whether in some crowd steps come behind the one that enters. Entries are known when journeys end: nobody seems to be
    /// in for as long as those steps last.
    var staysOn: Bool

    /// What is wrong with a condition; nil if nothing is. `written` is its text as found.
    func mistake(in condition: Threshold, written: String, for use: ConditionUse) -> Mistake? {
        if condition.metric == .spread, !hasGate { return .thresholdWithoutGate }
        if let index = condition.latencyStep, pauses.contains(index) { return .thresholdOnPause(written) }
        guard condition.canHold else { return .thresholdNeverHolds(written) }
        guard use == .abort else { return nil }
        if case .admission = condition.metric, staysOn { return .abortWhenAdmission }
        return condition.holdsFromTheStart ? .abortFromTheStart(written, ours: condition.opposite) : nil
    }
}

extension Plan {
    /// A condition on the results of this plan's runs.
    /// - Returns: the condition; its bound is in the metric's unit (milliseconds, shares of 1, counts).
    /// - Throws: what is wrong with it and where in the text.
    package func condition(_ text: String, for use: ConditionUse) throws(ThresholdError) -> Threshold {
        let condition = try Thresholds.parse(text, names: thresholdNames)
        let steps = crowds.flatMap(\.journey)
        let rules = ConditionRules(
            hasGate: steps.contains { $0.release != nil },
            pauses: Set(steps.indices.filter { !steps[$0].action.kind.sends }),
            staysOn: crowds.contains { crowd in
                let entry = crowd.journey.firstIndex { $0.action.kind.entersRoom }
                return entry.map { $0 < crowd.journey.count - 1 } ?? false
            })
        if let mistake = rules.mistake(in: condition, written: condition.expression, for: use) {
            throw ThresholdError(expression: condition.expression, offset: 0, mistake: mistake)
        }
        return condition
    }
}

extension Threshold {
    /// The step whose response times are compared.
    fileprivate var latencyStep: Int? {
        switch metric {
        case .percentile(_, .step(let step, _)), .mean(.step(let step, _)), .max(.step(let step, _)):
            Int(step.rawValue)
        case .percentile, .mean, .max, .turnout, .rate, .failures, .spread, .admission: nil
        }
    }

    /// Whether it holds while nothing is wrong: everybody can still get in, nothing failed, nothing took any time.
    fileprivate var holdsFromTheStart: Bool {
        switch metric {
        case .turnout: comparison.holds(1, bound)
        case .percentile, .mean, .max, .spread, .admission, .failures: comparison.holds(0, bound)
        case .rate: comparison.holds(.infinity, bound)
        }
    }

    /// The condition with the opposite comparison.
    fileprivate var opposite: String {
        expression.replacing(comparison.rawValue, with: comparison.opposite.rawValue, maxReplacements: 1)
    }

    /// Whether any result could satisfy it: nothing measured is below zero, and no share is above one.
    var canHold: Bool {
        let isShare =
            switch metric {
            case .turnout: true
            case .failures(_, _, _, let asShare): asShare
            case .percentile, .mean, .max, .rate, .spread, .admission: false
            }
        return switch comparison {
        case .less: bound > 0
        case .greater: !isShare || bound < 1
        case .equal, .notEqual, .lessOrEqual, .greaterOrEqual: true
        }
    }
}
