// The time of day, by which processes on several machines agree on a moment.
import CLinux
import FoundationEssentials
import Glibc
package import Measuring

/// The system's clock of the time of day. Nothing is measured with it.
package enum WallClock {
    /// The current time.
    package static var now: UTCInstant {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return UTCInstant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    /// The moment on the monotonic clock at which this clock shows an instant, if nobody sets it meanwhile.
    package static func moment(at instant: UTCInstant) -> Moment {
        let (now, moment) = (now, Moment.now)
        let (distance, overflow) = (instant.microseconds - now.microseconds).multipliedReportingOverflow(by: 1000)
        return moment.advanced(byNanoseconds: overflow ? Int64.max / 4 : distance)
    }

    /// A name of the monotonic clock: processes for which it is the same read one and the same clock. It counts from the
    /// start of a machine, which the kernel names (random(4), `boot_id`), and may be shifted in a time namespace
    /// (time_namespaces(7)). Nil if it is unknown.
    package static var monotonicClockName: String? {
        guard let boot = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8) else {
            return nil
        }
        let namespace = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/time")) ?? ""
        return boot.filter { !$0.isWhitespace } + (namespace.isEmpty ? "" : " " + namespace)
    }

    /// How far this clock can be from UTC by the kernel's own account, in microseconds (adjtimex(2), `maxerror`); nil if
    /// no time service disciplines it, or if that cannot be asked.
    package static var errorMicroseconds: Int64? {
        let error = linux_clock_error()
        return error >= 0 ? error : nil
    }
}
