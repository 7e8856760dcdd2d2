// A row of a comparison in words.
import Analysis

/// The name of a compared figure, and its values in its unit.
struct ComparisonWords {
    private let row: Summary.BaselineComparison.Row

    /// The figures of a row.
    init(_ row: Summary.BaselineComparison.Row) { self.row = row }

    /// What is said of it.
    var judgement: Summary.BaselineComparison.Verdict { row.verdict }

    /// The figure as thresholds name it: `p95(learners: token)`.
    var name: String { row.called }

    /// For example `p95(token): 812 ms, before 402 ms (+102 %): regression`.
    var sentence: String { "\(name): \(now), before \(before) (\(difference)): \(verdict)" }

    /// The baseline's figure; a dash if there is none.
    var before: String { figure(row.before) }

    /// The new run's figure.
    var now: String { figure(row.now) }

    /// The difference: a percentage of a time, percentage points of a share.
    var difference: String { change(row.difference) }

    /// The 95 % interval of the difference, in the same unit, which only the difference itself names.
    var interval: String {
        guard let interval = row.interval95, interval.count == 2, let low = number(interval[0]),
            let high = number(interval[1])
        else { return "–" }
        return "\(low) to \(high)"
    }

    /// The smallest change for the worse that would have been found; empty if unknown.
    var smallest: String {
        guard let smallest = row.smallestFound else { return "" }
        return change(row.metric == "turnout" ? -smallest : smallest)
    }

    /// The verdict in words.
    var verdict: String { ComparisonWords.words(row.verdict) }

    /// A verdict in words.
    static func words(_ verdict: Summary.BaselineComparison.Verdict) -> String {
        switch verdict {
        case .regression: "regression"
        case .improvement: "improvement"
        case .noDifference: "no difference"
        case .tooLittleData: "too little data"
        }
    }

    /// What a reader of the rows has to know, one sentence or two each; none without rows.
    static func notes(_ comparison: Summary.BaselineComparison) -> [String] {
        guard !comparison.rows.isEmpty else { return [] }
        var notes: [String] = []
        if comparison.rows.contains(where: { $0.basis == .withinStorm }) {
            let tolerance = comparison.tolerance
            notes.append(
                "Intervals: within the storms, as if participants were independent, so too narrow. A difference must also "
                    + "exceed \(Figures.compact(tolerance.share * 100)) % and \(Figures.compact(tolerance.milliseconds)) ms "
                    + "(\(Figures.compact(tolerance.turnoutPoints)) points of shares) and what storms may differ by.")
        }
        if comparison.rows.contains(where: { $0.basis == .runs }) {
            notes.append("Intervals: from the variation of the baselines.")
        }
        return notes + ["Found from: the smallest change for the worse that would have been called a regression."]
    }

    private func figure(_ value: Double?) -> String {
        guard let value else { return "–" }
        return switch row.unit {
        case .milliseconds: Figures.milliseconds(value)
        case .share: Figures.percentage(value)
        }
    }

    private func change(_ value: Double?) -> String {
        guard let value, let number = number(value) else { return "–" }
        switch row.unit {
        case .milliseconds: return number + " %"
        case .share: return number + " pt"
        }
    }

    /// A change as a signed number in the unit of changes.
    private func number(_ value: Double) -> String? {
        let number: Double
        switch row.unit {
        case .milliseconds:
            guard let before = row.before, before > 0 else { return nil }
            number = value / before * 100
        case .share: number = value * 100
        }
        let text = Figures.fixed(number, digits: abs(number) < 9.95 ? 1 : 0)
        return number > 0 && !text.hasPrefix("0.0") ? "+" + text : text == "0.0" ? "0" : text
    }
}
