// What accompanies a run: the watch for signals and the display.
import Driver
import EventLoops
import Measuring
import UnixSignals

/// The control of a run, its counters, and the tasks that watch it.
///
/// Signals are handled from the creation of this value, before anything else in the run: from then on the first Ctrl-C
/// stops the run in an orderly way, whatever it is doing.
struct RunWatch: Sendable {
    let control = StormControl()
    let progress = StormProgress()
    let display: ProgressDisplay
    private let console: Console
    private let signals: UnixSignalsSequence

    init(
        style: ProgressDisplay.Style, console: Console, expected: Int, target: String, deed: String,
        begun: Moment,
        signals: [UnixSignal] = TerminationSignals.trapped
    ) async {
        self.console = console
        display = ProgressDisplay(
            style: style, console: console, progress: progress, expected: expected, target: target, deed: deed,
            begun: begun)
        self.signals = await UnixSignalsSequence(trapping: signals)
    }

    /// Runs the body alongside both tasks. They use the global executor, so that they do not disturb the loops and a
    /// hanging loop does not disturb them. Returns when the results printed by the body are written: until then somebody
    /// must listen for signals, or one that comes before the process handles them itself would be lost.
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
