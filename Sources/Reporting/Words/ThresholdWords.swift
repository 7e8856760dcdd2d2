// Thresholds as text, and the mark of percentiles that rest on few measurements.
import Analysis
import Measuring

/// What is said of a percentile with fewer than ten measurements beyond it.
enum ThinWords {
    /// What its mark means, behind the mark.
    static let note = "rests on fewer than ten measurements"
}

extension Summary.ThresholdResult {
    /// What was measured, with enough digits to tell it from the bound; `not measured` if nothing was.
    var measured: String {
        actual.map { ThresholdUnit.of(expression).words($0, apartFrom: bound) }
            ?? (expression.hasPrefix("admission") ? "never reached" : "not measured")
    }
}

/// The unit of a threshold's metric, derived from the expression (docs: thresholds).
enum ThresholdUnit {
    case share
    case milliseconds
    case perSecond
    case count

    static func of(_ expression: String) -> ThresholdUnit {
        if expression.hasPrefix("turnout") { return .share }
        if expression.hasPrefix("rate") { return .perSecond }
        guard expression.hasPrefix("failures") else { return .milliseconds }
        return expression.last == "%" ? .share : .count
    }

    func words(_ value: Double) -> String {
        switch self {
        case .share: Figures.percentage(value)
        case .milliseconds: Figures.milliseconds(value)
        case .perSecond: Figures.significant(value) + "/s"
        case .count: Figures.count(Int(value.rounded()))
        }
    }

    /// A measured value with enough digits to distinguish it from the bound: 2001.3 ms against `2s` is `2.001 s`.
    func words(_ value: Double, apartFrom bound: Double?) -> String {
        let plain = words(value)
        guard let bound, bound != value, words(bound) == plain else { return plain }
        let (scale, unit): (Double, String) =
            switch self {
            case .share: (100, " %")
            case .milliseconds: value.magnitude < 999.5 ? (1, " ms") : (0.001, " s")
            case .perSecond: (1, "/s")
            case .count: (1, "")
            }
        for digits in 1...9 {
            let text = Figures.fixed(value * scale, digits: digits)
            if text != Figures.fixed(bound * scale, digits: digits) { return text + unit }
        }
        return plain
    }
}
