// Prometheus' text format (https://prometheus.io/docs/instrumenting/exposition_formats/), version 0.0.4.
import Measuring

/// A page of metrics in the making. Every foreign string enters it escaped.
struct ExpositionText {
    /// What a metric's values are.
    enum Kind: String {
        case counter, gauge, histogram
    }

    /// A label with its value. One without a value is left out, which means the same.
    typealias Label = (name: StaticString, value: String)

    /// The page so far.
    private(set) var text = ""
    private var name = ""

    /// Begins a metric. Its samples follow.
    mutating func begin(_ name: StaticString, _ kind: Kind, _ help: StaticString) {
        self.name = "\(name)"
        // A help of this program has no backslash and no line feed, which would need escaping.
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    /// Appends a value of the metric.
    mutating func sample(_ labels: [Label] = [], _ value: Int) { line("", labels, String(value)) }

    /// Appends a value of the metric.
    mutating func sample(_ labels: [Label] = [], _ value: Double) { line("", labels, ExpositionText.number(value)) }

    /// Appends a histogram of the metric. Each bucket includes those below it.
    mutating func histogram(_ labels: [Label], _ counts: BucketCounts) {
        var total = 0
        for (bound, count) in zip(counts.buckets.bounds, counts.counts) {
            total += count
            line("_bucket", labels + [("le", bound.text)], String(total))
        }
        line("_bucket", labels + [("le", "+Inf")], String(counts.count))
        line("_sum", labels, ExpositionText.number(counts.sumSeconds))
        line("_count", labels, String(counts.count))
    }

    private mutating func line(_ suffix: StaticString, _ labels: [Label], _ value: String) {
        text += name
        text += "\(suffix)"
        var separator = "{"
        for label in labels where !label.value.isEmpty {
            text += "\(separator)\(label.name)=\"\(ExpositionText.escaped(label.value))\""
            separator = ","
        }
        if separator == "," { text += "}" }
        text += " \(value)\n"
    }

    /// A label's value: backslash, quotation mark and line feed escaped as the format says, and other control
    /// characters, which would reach terminals, as U+FFFD.
    static func escaped(_ value: String) -> String {
        var escaped = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            case _ where ControlCharacters.contains(scalar): escaped.unicodeScalars.append("\u{FFFD}")
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// A number as Go writes it, which reads the page: `0.005`, `1`, `2.5`.
    static func number(_ value: Double) -> String {
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
