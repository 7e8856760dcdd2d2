// What goes on beside a run: the watch for signals and the display.
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
    private let console: Console
    private let signals: UnixSignalsSequence

    init(style: ProgressDisplay.Style, console: Console, expected: Int, target: String, begun: Moment) async {
        self.console = console
        display = ProgressDisplay(
            style: style, console: console, progress: progress, expected: expected, target: target, begun: begun)
        signals = await UnixSignalsSequence(trapping: TerminationSignals.trapped)
    }

    /// Does the body under the eyes of both, which are on the global executor: neither may disturb the loops, and a loop
    /// that is stuck may not disturb them. Returns when what the body has shown is written, or the user no longer waits
    /// for it.
    func guarding<Value: Sendable>(_ body: () async throws(Problem) -> Value) async throws(Problem) -> Value {
        let outcome = await withTaskGroup(of: Void.self) { helpers in
            helpers.addTask(executorPreference: globalConcurrentExecutor) {
                await Interruption(control: control, display: display, console: console).watch(signals)
            }
            helpers.addTask(executorPreference: globalConcurrentExecutor) { await display.run() }
            let outcome = await Loops.outcome(body)
            display.close()
            await console.drained()
            helpers.cancelAll()
            return outcome
        }
        return try outcome.get()
    }
}
