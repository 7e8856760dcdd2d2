// The figures of a comparison's row as text.
package import Analysis

/// A row's figures in its unit.
package struct ComparisonFigures {
    private let row: Summary.BaselineComparison.Row

    /// The figures of a row.
    package init(_ row: Summary.BaselineComparison.Row) { self.row = row }

    /// The baseline's figure; a dash if there is none.
    package var before: String { figure(row.before) }

    /// The new run's figure.
    package var now: String { figure(row.now) }

    /// The difference: a percentage of a time, percentage points of a share.
    package var difference: String { change(row.difference) }

    /// The 95 % interval of the difference, in the same unit, which only the difference itself names.
    package var interval: String {
        guard let interval = row.interval95, interval.count == 2, let low = number(interval[0]),
            let high = number(interval[1])
        else { return "–" }
        return "\(low) to \(high)"
    }

    /// The smallest change for the worse that would have been found; empty if unknown.
    package var smallest: String {
        guard let smallest = row.smallestFound else { return "" }
        return change(row.metric == "turnout" ? -smallest : smallest)
    }

    /// The verdict in words.
    package var verdict: String { ComparisonFigures.words(row.verdict) }

    /// A verdict in words.
    package static func words(_ verdict: Summary.BaselineComparison.Verdict) -> String {
        switch verdict {
        case .regression: "regression"
        case .improvement: "improvement"
        case .noDifference: "no difference"
        case .tooLittleData: "too little data"
        }
    }

    private func figure(_ value: Double?) -> String {
        guard let value else { return "–" }
        return switch row.unit {
        case .milliseconds: Figures.milliseconds(value)
        case .share: Figures.percentage(value)
        case .count: Figures.compact(value)
        }
    }

    private func change(_ value: Double?) -> String {
        guard let value, let number = number(value) else { return "–" }
        switch row.unit {
        case .milliseconds: return number + " %"
        case .share: return number + " pt"
        case .count: return number
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
        case .count: number = value
        }
        let text = Figures.fixed(number, digits: abs(number) < 9.95 ? 1 : 0)
        return number > 0 && !text.hasPrefix("0.0") ? "+" + text : text == "0.0" ? "0" : text
    }
}
