// How busy the generator was while requests were in progress. Averages over a whole run say little: a one-second storm
// before a pause of twenty would look like an idle machine.
import Measuring
import Synchronization

/// CPU time of the process during the time in which any loop had requests in progress.
final class RequestActivity: Sendable {
    private struct State {
        var busyLoops = 0
        var began = Moment(nanoseconds: 0)
        var cpuAtBeginning = 0.0
        var cpuSeconds = 0.0
        var seconds = 0.0
    }

    // A lock that a loop takes when its first request begins or its last one ends, but not for those in between.
    private let state = Mutex(State())

    /// The time so far and the CPU time within it, in seconds.
    var total: (seconds: Double, cpuSeconds: Double) { state.withLock { ($0.seconds, $0.cpuSeconds) } }

    func loopBegins(at now: Moment) {
        state.withLock { state in
            state.busyLoops += 1
            guard state.busyLoops == 1 else { return }
            state.began = now
            state.cpuAtBeginning = ProcessReading.cpuSeconds
        }
    }

    func loopEnds(at now: Moment) {
        state.withLock { state in
            state.busyLoops -= 1
            guard state.busyLoops == 0 else { return }
            state.seconds += Double(now.nanoseconds(since: state.began)) / 1e9
            state.cpuSeconds += ProcessReading.cpuSeconds - state.cpuAtBeginning
        }
    }
}

/// The same for one loop: its thread's share of a CPU while it had requests in progress. Used on that loop alone until
/// the last journey has ended.
///
/// `@unchecked Sendable`, since tasks carry the loop's worker, which holds it: the engine calls it on its loop, and the
/// storm reads it only after awaiting a task on that loop that runs after the last journey.
final class LoopActivity: @unchecked Sendable {
    private let all: RequestActivity
    private var began: (moment: Moment, cpuSeconds: Double)?
    private var seconds = 0.0
    private var cpuSeconds = 0.0

    init(partOf all: RequestActivity) { self.all = all }

    /// The share of that time for which the thread was on a CPU, 0 to 1.
    var busyShare: Double { seconds > 0 ? min(1, cpuSeconds / seconds) : 0 }

    /// The loop's first request begins, or its last one has ended.
    func change(isBusy: Bool) {
        let now = Moment.now
        switch (began, isBusy) {
        case (nil, true):
            began = (now, ProcessReading.threadCPUSeconds)
            all.loopBegins(at: now)
        case (let start?, false):
            seconds += Double(now.nanoseconds(since: start.moment)) / 1e9
            cpuSeconds += ProcessReading.threadCPUSeconds - start.cpuSeconds
            began = nil
            all.loopEnds(at: now)
        case (nil, false), (.some, true): break
        }
    }
}
