// The loop's own account of its lateness and its thread's CPU time.
import CLinux
import Glibc

/// Collects lateness; emptied by whoever watches.
struct LagMeter {
    private var lag = LoopLag()
    /// The CPU clock of the loop's thread, while it runs.
    private var clock: clockid_t?
    private var cpuTaken: Int64 = 0

    mutating func record(nanoseconds: Int64) {
        lag.record(nanoseconds: nanoseconds)
    }

    /// To be called on the loop's thread.
    mutating func threadStarted() {
        clock = linux_thread_cpu_clock()
    }

    mutating func threadEnds() {
        lag.cpuMicroseconds += cpuSinceTaken()
        clock = nil
    }

    mutating func take() -> LoopLag {
        lag.cpuMicroseconds += cpuSinceTaken()
        let taken = lag
        lag = LoopLag()
        return taken
    }

    private mutating func cpuSinceTaken() -> Int64 {
        guard let clock else { return 0 }
        var time = timespec()
        guard unsafe clock_gettime(clock, &time) == 0 else { return 0 }
        let total = Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
        defer { cpuTaken = total }
        return total - cpuTaken
    }
}
