// The host's side of an event in words: webhooks, and what was recorded.
import Analysis

/// Sentences that the reports share.
enum EventWords {
    // MARK: Webhooks

    /// What came on the run's webhook.
    static func webhooks(_ webhooks: Summary.Webhooks) -> String {
        guard webhooks.registered else {
            return webhooks.reason.map { "none received, since \($0)" } ?? "none received: no webhook was registered."
        }
        let rest = [overload(webhooks), webhooks.reason].compactMap { $0 }.map { " \($0)" }.joined()
        guard webhooks.received > 0 else { return "Nothing was delivered." + rest }
        let events = Figures.counted(webhooks.events, "event")
        let deliveries = "\(events) in \(Figures.counted(webhooks.received, "delivery", "deliveries"))"
        let odd = oddities(webhooks)
        return deliveries + (odd.isEmpty ? "." : ": \(odd.joined(separator: ", ")).") + rest
    }

    /// What there was no room for; nil if there was room for everything.
    private static func overload(_ webhooks: Summary.Webhooks) -> String? {
        guard webhooks.overloaded > 0 else { return nil }
        let were = webhooks.overloaded == 1 ? "was" : "were"
        return "\(Figures.counted(webhooks.overloaded, "request")) \(were) turned away, since too many came at once."
    }

    /// What was wrong with deliveries, without their sum.
    private static func oddities(_ webhooks: Summary.Webhooks) -> [String] {
        [
            (webhooks.wrongSignature, "with a wrong signature", "with a wrong signature"),
            (webhooks.unreadable, "not readable", "not readable"), (webhooks.repeats, "repeat", "repeats"),
            (webhooks.outOfOrder, "out of order", "out of order"),
            (webhooks.otherRooms, "of other rooms", "of other rooms"),
            (webhooks.unknown, "of an unknown kind", "of unknown kinds"),
        ].filter { $0.0 > 0 }.map { "\(Figures.count($0.0)) \($0.0 == 1 ? $0.1 : $0.2)" }
    }

    /// Whether something was wrong with them.
    static func isOdd(_ webhooks: Summary.Webhooks) -> Bool {
        !webhooks.registered || webhooks.reason != nil || !oddities(webhooks).isEmpty || webhooks.overloaded > 0
    }

    // MARK: Records

    /// How much of the event was recorded.
    static func records(_ records: Summary.Records) -> String {
        guard !records.items.isEmpty else { return records.reason ?? "Nothing was recorded." }
        var sentences: [String] = []
        if let share = records.coverage, let recorded = records.recordedSeconds, let event = records.eventSeconds {
            sentences.append(
                "\(Figures.percentage(share)) of the event was recorded (\(Figures.seconds(recorded)) of "
                    + "\(Figures.seconds(event))).")
        } else if records.eventSeconds == nil {
            sentences.append("There was a record, but nobody entered the room.")
        } else {
            sentences.append("How much of the event was recorded is not known.")
        }
        if records.failures > 0 {
            let failures = Figures.counted(records.failures, "record failed", "records failed")
            let restarts =
                switch records.restarts {
                case 0: "none was started again"
                case 1: "one was started again"
                default: "\(Figures.count(records.restarts)) were started again"
                }
            sentences.append("\(failures), \(restarts).")
        }
        if let reason = records.reason { sentences.append(reason) }
        return sentences.joined(separator: " ")
    }

    /// Whether less than the whole event was recorded, or nobody knows whether all of it was.
    static func isPartial(_ records: Summary.Records) -> Bool {
        guard !records.items.isEmpty, records.failures == 0, records.reason == nil, let coverage = records.coverage
        else { return true }
        return coverage < 1
    }

    /// A record's state: `finished`, and what it is if the platform does not list it.
    static func state(_ record: Summary.Record) -> String { record.state ?? "not listed" }

    /// A file's size: `812 bytes`, `31.2 kB`, `4.05 MB`.
    static func size(_ bytes: Int) -> String {
        switch bytes {
        case ..<1_000: Figures.counted(bytes, "byte")
        case ..<1_000_000: "\(Figures.significant(Double(bytes) / 1e3)) kB"
        case ..<1_000_000_000: "\(Figures.significant(Double(bytes) / 1e6)) MB"
        default: "\(Figures.significant(Double(bytes) / 1e9)) GB"
        }
    }

    /// The files in one sentence; nil if there are none.
    static func files(_ records: Summary.Records, shown: Int) -> String? {
        guard !records.items.isEmpty else { return nil }
        let names = records.items.prefix(shown).map { record in
            "\(state(record))\(record.fileSize.map { ", \(size($0))" } ?? "")"
        }
        let rest = records.items.count > shown ? "; and \(Figures.count(records.items.count - shown)) more" : ""
        return "\(Figures.counted(records.items.count, "record")): \(names.joined(separator: "; "))\(rest)."
    }

    // MARK: The timeline

    /// When something happened, counted from the start of the arrivals: `+12.4 s`, `−0.31 s`.
    static func when(_ seconds: Double) -> String {
        (seconds < 0 ? "−" : "+") + Figures.seconds(abs(seconds))
    }
}
