// Days and instants in queries.

/// A day or an instant in ISO 8601, as `2026-11-24` or `2026-11-24T03:00:00Z` (RFC 3339 section 5.6), in microseconds since
/// 1970.
///
/// Reckoned here and not by Foundation, whose parser knows no offset beyond 18 hours and turns 31 February into March.
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
        let refusal = Refusal.api(.badRequest, "\(field) must be ISO 8601")
        guard let days = Self.days(text.prefix(10)) else { throw refusal }
        let time = text.dropFirst(10)
        if time.isEmpty {
            first = days * Self.day
            last = first + Self.day - 1
        } else {
            guard let sinceMidnight = Self.microseconds(time) else { throw refusal }
            first = days * Self.day + sinceMidnight
            last = first
        }
        dayStart = first - ((first % Self.day) + Self.day) % Self.day
    }

    /// The whole day, in UTC.
    var dayRange: Range<Int> { dayStart..<dayStart + Self.day }

    /// The days from 1970-01-01 to a date; nil: it is no day of the calendar (Howard Hinnant, "chrono-Compatible Low-Level
    /// Date Algorithms").
    private static func days(_ text: Substring) -> Int? {
        guard let match = text.wholeMatch(of: /([0-9]{4})-([0-9]{2})-([0-9]{2})/)?.output,
            let year = Int(match.1), let month = Int(match.2), let day = Int(match.3), (1...12).contains(month)
        else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...lengths[month - 1]).contains(day) else { return nil }
        // Years begin with March here, so that the day that not every year has is the last one; those before the year 0
        // belong to the era before.
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The microseconds from the date's midnight in UTC to a time with its offset; nil: it is none.
    private static func microseconds(_ text: Substring) -> Int? {
        let shape = /[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?(?:[Zz]|([+\-])([0-9]{2}):([0-9]{2}))/
        guard let match = text.wholeMatch(of: shape)?.output,
            let hour = Int(match.1), let minute = Int(match.2), let second = Int(match.3),
            hour < 24, minute < 60, second < 60
        else { return nil }
        let fraction = match.4.map { $0.prefix(6) + String(repeating: "0", count: max(0, 6 - $0.count)) } ?? "0"
        let offsetHour = match.6.flatMap { Int($0) } ?? 0
        let offsetMinute = match.7.flatMap { Int($0) } ?? 0
        guard offsetHour < 24, offsetMinute < 60, let fraction = Int(fraction) else { return nil }
        let offset = (offsetHour * 60 + offsetMinute) * (match.5 == "-" ? -1 : 1)
        return (((hour * 60 + minute - offset) * 60) + second) * Self.second + fraction
    }
}
