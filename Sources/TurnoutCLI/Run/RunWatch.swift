// What goes on beside a run: the watch for Ctrl-C and the display.
import Driver
import EventLoops
import Measuring
import UnixSignals

/// The control of a run, its counters, and who looks after them.
///
/// Signals are trapped when it is made, before anything of the run is: from then on the first Ctrl-C ends the run in an
/// orderly way, whatever it is at.
struct RunWatch: Sendable {
    let control = StormControl()
    let progress = StormProgress()
    let display: ProgressDisplay
    private let signals: UnixSignalsSequence

    init(style: ProgressDisplay.Style, console: Console, expected: Int, begun: Moment) async {
        display = ProgressDisplay(
            style: style, console: console, progress: progress, expected: expected, begun: begun)
        signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    }

    /// Does the body under the eyes of both, which are on the global executor: neither may disturb the loops, and a loop
    /// that is stuck may not disturb them.
    func guarding<Value: Sendable>(_ body: () async throws(Problem) -> Value) async throws(Problem) -> Value {
        let outcome = await withTaskGroup(of: Void.self) { helpers in
            helpers.addTask(executorPreference: globalConcurrentExecutor) {
                await Interruption(control: control, display: display).watch(signals)
            }
            helpers.addTask(executorPreference: globalConcurrentExecutor) { await display.run() }
            let outcome = await Loops.outcome(body)
            helpers.cancelAll()
            return outcome
        }
        return try outcome.get()
    }
}
