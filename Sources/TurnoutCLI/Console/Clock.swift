// Times of day as text, in UTC and independent of locale.
import Glibc
import Measuring

/// A time of day in UTC and the same instant on the monotonic clock.
struct TimeOfDay: Hashable, Sendable {
    /// Seconds since 1970, without leap seconds.
    var seconds: Int
    /// Milliseconds in addition to them.
    var milliseconds: Int
    /// The monotonic clock at that instant.
    var moment: Moment

    /// The current time.
    static var now: TimeOfDay {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        // The moment of the whole millisecond, so that times counted from it are right when they are shown.
        let (milliseconds, rest) = time.tv_nsec.quotientAndRemainder(dividingBy: 1_000_000)
        return TimeOfDay(
            seconds: time.tv_sec, milliseconds: milliseconds, moment: Moment.now.advanced(byNanoseconds: -Int64(rest)))
    }

    /// ISO 8601 with milliseconds: `2026-11-24T09:15:00.250Z`.
    var iso8601: String {
        let (date, time) = fields
        return "\(date.joined(separator: "-"))T\(time.joined(separator: ":")).\(padded(milliseconds, to: 3))Z"
    }

    /// The time to the second for file names: `20261124T091500Z`.
    var stamp: String {
        let (date, time) = fields
        return "\(date.joined())T\(time.joined())Z"
    }

    private var fields: (date: [String], time: [String]) {
        var clock = seconds
        var broken = unsafe tm()
        unsafe gmtime_r(&clock, &broken)
        return unsafe (
            [
                padded(Int(broken.tm_year) + 1900, to: 4), padded(Int(broken.tm_mon) + 1, to: 2),
                padded(Int(broken.tm_mday), to: 2),
            ],
            [padded(Int(broken.tm_hour), to: 2), padded(Int(broken.tm_min), to: 2), padded(Int(broken.tm_sec), to: 2)]
        )
    }

    private func padded(_ value: Int, to count: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, count - digits.count)) + digits
    }
}
