// Which texts have rows already.

/// Remembers the row numbers of the texts that were needed last. A target can put a serial number into each of its errors,
/// so that only a limited number is kept; a text that was forgotten is written again, to another row.
struct RecentNumbers<Text: Hashable & Sendable>: Sendable {
    /// How many are remembered at most.
    let limit: Int
    // Two generations: when the newer one is full, it becomes the older one, whose texts are forgotten unless they were
    // needed since.
    private var newer: [Text: Int64] = [:]
    private var older: [Text: Int64] = [:]
    /// The text that was needed last: often the next one too.
    private var latest: (text: Text, number: Int64)?

    init(limit: Int) {
        self.limit = limit
    }

    /// How many are remembered.
    var count: Int { newer.count + older.count }

    /// The number of a text; nil if it is not remembered.
    mutating func number(of text: Text) -> Int64? {
        if let latest, latest.text == text { return latest.number }
        if let number = newer[text] {
            latest = (text, number)
            return number
        }
        guard let number = older.removeValue(forKey: text) else { return nil }
        remember(number, of: text)
        return number
    }

    /// Remembers the number of a text that is not remembered yet.
    mutating func remember(_ number: Int64, of text: Text) {
        if newer.count >= limit / 2 {
            older = newer
            newer = [:]
        }
        newer[text] = number
        latest = (text, number)
    }

    /// Forgets all.
    mutating func forget() {
        newer = [:]
        older = [:]
        latest = nil
    }
}
