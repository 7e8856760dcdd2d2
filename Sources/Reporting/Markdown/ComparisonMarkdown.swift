// A comparison of runs in Markdown, for a pull request or a job summary.
package import Analysis

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
        var parts = [
            "### \(MarkdownText.plain(new.name)): \(ComparisonWords.words(comparison.verdict))",
            MarkdownText.plain(comparison.sentence),
        ]
        parts += comparison.warnings.map { "⚠️ \(MarkdownText.plain($0))" }
        if !comparison.rows.isEmpty { parts.append(Self.folded(comparison.rows)) }
        let runs = comparison.baselines.map(Self.run)
        parts.append("Baselines: \(runs.joined(separator: ", ")). New: \(Self.run(new)).")
        parts += ComparisonWords.notes(comparison).map { MarkdownText.plain($0) }
        return parts.joined(separator: "\n\n") + "\n"
    }

    /// Rows as a table; those of which nothing can be said are folded below it.
    static func folded(_ rows: some Sequence<Summary.BaselineComparison.Row>) -> String {
        let said = rows.filter { $0.verdict != .tooLittleData }
        let unsaid = rows.filter { $0.verdict == .tooLittleData }
        var parts: [String] = []
        if !said.isEmpty { parts.append(table(said)) }
        if !unsaid.isEmpty {
            let summary = "Too little data: \(Figures.counted(unsaid.count, "figure"))"
            parts.append("<details><summary>\(summary)</summary>\n\n\(table(unsaid))\n\n</details>")
        }
        return parts.joined(separator: "\n\n")
    }

    /// Rows as a table.
    static func table(_ rows: some Sequence<Summary.BaselineComparison.Row>) -> String {
        var table = MarkdownTable(["Figure", "Before:", "Now:", "Change:", "95 % interval:", "Found from:", ""])
        for row in rows {
            let words = ComparisonWords(row)
            table.add([
                MarkdownText.plain(words.name), words.before, words.now, words.difference, words.interval,
                words.smallest, row.verdict == .regression ? "❌ **regression**" : words.verdict,
            ])
        }
        return table.text
    }

    private static func run(_ run: Summary.BaselineComparison.Baseline) -> String {
        "\(MarkdownText.code(run.id)) (\(MarkdownText.plain(run.startedAt)))"
    }
}
