// Days and instants in queries.

import FoundationEssentials

/// A day or an instant in ISO 8601, as `2026-11-24` or `2026-11-24T03:00:00Z`, in microseconds since 1970.
struct QueryInstant: Sendable, Hashable {
    /// The first microsecond that is meant.
    let first: Int
    /// The last one: of a day its end, of an instant the same.
    let last: Int
    /// The first microsecond of the day, in UTC.
    let dayStart: Int

    private static let second = 1_000_000
    private static let day = 86_400 * second

    /// Reads a field.
    ///
    /// - Throws: 400 naming the field.
    init(_ text: String, field: String) throws(Refusal) {
        let style = Date.ISO8601FormatStyle()
        let date = style.year().month().day()
        // What is no day in any calendar, as 31 February, is read as another day: it does not come back as it went.
        if text.utf8.count == 10, let start = try? date.parse(text), date.format(start) == text,
            let start = Self.microseconds(start)
        {
            first = start
            last = first + Self.day - 1
            dayStart = first
        } else if let days = text.wholeMatch(of: Self.shape)?.day,
            (try? QueryInstant(String(days), field: field)) != nil,
            let instant = (try? style.parse(text)) ?? (try? Self.fractional.parse(text)),
            let instant = Self.microseconds(instant)
        {
            first = instant
            last = first
            dayStart = first - ((first % Self.day) + Self.day) % Self.day
        } else {
            throw .api(.badRequest, "\(field) must be ISO 8601")
        }
    }

    /// The whole day, in UTC.
    var dayRange: Range<Int> { dayStart..<dayStart + Self.day }

    /// The parser takes an hour 25 for one of the next day.
    private static var shape: Regex<(Substring, day: Substring)> {
        /(?<day>\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+\-](?:[01]\d|2[0-3]):[0-5]\d)/
    }

    private static let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    /// Nil: beyond what can be counted, as no instant of four-digit years is.
    private static func microseconds(_ date: Date) -> Int? {
        let count = (date.timeIntervalSince1970 * Double(second)).rounded()
        return abs(count) < Double(Int.max / 2) ? Int(count) : nil
    }
}
