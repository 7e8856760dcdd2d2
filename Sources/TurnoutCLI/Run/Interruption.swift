// Signals: the first one ends a run in an orderly way, the second one immediately.
import Analysis
import Driver
import Glibc
import UnixSignals

/// The signals that ask a process to end.
enum TerminationSignals {
    /// The signals that a run handles. A hang-up signal that is ignored at the start stays ignored, as `nohup`
    /// requires.
    static var trapped: [UnixSignal] {
        isIgnored(SIGHUP) ? [.sigint, .sigterm] : [.sigint, .sigterm, .sighup]
    }

    /// From now on each of them ends the process immediately.
    static func quitAtOnce() {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(number) {
            signal(number) { _ in _exit(ExitCode.interrupted.rawValue) }
            unsafe sigaddset(&signals, number)
        }
        // Dispatch, which has handled them until now, leaves them blocked on some threads.
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
    /// The reason for stopping a run that receives this signal.
    init(_ signal: UnixSignal) {
        switch signal {
        case .sigterm: self = .terminated
        case .sighup: self = .hungUp
        default: self = .interrupted
        }
    }
}

/// Turns signals into the end of a run.
struct Interruption: Sendable {
    /// Ends the run.
    var control: StormControl
    /// Must restore the terminal before the process may exit.
    var display: ProgressDisplay
    /// Where the messages go.
    var console: Console

    /// What is said when the user ends the host's wait.
    static let waitIsOver =
        "Not waiting for the platform's report any longer… press Ctrl-C again to quit immediately."

    /// Watches signals until the task is cancelled. Not on an event loop: a loop that hangs must not keep the user from
    /// ending the run.
    ///
    /// The second signal ends the process immediately; while the host waits for the platform's report, it ends the wait
    /// instead, and the results follow. So does the first one when the run is over and only its results
    /// remain to be written. What was measured up to the last half second is in run.sqlite, which is readable after
    /// every commit, and the stand-in ends when its standard input is closed.
    ///
    /// A hang-up signal never counts as the second one: a closing terminal may send it twice, from the system and from
    /// the shell.
    func watch(_ signals: UnixSignalsSequence) async {
        var isFirst = true
        for await signal in signals {
            if isFirst && !display.isClosed {
                isFirst = false
                display.say("Stopping… press Ctrl-C again to quit immediately.")
                control.stop(StopReason(signal))
            } else if !isFirst, signal != .sighup, !display.isClosed, control.endWait() {
                display.say(Interruption.waitIsOver)
            } else if isFirst || signal != .sighup {
                display.close()
                console.errors.finish(milliseconds: 200)
                _exit(ExitCode.interrupted.rawValue)
            }
        }
    }
}
