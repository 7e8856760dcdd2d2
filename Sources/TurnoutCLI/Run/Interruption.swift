// Signals: the first one ends a run in an orderly way, the second one at once.
import Analysis
import Driver
import Glibc
import UnixSignals

/// The signals that ask a process to end.
enum TerminationSignals {
    /// What a run listens to. A hang-up that is ignored at the start stays ignored: that is what `nohup` is for.
    static var trapped: [UnixSignal] {
        isIgnored(SIGHUP) ? [.sigint, .sigterm] : [.sigint, .sigterm, .sighup]
    }

    /// From here on each of them ends the process on the spot.
    static func quitAtOnce() {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) {
            signal(number) { _ in _exit(ExitCode.interrupted.rawValue) }
            unsafe sigaddset(&signals, number)
        }
        // Dispatch, which has trapped them until now, leaves them blocked on some threads.
        unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard unsafe sigaction(number, nil, &action) == 0 else { return false }
        // Functions cannot be compared; SIG_IGN is the address 1.
        return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
    }
}

extension StopReason {
    /// Why a run stops that gets this signal.
    fileprivate init(_ signal: UnixSignal) {
        switch signal {
        case .sigterm: self = .terminated
        case .sighup: self = .hungUp
        default: self = .interrupted
        }
    }
}

/// Turns signals into the end of a run.
struct Interruption: Sendable {
    /// What ends the run.
    var control: StormControl
    /// What must be given back before the process may end.
    var display: ProgressDisplay
    /// Where that is said.
    var console: Console

    /// Watches signals until the task is cancelled. Not on a loop: a loop that is stuck must not keep the user from
    /// ending the run.
    ///
    /// The second signal ends the process on the spot, and so does the first one when the run is over and only its
    /// results are still to be written. What was measured up to the last half second is in run.sqlite, which every
    /// commit leaves readable, and the stand-in ends when its standard input closes.
    ///
    /// A hang-up is never the second: a terminal that goes away may send it twice, from the system and from the shell.
    func watch(_ signals: UnixSignalsSequence) async {
        var isFirst = true
        for await signal in signals {
            if isFirst && !display.isClosed {
                isFirst = false
                display.say("Stopping… press Ctrl-C again to quit immediately.")
                control.stop(StopReason(signal))
            } else if isFirst || signal != .sighup {
                display.close()
                console.errors.finish(milliseconds: 200)
                _exit(ExitCode.interrupted.rawValue)
            }
        }
    }
}
