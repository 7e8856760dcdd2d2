// The host's side of the event: webhooks and records.
import Analysis

extension TerminalSummary {
    /// The most files of records to show.
    private static let shownFiles = 4

    var eventLines: [StyledText] {
        guard let event = summary.event else { return [] }
        var lines: [StyledText] = []
        if let webhooks = event.webhooks {
            lines += labelled(
                "Webhooks", EventWords.webhooks(webhooks), tone: EventWords.isOdd(webhooks) ? .caution : .plain)
        }
        if let records = event.records {
            lines += labelled(
                "Records", EventWords.records(records), tone: EventWords.isPartial(records) ? .caution : .plain)
            if let files = EventWords.files(records, shown: TerminalSummary.shownFiles) { lines += labelled("", files) }
        }
        return lines
    }
}
