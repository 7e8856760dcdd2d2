// How far the clock of a shard's machine may be from UTC: T0 is a time of day.
import ArgumentParser
import EventLoops
import Measuring
import Scenarios

/// The limit on the error of a clock.
enum ClockLimit: Equatable {
    /// By the kernel's account it may be at most this far from UTC.
    case atMost(Duration)
    /// Any clock will do, also one of which nobody knows how far it is from UTC.
    case any

    /// What is accepted if nothing is said.
    static let standard = ClockLimit.atMost(.milliseconds(10))

    /// - Throws: what to write instead; the parser names the value and the option before it.
    static func parsed(_ text: String) throws -> ClockLimit {
        if text == "any" { return .any }
        guard let duration = DurationText.parse(text), duration > .zero else {
            throw ValidationError("write a duration with its unit, such as 10ms, or any.")
        }
        return .atMost(duration)
    }

    /// Refuses a clock that is not good enough.
    /// - Parameter error: how far it can be from UTC, in microseconds; nil if that is unknown.
    /// - Throws: why it is not; exit code 1.
    func check(_ error: Int64?) throws(Problem) {
        guard case .atMost(let limit) = self else { return }
        guard let error else {
            throw Problem(
                "nobody knows how far this machine's clock is from UTC: no time service keeps it",
                remedy:
                    "Start one, such as chrony. If all shards run on this machine, or if it does not matter how far apart "
                    + "they begin, allow any clock: --max-clock-error any. Nothing was sent.")
        }
        guard error * 1000 > limit.wholeNanoseconds else { return }
        throw Problem(
            "this machine's clock can be \(Duration.microseconds(error).words) from UTC, and --max-clock-error is "
                + "\(limit.words)",
            remedy: "Wait until its time service is in step (`chronyc waitsync`), or allow more. Nothing was sent.")
    }
}
