// Measures how late a loop is and how much CPU time its thread uses.
import CLinux
import Glibc

/// Collects lateness until a reader takes it.
struct LagMeter {
    private var lag = LoopLag()
    /// The CPU clock of the loop's thread, while that runs.
    private var clock: clockid_t?
    private var cpuTaken: Int64 = 0

    mutating func record(nanoseconds: Int64) {
        lag.record(nanoseconds: nanoseconds)
    }

    /// Call it on the loop's thread.
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
