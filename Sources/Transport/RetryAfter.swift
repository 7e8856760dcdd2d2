// How long a response asks to wait.
import CLibcurl
import Glibc

/// The Retry-After header (RFC 9110 section 10.2.3): seconds, or the date from which to try again.
enum RetryAfter {
    /// The seconds to wait.
    ///
    /// A date is counted from the response's own `Date` header if it has one, because the clocks of server and harness
    /// may differ.
    /// - Parameters:
    ///   - value: the header's value.
    ///   - date: the value of `Date` in the same response.
    ///   - now: this machine's time, in seconds since 1970.
    /// - Returns: 0 for a time in the past; nil if the value is neither a number nor a date.
    static func seconds(_ value: String, answered date: String?, now: Int = Glibc.time(nil)) -> Int? {
        if !value.isEmpty, value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return Int(value) }
        guard let until = timeOfDay(value) else { return nil }
        return max(0, until - (date.flatMap(timeOfDay) ?? now))
    }

    /// The seconds since 1970 of a date in one of the three forms of RFC 9110 section 5.6.7.
    private static func timeOfDay(_ text: String) -> Int? {
        // curl's parser also accepts bare numbers as dates. HTTP does not: all three forms begin with the name of a
        // day.
        guard let first = text.utf8.first, (0x41...0x5A).contains(first & ~0x20) else { return nil }
        let seconds = unsafe curl_getdate(text, nil)
        return seconds < 0 ? nil : seconds
    }
}
