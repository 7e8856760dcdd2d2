// The host's side of the event: what was recorded, what came by webhook, and what happened when.
import Analysis
import Measuring

/// What the host did about the event.
struct EventSection {
    private let event: Summary.Event?

    /// The most entries of the timeline to show.
    static let shownEntries = 200
    /// The most records to show.
    static let shownRecords = 100

    init(_ summary: Summary) { event = summary.event }

    var blocks: [Block] {
        guard let event else { return [] }
        return [event.records.map(records), event.webhooks.map(webhooks), timeline(event.timeline)].compactMap { $0 }
    }

    private func records(_ records: Summary.Records) -> Block {
        var table = HTMLTable(
            caption: "The records",
            columns: [.text("Record"), .words("State"), .figures("File"), .figures("Began"), .figures("Length")])
        for record in records.items.prefix(EventSection.shownRecords) {
            table.add(
                record.id.isEmpty ? "without an id" : record.id, EventWords.state(record),
                record.fileSize.map(EventWords.size) ?? "–",
                EventWords.when(record.fromSeconds),
                record.seconds.map(Figures.seconds) ?? "–")
        }
        return Block(
            headline: EventWords.records(records),
            subtitle: "The event lasts from the first entry until the last journey of those who had entered is over.",
            records.items.isEmpty ? "" : table.markup)
    }

    private func webhooks(_ webhooks: Summary.Webhooks) -> Block {
        var notes: [String] = []
        if webhooks.refused > 0 {
            let were = webhooks.refused == 1 ? "was not taken as a delivery" : "were not taken as deliveries"
            notes.append("\(Figures.counted(webhooks.refused, "request")) to the run’s port \(were).")
        }
        if webhooks.registered, !webhooks.deleted { notes.append("The run’s webhook was not deleted by this run.") }
        return Block(headline: "Webhooks: \(EventWords.webhooks(webhooks))", Block.list(notes))
    }

    private func timeline(_ entries: [Summary.Entry]) -> Block? {
        guard !entries.isEmpty else { return nil }
        var table = HTMLTable(
            caption: "The host’s timeline, counted from the start of the arrivals",
            columns: [.figures("Time"), .text("What")])
        for entry in entries.prefix(EventSection.shownEntries) {
            table.add(EventWords.when(entry.atSeconds), entry.words)
        }
        let rest = entries.count - EventSection.shownEntries
        return Block(
            folded: "The host’s timeline",
            table.markup
                + (rest > 0 ? Block.paragraph("\(Figures.counted(rest, "further entry", "further entries")).") : ""))
    }
}
