// Instants in ISO 8601, as platforms write them. Computed here and not by Foundation, whose parsers differ in what they take.

/// An instant in microseconds since 1970, UTC.
package struct UTCInstant: Codable, Hashable, Comparable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    package var microseconds: Int64

    /// An instant.
    package init(microseconds: Int64) { self.microseconds = microseconds }

    private static let second: Int64 = 1_000_000
    private static let day: Int64 = 86_400 * second

    /// Reads `2026-11-24T03:00:00.000Z`: with or without seconds, any number of decimals, `Z` or an offset; without an
    /// offset in UTC. Nil for anything else.
    package init?(_ text: String) {
        // Byte by byte: a regular expression takes some hundred times as long, and a report has an instant or two a visit.
        var rest = text.utf8[...]
        func number(_ digits: Int) -> Int64? {
            guard rest.count >= digits else { return nil }
            var value: Int64 = 0
            for byte in rest.prefix(digits) {
                guard let digit = UTCInstant.digit(byte) else { return nil }
                value = value * 10 + digit
            }
            rest = rest.dropFirst(digits)
            return value
        }
        func take(_ wanted: String) -> Bool {
            guard let first = rest.first, wanted.utf8.contains(first) else { return false }
            rest = rest.dropFirst()
            return true
        }
        guard let year = number(4), take("-"), let month = number(2), take("-"), let day = number(2), take("Tt "),
            let hour = number(2), take(":"), let minute = number(2), (1...12).contains(month), (1...31).contains(day),
            hour < 24, minute < 60
        else { return nil }
        var (seconds, fraction, offset): (Int64, Int64, Int64) = (0, 0, 0)
        if take(":") {
            guard let whole = number(2) else { return nil }
            seconds = whole
            if take(".,") {
                let digits = rest.prefix { UTCInstant.digit($0) != nil }
                guard !digits.isEmpty else { return nil }
                rest = rest.dropFirst(digits.count)
                for place in 0..<6 {
                    fraction = fraction * 10 + (digits.dropFirst(place).first.flatMap(UTCInstant.digit) ?? 0)
                }
            }
        }
        if let sign = rest.first, take("+-") {
            guard let hours = number(2) else { return nil }
            let minutes: Int64 = take(":") ? number(2) ?? -1 : number(2) ?? 0
            guard minutes >= 0 else { return nil }
            offset = (hours * 60 + minutes) * 60 * (sign == UInt8(ascii: "-") ? -1 : 1)
        } else {
            _ = take("Zz")
        }
        guard rest.isEmpty else { return nil }
        let ofDay = (hour * 60 + minute) * 60 + seconds
        microseconds =
            UTCInstant.days(year, month, day) * UTCInstant.day + (ofDay - offset) * UTCInstant.second + fraction
    }

    private static func digit(_ byte: UInt8) -> Int64? {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int64(byte - UInt8(ascii: "0")) : nil
    }

    /// The days from 1970-01-01 to a date (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        // Years begin with March here, so that a leap day is the last day of its year.
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The instant as `2026-11-24T03:00:00.000Z`.
    package var text: String {
        let (days, ofDay) = UTCInstant.divide(microseconds, by: UTCInstant.day)
        let (year, month, date) = UTCInstant.date(days)
        let milliseconds = ofDay / 1000
        func padded(_ number: Int64, _ width: Int = 2) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let (seconds, fraction) = (milliseconds / 1000, milliseconds % 1000)
        return "\(padded(year, 4))-\(padded(month))-\(padded(date))T\(padded(seconds / 3600)):"
            + "\(padded(seconds / 60 % 60)):\(padded(seconds % 60)).\(padded(fraction, 3))Z"
    }

    /// The date of a number of days since 1970-01-01 (as above).
    private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let (era, dayOfEra) = divide(shifted, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let year = yearOfEra + era * 400
        return (month < 10 ? year : year + 1, month < 10 ? month + 3 : month - 9, dayOfYear - (153 * month + 2) / 5 + 1)
    }

    /// Quotient and remainder, which is never negative.
    private static func divide(_ number: Int64, by divisor: Int64) -> (Int64, Int64) {
        let remainder = ((number % divisor) + divisor) % divisor
        return ((number - remainder) / divisor, remainder)
    }

    /// The beginning of its day in UTC.
    package var midnight: UTCInstant {
        UTCInstant(microseconds: UTCInstant.divide(microseconds, by: UTCInstant.day).0 * UTCInstant.day)
    }

    /// The instant this much later.
    package func advanced(byMicroseconds more: Int64) -> UTCInstant {
        UTCInstant(microseconds: microseconds &+ more)
    }

    /// The instant this much later.
    package func advanced(by duration: Duration) -> UTCInstant {
        advanced(byMicroseconds: duration.wholeNanoseconds / 1000)
    }

    /// The same time a day later, or `-1` day later.
    package func advanced(byDays more: Int64) -> UTCInstant { advanced(byMicroseconds: more * UTCInstant.day) }

    /// Milliseconds since another instant.
    package func milliseconds(since other: UTCInstant) -> Double { Double(microseconds &- other.microseconds) / 1000 }

    /// Whether the left one is earlier.
    package static func < (left: UTCInstant, right: UTCInstant) -> Bool { left.microseconds < right.microseconds }
}
