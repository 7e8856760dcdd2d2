// What the Turnout process itself uses: CPU, memory, open files.
import Glibc
import Measuring

/// Readings of the harness process.
package enum ProcessReading {
    /// CPU time so far, user and system, in seconds.
    package static var cpuSeconds: Double {
        let usage = usage
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    /// CPU time of the calling thread so far, in seconds.
    static var threadCPUSeconds: Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Peak resident memory so far, in MiB (`ru_maxrss` is in KiB on Linux).
    static var peakMemoryMiB: Double { Double(usage.ru_maxrss) / 1024 }

    /// Resident memory now; nil if the system does not tell.
    package static var residentBytes: Int? {
        let descriptor = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = Array(repeating: 0, count: 128)
        let count = unsafe read(descriptor, &bytes, bytes.count)
        // The second number is that of resident pages (proc(5)).
        let fields = bytes.prefix(max(0, count)).split(separator: UInt8(ascii: " "))
        guard fields.count > 1, let pages = Int(String(decoding: fields[1], as: UTF8.self)) else { return nil }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// A lower bound of the number of open files: the kernel assigns the lowest free number, so every number below the
    /// one it assigns now is in use. Costs two system calls whatever the number, whereas listing /proc/self/fd with ten
    /// thousand entries would block a loop for milliseconds.
    static var openFiles: Int {
        let descriptor = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return 0 }
        close(descriptor)
        return Int(descriptor)
    }

    private static var usage: rusage {
        var usage = rusage()
        unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }
}
