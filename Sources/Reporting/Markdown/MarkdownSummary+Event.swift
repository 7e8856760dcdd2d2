// The host's side of the event in a job summary.
import Analysis

extension MarkdownSummary {
    var event: String? {
        guard let event = summary.event else { return nil }
        var lines: [String] = []
        if let records = event.records {
            lines.append("- **Records:** \(MarkdownText.plain(EventWords.records(records)))")
            if let files = EventWords.files(records, shown: Self.named) {
                lines.append("- \(MarkdownText.plain(files))")
            }
        }
        if let webhooks = event.webhooks {
            lines.append("- **Webhooks:** \(MarkdownText.plain(EventWords.webhooks(webhooks)))")
        }
        return lines.isEmpty ? nil : "#### The host\n\n" + lines.joined(separator: "\n")
    }
}
