// A comparison of runs in Markdown, for a pull request or a job summary.
package import Analysis
import Measuring

/// Formats a comparison as Markdown of GitHub's kind.
package struct ComparisonMarkdown: Sendable {
    private let comparison: Summary.BaselineComparison
    private let new: Summary.BaselineComparison.Baseline

    /// Creates the text of a comparison; `new` is the run that was compared.
    package init(_ comparison: Summary.BaselineComparison, of new: Summary.BaselineComparison.Baseline) {
        self.comparison = comparison
        self.new = new
    }

    /// The text, with a line feed at its end.
    package var text: String {
        var lines = [
            "### \(Self.escaped(new.name)): \(ComparisonFigures.words(comparison.verdict))", "",
            Self.escaped(comparison.sentence), "",
        ]
        for warning in comparison.warnings { lines += ["> ⚠ \(Self.escaped(warning))", ""] }
        if !comparison.rows.isEmpty {
            lines += [
                "| figure | before | now | change | 95 % interval | found from | verdict |",
                "|---|--:|--:|--:|--:|--:|---|",
            ]
            lines += comparison.rows.map { row in
                let figures = ComparisonFigures(row)
                let verdict = row.verdict == .regression ? "**regression**" : figures.verdict
                return "| \(Self.escaped(row.called)) | \(figures.before) | \(figures.now) | \(figures.difference) "
                    + "| \(figures.interval) | \(figures.smallest) | \(verdict) |"
            }
            lines.append("")
        }
        let runs = comparison.baselines.map { "\(Self.escaped($0.id)) (\(Self.escaped($0.startedAt)))" }
        lines.append(
            "Baselines: \(runs.joined(separator: ", ")). New: \(Self.escaped(new.id)) (\(Self.escaped(new.startedAt)))."
        )
        if comparison.rows.contains(where: { $0.basis == .withinStorm }) {
            lines += ["", "Intervals are within the storms, as if participants were independent, so too narrow."]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A text that Markdown and HTML take for nothing but text, on one line.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", "`", "*", "_", "{", "}", "[", "]", "<", ">", "#", "|", "!", "~", "&", "@", "$", "^":
                escaped += "&#\(scalar.value);"
            default:
                escaped.unicodeScalars.append(ControlCharacters.contains(scalar) ? " " : scalar)
            }
        }
        return escaped
    }
}
