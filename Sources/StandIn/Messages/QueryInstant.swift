// Days and instants in queries.

/// A day or an instant in ISO 8601: `2026-11-24`, `2026-11-24T03:00:00Z`, `2026-11-24T06:00+03:00`. Without an offset
/// it is in UTC. In microseconds since 1970.
///
/// Computed here and not by Foundation, whose parser knows no offset beyond 18 hours and turns 31 February into March.
struct QueryInstant: Sendable, Hashable {
    /// The first microsecond of it.
    let first: Int
    /// The last microsecond of it: for a day its end, for an instant the same as the first.
    let last: Int
    /// The day as written, midnight to midnight in its own offset.
    let dayRange: Range<Int>

    private static let second = 1_000_000
    private static let day = 86_400 * second

    /// Reads a field.
    ///
    /// - Throws: 400 naming the field.
    init(_ text: String, field: String) throws(ErrorResponse) {
        let refusal = ErrorResponse.api(
            .badRequest, "\(field) must be a day or an instant in ISO 8601, such as 2026-11-24 or 2026-11-24T03:00:00Z")
        guard let days = Self.days(text.prefix(10)) else { throw refusal }
        let midnight = days * Self.day
        let time = text.dropFirst(10)
        if time.isEmpty {
            dayRange = midnight..<midnight + Self.day
            first = midnight
            last = midnight + Self.day - 1
        } else {
            guard let (sinceMidnight, offset) = Self.time(time) else { throw refusal }
            dayRange = midnight - offset..<midnight - offset + Self.day
            first = midnight - offset + sinceMidnight
            last = first
        }
    }

    /// The days from 1970-01-01 to a date; nil if the date does not exist (Howard Hinnant, "chrono-Compatible Low-Level
    /// Date Algorithms").
    private static func days(_ text: Substring) -> Int? {
        guard let match = text.wholeMatch(of: /([0-9]{4})-([0-9]{2})-([0-9]{2})/)?.output,
            let year = Int(match.1), let month = Int(match.2), let day = Int(match.3), (1...12).contains(month)
        else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...lengths[month - 1]).contains(day) else { return nil }
        // Years begin with March here, so that a leap day is the last day of its year. Years before 0 belong to the era
        // before.
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The microseconds since midnight and the offset from UTC; nil if it is not a time.
    private static func time(_ text: Substring) -> (sinceMidnight: Int, offset: Int)? {
        let shape =
            /[Tt]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?(?:[Zz]|([+\-])([0-9]{2})(?::?([0-9]{2}))?)?/
        guard let match = text.wholeMatch(of: shape)?.output, let hour = Int(match.1), let minute = Int(match.2)
        else { return nil }
        let second = match.3.flatMap { Int($0) } ?? 0
        let fraction = match.4.map { $0.prefix(6) + String(repeating: "0", count: max(0, 6 - $0.count)) } ?? "0"
        let offsetHour = match.6.flatMap { Int($0) } ?? 0
        let offsetMinute = match.7.flatMap { Int($0) } ?? 0
        guard hour < 24, minute < 60, second < 60, offsetHour < 24, offsetMinute < 60, let fraction = Int(fraction)
        else { return nil }
        return (
            ((hour * 60 + minute) * 60 + second) * Self.second + fraction,
            (offsetHour * 60 + offsetMinute) * 60 * Self.second * (match.5 == "-" ? -1 : 1)
        )
    }
}
