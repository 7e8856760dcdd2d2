// Ctrl-C: the first one ends a run in an orderly way, the second one at once.
import Analysis
import Driver
import Glibc
import UnixSignals

/// Turns signals into the end of a run.
struct Interruption: Sendable {
    /// What ends the run.
    var control: StormControl
    /// What must be given back before the process may end.
    var display: ProgressDisplay

    /// Watches SIGINT and SIGTERM until the task is cancelled. Not on a loop: a loop that is stuck must not keep the
    /// user from ending the run.
    ///
    /// The second signal ends the process on the spot. What was measured up to the last half second is in run.sqlite,
    /// which every commit leaves readable, and the stand-in ends when its standard input closes.
    func watch(_ signals: UnixSignalsSequence) async {
        var isFirst = true
        for await _ in signals {
            guard isFirst else {
                display.close()
                _exit(ExitCode.interrupted.rawValue)
            }
            isFirst = false
            display.notice("ending the run; once more to end at once")
            control.stop(.interrupted)
        }
    }
}
