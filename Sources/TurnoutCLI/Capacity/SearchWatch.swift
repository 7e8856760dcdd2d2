// Signals during a capacity search: the first one ends it in an orderly way, the second one immediately.
import Analysis
import Driver
import EventLoops
import Glibc
import Measuring
import Reporting
import Synchronization
import UnixSignals

/// Watches over a search and the storm that it carries out at the moment.
final class SearchWatch: Sendable {
    /// Ends the search; storms have controls of their own, since a limit of the scenario ends only its storm.
    let control = StormControl()
    private let console: Console
    private let signals: UnixSignalsSequence
    // A lock, because the task that watches for signals, on a thread of its own, must reach the storm at once.
    private let storm = Mutex<RunWatch?>(nil)
    private let isOver = Mutex(false)

    init(console: Console, signals: [UnixSignal] = TerminationSignals.trapped) async {
        self.console = console
        self.signals = await UnixSignalsSequence(trapping: signals)
    }

    /// Runs the search while signals are watched for, on the global executor, so that a hanging loop does not disturb that.
    func guarding<Value: Sendable>(_ body: () async throws(Problem) -> Value) async throws(Problem) -> Value {
        let outcome = await withTaskGroup(of: Void.self) { helpers in
            helpers.addTask(executorPreference: globalConcurrentExecutor) { [self] in await watch() }
            let outcome = await Loops.outcome(body)
            isOver.withLock { $0 = true }
            await console.drained()
            helpers.cancelAll()
            return outcome
        }
        return try outcome.get()
    }

    /// Runs a storm, which a signal ends together with the search.
    func during<Value: Sendable>(
        _ watch: RunWatch, _ body: () async throws(Problem) -> Value
    ) async throws(Problem) -> Value {
        storm.withLock { $0 = watch }
        // One that came before the storm was known.
        if let reason = control.reason { watch.control.stop(reason) }
        defer { storm.withLock { $0 = nil } }
        return try await watch.guarding(body)
    }

    /// Waits this long, or until the search is stopped.
    func wait(seconds: Double) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { _ = try? await Task.sleep(for: .seconds(seconds)) }
            group.addTask { [control] in _ = await control.stopped() }
            await group.next()
            group.cancelAll()
        }
    }

    private func watch() async {
        var isFirst = true
        for await signal in signals {
            let current = storm.withLock { $0 }
            if isFirst, !isOver.withLock({ $0 }) {
                isFirst = false
                let words = "Stopping the search… press Ctrl-C again to quit immediately."
                if let current { current.display.say(words) } else { console.tell([StyledText(words)]) }
                control.stop(StopReason(signal))
                current?.control.stop(StopReason(signal))
            } else if !isFirst, signal != .sighup, let current, current.control.endWait() {
                current.display.say(Interruption.waitIsOver)
            } else if isFirst || signal != .sighup {
                current?.display.close()
                console.errors.finish(milliseconds: 200)
                _exit(ExitCode.interrupted.rawValue)
            }
        }
    }
}
