// A row of a comparison in words.
import Analysis

/// The name of a compared figure, and its values before and now.
struct ComparisonWords {
    private let row: Summary.BaselineComparison.Row

    init(_ row: Summary.BaselineComparison.Row) { self.row = row }

    /// For example `learners: p95 of enter-room`, `turnout`.
    var name: String {
        let of = row.step.map { "\(row.metric) of \($0)" } ?? row.metric
        return row.crowd.map { "\($0): \(of)" } ?? of
    }

    /// A figure in the row's unit; a dash if there is none.
    func figure(_ value: Double?) -> String {
        guard let value else { return "–" }
        return switch row.unit {
        case .milliseconds: Figures.milliseconds(value)
        case .share: Figures.percentage(value)
        case .count: Figures.compact(value)
        }
    }

    /// The difference with its sign; a dash if there is none.
    var difference: String { row.difference.map(difference) ?? "–" }

    /// A difference in the row's unit, with its sign.
    func difference(_ difference: Double) -> String {
        let sign = difference > 0 ? "+" : ""
        return switch row.unit {
        case .milliseconds: sign + Figures.milliseconds(difference)
        case .share: sign + Figures.significant(difference * 100) + " points"
        case .count: sign + Figures.compact(difference)
        }
    }

    /// The verdict in words.
    var verdict: String {
        switch row.verdict {
        case .regression: "worse"
        case .improvement: "better"
        case .noDifference: "no difference"
        case .tooLittleData: "too little data"
        }
    }

    /// For example `p95 of token: 812 ms, before 402 ms (+410 ms): worse`.
    var sentence: String {
        "\(name): \(figure(row.now)), before \(figure(row.before)) (\(difference)): \(verdict)"
    }
}
