// Times of day as runs record them, read and written in one place.
package import FoundationEssentials

/// Times of day in reports; durations never come from them.
package enum ISO8601Time {
    /// When that was, of ISO 8601 in UTC with or without fractions of a second; nil if the text is not a time.
    package static func date(_ text: String) -> Date? {
        (try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text))
            ?? (try? Date.ISO8601FormatStyle().parse(text))
    }

    /// A time of day shifted by a duration, ISO 8601 in UTC with milliseconds; empty if the text is not a time.
    package static func text(_ start: String, plusNanoseconds offset: Int64 = 0) -> String {
        guard let date = date(start) else { return "" }
        return date.addingTimeInterval(Double(offset) / 1e9)
            .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
