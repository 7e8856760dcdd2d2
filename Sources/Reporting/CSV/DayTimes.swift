// Times of day of many events, in UTC.
import Analysis
import FoundationEssentials

/// Writes times of day: ISO 8601 in UTC with milliseconds. Events come roughly in order, so the text of their second is
/// kept.
struct DayTimes {
    /// Milliseconds since 1970 at the run's origin; nil if the run file does not tell.
    private let origin: Int64?
    private var second: Int64?
    private var text = ""

    /// Creates times from that of the origin.
    init(_ startedAt: String) {
        origin = ISO8601Time.date(startedAt).map { Int64(($0.timeIntervalSince1970 * 1000).rounded()) }
    }

    /// The time of day that many nanoseconds after the origin, rounded to milliseconds; empty if it is unknown.
    mutating func text(nanoseconds: Int64) -> String {
        guard let origin else { return "" }
        let milliseconds = origin + Int64((Double(nanoseconds) / 1e6).rounded())
        let fraction = (milliseconds % 1000 + 1000) % 1000
        let whole = (milliseconds - fraction) / 1000
        if whole != second {
            second = whole
            text = String(Date(timeIntervalSince1970: Double(whole)).formatted(Date.ISO8601FormatStyle()).dropLast())
        }
        let digits = String(fraction)
        return "\(text).\(String(repeating: "0", count: 3 - digits.count))\(digits)Z"
    }
}
