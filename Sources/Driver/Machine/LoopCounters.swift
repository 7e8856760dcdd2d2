// What one loop counts of the generator itself while participants are at work.
import Analysis
import Measuring

/// Plain counters of one loop, used on that loop alone until the last journey has ended.
///
/// `@unchecked Sendable`, since participants' tasks carry it: all that changes it runs on its loop, and the storm reads it
/// elsewhere only after it has awaited a task on that loop behind the last journey.
final class LoopCounters: @unchecked Sendable {
    /// Arrivals that came noticeably late.
    private(set) var lateStarts = 0
    /// Participants for whom the machine had no room.
    private(set) var refusals = 0
    /// The most files of the process that were open.
    private(set) var peakOpenFiles = 0

    /// The machine had no room for a participant: its request was never made.
    func refused() { refusals += 1 }

    /// So many files of the process were open at some instant.
    func saw(openFiles: Int) { peakOpenFiles = max(peakOpenFiles, openFiles) }

    /// An arrival came at that moment that was due earlier.
    func arrived(at moment: Moment, due: Moment) {
        if moment.nanoseconds(since: due) > GeneratorLimits.lateStartNanoseconds { lateStarts += 1 }
    }
}

extension GeneratorFigures {
    /// Adds what one loop counted.
    mutating func add(_ counters: LoopCounters) {
        lateStarts += counters.lateStarts
        requests += counters.refusals
        harnessFailures += counters.refusals
        peakOpenFiles = max(peakOpenFiles, counters.peakOpenFiles)
    }
}
