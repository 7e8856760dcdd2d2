// What one loop counts about the generator itself while participants are active.
import Analysis
import Measuring

/// Plain counters of one loop, used on that loop alone until the last journey has ended.
///
/// `@unchecked Sendable`, since participants' tasks carry it: everything that changes it runs on its loop, and the
/// storm reads it elsewhere only after awaiting a task on that loop that runs after the last journey.
final class LoopCounters: @unchecked Sendable {
    /// Arrivals that were noticeably late.
    private(set) var lateStarts = 0
    /// Participants for whom the machine had no resources.
    private(set) var refusals = 0
    /// The most files that the process had open.
    private(set) var peakOpenFiles = 0

    /// The machine had no resources for a participant; its request was never made.
    func refused() { refusals += 1 }

    /// Records that the process had this many open files.
    func saw(openFiles: Int) { peakOpenFiles = max(peakOpenFiles, openFiles) }

    /// Records an arrival at a moment, and when it was due.
    func arrived(at moment: Moment, due: Moment) {
        if moment.nanoseconds(since: due) > GeneratorLimits.lateStartNanoseconds { lateStarts += 1 }
    }
}

extension GeneratorFigures {
    /// Adds another loop's counts.
    mutating func add(_ counters: LoopCounters) {
        lateStarts += counters.lateStarts
        requests += counters.refusals
        harnessFailures += counters.refusals
        peakOpenFiles = max(peakOpenFiles, counters.peakOpenFiles)
    }
}
