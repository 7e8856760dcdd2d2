// The server's time.

import FoundationEssentials

/// The only source of time, so that tests can stop it.
struct ServerClock: Sendable {
    /// Microseconds since the server's start.
    var now: @Sendable () -> Int
    /// Returns at an instant of that clock.
    var wait: @Sendable (_ until: Int) async -> Void
    /// The server's start in microseconds since 1970.
    var startMicroseconds: Int

    /// Real time.
    static func live() -> ServerClock {
        let clock = ContinuousClock()
        let start = clock.now
        return ServerClock(
            now: {
                let parts = (clock.now - start).components
                return Int(parts.seconds) * 1_000_000 + Int(parts.attoseconds / 1_000_000_000_000)
            },
            wait: { until in
                // Fails only during shutdown; the request then ends without having waited.
                try? await clock.sleep(until: start.advanced(by: .microseconds(until)), tolerance: .zero)
            },
            startMicroseconds: Int(Date.now.timeIntervalSince1970 * 1_000_000))
    }

    /// The seconds since 1970 of an instant.
    func seconds(at microseconds: Int) -> Int { (startMicroseconds + microseconds) / 1_000_000 }

    /// An instant as ISO 8601 with milliseconds, in UTC.
    func timestamp(_ microseconds: Int) -> String {
        let seconds = self.seconds(at: microseconds)
        let (days, time) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let date = Self.civil(days: days)
        func padded(_ value: Int, _ width: Int) -> String {
            let digits = value.description
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let clock = [time / 3_600, time / 60 % 60, time % 60].map { padded($0, 2) }.joined(separator: ":")
        let milliseconds = padded((startMicroseconds + microseconds) % 1_000_000 / 1_000, 3)
        return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))T\(clock).\(milliseconds)Z"
    }

    /// The date of a day counted from 1970-01-01 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        )
    }
}
