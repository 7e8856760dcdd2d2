// How long an answer asks to wait.
import CLibcurl
import Glibc

/// The header Retry-After (RFC 9110 section 10.2.3): seconds, or the time of day from which to try again.
enum RetryAfter {
    /// The seconds to wait.
    ///
    /// A time of day is counted from the answer's own `Date` where it has one: server and harness need not agree on what
    /// time it is.
    /// - Parameters:
    ///   - value: the header's value.
    ///   - date: the value of `Date` in the same answer.
    ///   - now: this machine's time of day, in seconds since 1970.
    /// - Returns: 0 for a time that has passed; nil if the value is neither a number nor a date.
    static func seconds(_ value: String, answered date: String?, now: Int = Glibc.time(nil)) -> Int? {
        if !value.isEmpty, value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return Int(value) }
        guard let until = timeOfDay(value) else { return nil }
        return max(0, until - (date.flatMap(timeOfDay) ?? now))
    }

    /// Seconds since 1970 of a date in one of the three forms of RFC 9110 section 5.6.7.
    private static func timeOfDay(_ text: String) -> Int? {
        // curl's parser takes bare numbers for dates too, which HTTP does not: all three forms begin with a day's name.
        guard let first = text.utf8.first, (0x41...0x5A).contains(first & ~0x20) else { return nil }
        let seconds = unsafe curl_getdate(text, nil)
        return seconds < 0 ? nil : seconds
    }
}
