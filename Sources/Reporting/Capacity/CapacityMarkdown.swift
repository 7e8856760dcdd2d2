// A capacity search in Markdown, for a job summary.
package import Analysis

/// Formats a search as Markdown of GitHub's kind.
package struct CapacityMarkdown: Sendable {
    private let document: CapacityDocument

    /// Creates the text of a search.
    package init(_ document: CapacityDocument) { self.document = document }

    /// The text, with a line feed at its end.
    package var text: String {
        let name = MarkdownText.plain(document.search.name)
        var parts = [
            "### \(name): capacity \(CapacityWords.head(document))", MarkdownText.plain(document.answer.sentence),
        ]
        if let cause = document.answer.cause {
            parts.append(MarkdownText.plain(cause.sentence.replacing("`", with: "")))
        }
        parts += CapacityWords.notes(document).map { "⚠️ \(MarkdownText.plain($0))" }
        if !document.storms.isEmpty { parts.append(table) }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private var table: String {
        var table = MarkdownTable(["Storm:", "At once:", "", "Turnout:", "p95:", "Finding"])
        for storm in document.storms {
            let mark = storm.outcome == .passed ? "✅ " : storm.outcome == .failed ? "❌ " : "⚠️ "
            table.add([
                String(storm.number), Figures.count(storm.participants), mark + CapacityWords.outcome(storm),
                storm.figures.map { Figures.percentage($0.turnout) } ?? "–",
                storm.figures?.journeyP95Ms.map(Figures.milliseconds) ?? "–",
                MarkdownText.plain(CapacityWords.finding(storm)),
            ])
        }
        return table.text
    }
}
