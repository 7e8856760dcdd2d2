// The bound of a threshold, in the unit of its metric.
import Measuring

extension ThresholdParser {
    func threshold(_ metric: Threshold.Metric, _ comparison: Comparison, _ text: String, at offset: Int)
        throws(ThresholdError) -> Threshold
    {
        var metric = metric
        let bound: Double?
        let expected: String
        switch metric {
        case .turnout:
            expected = "a share up to 100%, such as 99.5%"
            bound = ShareText.parse(text).flatMap { $0 <= 1 ? $0 : nil }
        case .percentile, .mean, .max, .spread, .admission:
            expected = "a duration such as 800ms, 3s or 1m30s"
            bound = DurationText.parse(text).map { Double($0.wholeNanoseconds) / 1_000_000 }
        case .rate:
            expected = "completions a second, such as 50"
            bound = Decimal(text.hasSuffix("/s") ? text.dropLast(2).trimmed : text)?.value()
        case .failures(let step, let kind, let status, _):
            let written = ShareText.parse(text)
            let share = written.flatMap { $0 <= 1 ? $0 : nil }
            expected = "a whole number, or a share \(written == share ? "such as 1%" : "up to 100%")"
            bound = share ?? WholeNumber.digits(of: text).flatMap(Int.init).flatMap { $0 < 0 ? nil : Double($0) }
            metric = .failures(step, kind: kind, status: status, asShare: share != nil)
        }
        guard let bound else {
            var suggestion: String?
            switch metric {
            case .percentile, .mean, .max, .spread, .admission:
                suggestion = DurationText.meanings(of: text) ?? DurationText.suggestion(for: text)
            case .turnout: suggestion = ShareText.suggestion(for: text)
            case .failures:
                // From 1 on it may be a number of failures as well as a percentage.
                let number = Decimal(text[...])?.value() ?? 0
                suggestion =
                    WholeNumber.grouped(text)?.digits ?? (number < 1 ? ShareText.suggestion(for: text) : nil)
            case .rate: suggestion = WholeNumber.grouped(text)?.digits
            }
            throw error(.thresholdBound(text, expected: expected, suggestion: suggestion), at: offset)
        }
        return Threshold(expression: expression, metric: metric, comparison: comparison, bound: bound)
    }
}
