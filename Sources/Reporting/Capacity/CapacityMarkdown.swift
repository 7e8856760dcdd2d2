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
            parts.append(MarkdownText.plain(cause.sentence))
        }
        if let advice = document.advice {
            parts.append(
                "**Expected \(Figures.count(advice.participants)):** "
                    + MarkdownText.plain("\(advice.sentence) \(advice.grounds)"))
        }
        parts += CapacityWords.notes(document).map { "⚠️ \(MarkdownText.plain($0))" }
        if !document.storms.isEmpty { parts.append(table(document.storms, document.settings.arrivalHead + ":")) }
        if let storms = document.windowStorms, !storms.isEmpty { parts.append(table(storms, "Over:")) }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private func table(_ storms: [CapacityDocument.Storm], _ crowd: String) -> String {
        var table = MarkdownTable(["Storm:", crowd, "", "Turnout:", "p95:", "Finding"])
        for storm in storms {
            let mark = storm.outcome == .passed ? "✅ " : storm.outcome == .failed ? "❌ " : "⚠️ "
            table.add([
                String(storm.number), CapacityWords.varied(storm), mark + CapacityWords.outcome(storm),
                storm.shownTurnout.map(Figures.percentage) ?? "–",
                (storm.isThin ? "≈ " : "") + (storm.shownP95Ms.map(Figures.milliseconds) ?? "–"),
                MarkdownText.plain(CapacityWords.finding(storm)),
            ])
        }
        return table.text + (storms.contains(where: \.isThin) ? MarkdownSummary.thinNote : "")
    }
}
