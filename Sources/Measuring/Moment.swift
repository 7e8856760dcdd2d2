// The only clock of a run: a monotonic point in time, cheap enough to read several times per request.
import Glibc

/// A reading of the monotonic clock (`CLOCK_MONOTONIC`), the only clock that durations are computed from.
package struct Moment: Hashable, Comparable, Sendable {
    /// Nanoseconds since an arbitrary origin, the same for all processes since the machine started.
    package var nanoseconds: Int64

    /// The moment at that many nanoseconds on the monotonic clock.
    @inlinable
    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The current moment.
    package static var now: Moment {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Moment(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    /// Whether the left moment is the earlier one.
    @inlinable
    package static func < (left: Moment, right: Moment) -> Bool { left.nanoseconds < right.nanoseconds }

    /// Nanoseconds from `start` to this moment; negative if `start` is the later one.
    @inlinable
    package func nanoseconds(since start: Moment) -> Int64 { nanoseconds - start.nanoseconds }

    /// Whole microseconds from `start` to this moment, rounded towards zero.
    @inlinable
    package func microseconds(since start: Moment) -> Int64 { (nanoseconds - start.nanoseconds) / 1000 }

    /// This moment moved by a number of nanoseconds.
    @inlinable
    package func advanced(byNanoseconds amount: Int64) -> Moment { Moment(nanoseconds: nanoseconds &+ amount) }

    /// This moment moved by a duration.
    package func advanced(by duration: Duration) -> Moment { advanced(byNanoseconds: duration.wholeNanoseconds) }
}

extension Duration {
    /// The duration in nanoseconds, saturating at the ends of `Int64` (about 292 years).
    package var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, carry) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        guard !carry else { return seconds < 0 ? .min : .max }
        return sum
    }
}

extension Moment: Codable {
    /// Reads the nanoseconds.
    package init(from decoder: any Decoder) throws {
        self.init(nanoseconds: try decoder.singleValueContainer().decode(Int64.self))
    }

    /// Writes the nanoseconds.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(nanoseconds)
    }
}

extension Duration {
    /// The duration as text, in seconds: `300 s`, `1.5 s`.
    package var words: String {
        let milliseconds = wholeNanoseconds / 1_000_000
        return milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(Double(milliseconds) / 1000) s"
    }
}
