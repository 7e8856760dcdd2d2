// Progress during a run: one view in place on a terminal, otherwise a plain line every two seconds.
import Analysis
import Driver
import Measuring
import Reporting
import Scenarios
import Synchronization

/// Shows a run in progress on standard error, at most five times a second, from a task outside the event loops.
final class ProgressDisplay: Sendable {
    /// How to show it.
    enum Style: Hashable, Sendable {
        /// Not at all, and no notices either.
        case silent
        /// A line every two seconds.
        case plain
        /// Lines that are redrawn in place.
        case live
    }

    private struct State {
        var screen = LiveScreen()
        var isClosed = false
        var run: ShownRun?
        /// What the run waits for before it begins; nil: nothing.
        var waits: String?
    }

    private let style: Style
    private let console: Console
    private let progress: StormProgress
    private let expected: Int
    // A lock, since notices come from the loops' threads, and a signal's task may restore the terminal while lines are
    // drawn. Held while a text is handed over, which never waits for a reader.
    private let state = Mutex(State())
    // Another lock, which only who draws takes: finding percentiles must not hold up the notices of a loop.
    private let readings: Mutex<LiveReadings>

    init(
        style: Style, console: Console, progress: StormProgress, expected: Int, target: String, deed: String,
        begun: Moment
    ) {
        self.style = style
        self.console = console
        self.progress = progress
        self.expected = expected
        readings = Mutex(LiveReadings(begun: begun, target: target, deed: deed))
    }

    /// Shows from now on also the steps, the percentiles and the expected end of a run that is about to begin.
    func follow(_ plan: Plan, _ results: LiveSummary) {
        state.withLock { $0.run = ShownRun(plan, begun: Moment.now, results: results) }
    }

    /// Says from now on what is waited for; nil: nothing any more.
    func waits(for words: String?) { state.withLock { $0.waits = words } }

    /// Shows the counters until the task is cancelled, then restores the terminal.
    func run() async {
        guard style != .silent else { return }
        defer { close() }
        while (try? await Task.sleep(for: style == .live ? .milliseconds(200) : .seconds(2))) != nil {
            draw()
        }
    }

    /// Prints a permanent line, unless the display is silent.
    func notice(_ text: String) {
        // What teardown could not undo is always reported.
        guard style != .silent || progress.snapshot.phase == .teardown else { return }
        say(text)
    }

    /// Prints a permanent line.
    func say(_ text: String) {
        let columns = size.columns
        state.withLock { state in
            let line = [StyledText(text)].rendered(colour: console.colourErrors)
            var screen = state.screen
            if console.errors.write(screen.erase(columns: columns) + line, .notice) { state.screen = screen }
        }
    }

    /// Removes the live lines and restores the terminal. Callable from any thread, repeatedly.
    func close() {
        let columns = size.columns
        state.withLock { state in
            guard !state.isClosed else { return }
            state.isClosed = true
            console.errors.write(state.screen.close(columns: columns), .notice)
        }
    }

    /// Waits until the live lines are gone from the terminal, or for half a second if nobody reads. Results go to another
    /// output, which may be the same terminal: what is written there earlier would be among the lines, and then removed.
    func awaitRemoval() {
        if style == .live { console.errors.finish(milliseconds: 500) }
    }

    /// Whether it no longer shows anything, because the run is over.
    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Shows the run at this moment, unless earlier text is still unread.
    func draw() {
        let (run, isClosed, waits) = state.withLock { ($0.run, $0.isClosed, $0.waits) }
        guard !isClosed else { return }
        var view = readings.withLock { $0.view(of: progress, run, at: Moment.now) }
        if let waits { view.preparation = waits }
        guard style == .live else {
            console.tell([ProgressLine(view: view, expected: expected).text], .progress)
            return
        }
        // Asked each time, since the user may change it.
        let size = size
        let lines = view.lines(columns: size.columns, rows: size.rows)
        state.withLock { state in
            guard !state.isClosed else { return }
            var screen = state.screen
            let text = screen.draw(lines, columns: size.columns, colour: console.colourErrors)
            if console.errors.write(text, .progress) { state.screen = screen }
        }
    }

    private var size: TerminalSize { console.errors.size ?? .standard }
}
