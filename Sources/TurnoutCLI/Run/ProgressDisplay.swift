// Progress during a run: two live lines on a terminal, otherwise a plain line every two seconds.
import Driver
import Measuring
import Reporting
import Synchronization

/// Shows a storm's counters on standard error, at most five times a second, from a task outside the event loops.
final class ProgressDisplay: Sendable {
    /// How to show them.
    enum Style: Hashable, Sendable {
        /// Not at all, and no notices either.
        case silent
        /// A line every two seconds.
        case plain
        /// Lines that are redrawn in place.
        case live
    }

    private struct State {
        /// The number of live lines on the screen, down to the cursor's.
        var drawn = 0
        var isCursorHidden = false
        var isClosed = false
        var meter: RequestMeter
    }

    private let style: Style
    private let console: Console
    private let progress: StormProgress
    private let expected: Int
    private let target: String
    private let deed: String
    private let begun: Moment
    // A lock, since notices come from the loops' threads, and a signal's task may restore the terminal while lines are
    // drawn. Held while a text is handed over, which never waits for a reader.
    private let state: Mutex<State>

    init(
        style: Style, console: Console, progress: StormProgress, expected: Int, target: String, deed: String,
        begun: Moment
    ) {
        self.style = style
        self.console = console
        self.progress = progress
        self.expected = expected
        self.target = target
        self.deed = deed
        self.begun = begun
        state = Mutex(State(meter: RequestMeter(since: begun)))
    }

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
        state.withLock { state in
            let line = [StyledText(text)].rendered(colour: console.colourErrors)
            if console.errors.write(eraser(state.drawn) + line, .notice) { state.drawn = 0 }
        }
    }

    /// Removes the live lines and restores the terminal. Callable from any thread, repeatedly.
    func close() {
        state.withLock { state in
            guard !state.isClosed else { return }
            state.isClosed = true
            console.errors.write(eraser(state.drawn) + (state.isCursorHidden ? "\u{1B}[?25h" : ""), .notice)
        }
    }

    /// Whether it no longer shows anything, because the run is over.
    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Shows the current counters, unless earlier text is still unread.
    func draw() {
        let now = Moment.now
        let snapshot = progress.snapshot
        state.withLock { state in
            guard !state.isClosed else { return }
            let lines = ProgressLines(
                snapshot: snapshot, expected: expected,
                requestsPerSecond: state.meter.rate(of: snapshot.requests, at: now),
                elapsedSeconds: Double(now.nanoseconds(since: begun)) / 1e9, target: target, deed: deed,
                silentSeconds: state.meter.silentSeconds(at: now))
            guard style == .live else {
                console.tell([lines.oneLine], .progress)
                return
            }
            // One column less than the terminal has: a full line would wrap on some terminals.
            let drawn = lines.twoLines.map { $0.cut(to: console.width - 1).rendered(colour: console.colourErrors) }
            let text = eraser(state.drawn) + (state.isCursorHidden ? "" : "\u{1B}[?25l") + drawn.joined(separator: "\n")
            guard console.errors.write(text, .progress) else { return }
            state.isCursorHidden = true
            state.drawn = drawn.count
        }
    }

    /// The control sequence that removes this many lines.
    private func eraser(_ drawn: Int) -> String {
        guard drawn > 0 else { return "" }
        // To the first of the live lines, then clear from there to the screen's end (ECMA-48 CUU, ED).
        return "\r\(drawn > 1 ? "\u{1B}[\(drawn - 1)A" : "")\u{1B}[J"
    }
}

/// Requests per second over about the last second.
struct RequestMeter {
    private var readings: [(moment: Moment, count: Int)]
    /// When a reading last differed from the previous one.
    private var changed: Moment

    /// Creates a meter for a counter that was 0 at that moment.
    init(since begun: Moment) {
        readings = [(begun, 0)]
        changed = begun
    }

    /// How long the counter has not changed.
    func silentSeconds(at moment: Moment) -> Double { Double(moment.nanoseconds(since: changed)) / 1e9 }

    /// Takes a reading of the counter and returns its rate.
    mutating func rate(of count: Int, at moment: Moment) -> Double {
        if count != readings.last?.count { changed = moment }
        readings.append((moment, count))
        while readings.count > 2, moment.nanoseconds(since: readings[1].moment) >= 1_000_000_000 {
            readings.removeFirst()
        }
        let nanoseconds = moment.nanoseconds(since: readings[0].moment)
        return nanoseconds > 0 ? Double(count - readings[0].count) * 1e9 / Double(nanoseconds) : 0
    }
}

/// A storm's counters as text.
struct ProgressLines {
    var snapshot: StormProgress.Snapshot
    var expected: Int
    var requestsPerSecond: Double
    var elapsedSeconds: Double
    /// The target's name.
    var target = "the target"
    /// What those who count as entered did, in the summary's words.
    var deed = TurnoutWords(enters: true, steps: 1).deed
    /// How long there has been no response.
    var silentSeconds = 0.0

    private var phase: String {
        switch snapshot.phase {
        case .setup: "setup"
        case .journeys: "running"
        case .teardown: "teardown"
        case .ended: "ended"
        }
    }

    private var elapsed: String { Figures.fixed(elapsedSeconds, digits: 1) + " s" }

    /// What setup is doing; nil once participants have started.
    private var preparation: String? {
        guard snapshot.phase == .setup, snapshot.started == 0 else { return nil }
        if silentSeconds >= 1 { return "waiting for a response from \(target)" }
        return "\(Figures.counted(snapshot.requests, "request")) answered"
    }

    /// A crowd without a known size has only those who came.
    private var started: String {
        let started = Figures.count(snapshot.started)
        return expected > 0 ? "\(started) of \(Figures.count(expected)) started" : "\(started) started"
    }

    private var people: [StyledText] {
        [
            StyledText(started),
            StyledText("\(Figures.count(snapshot.waiting)) waiting"),
            StyledText("\(Figures.count(snapshot.entered)) \(deed)", snapshot.entered > 0 ? .good : .plain),
            StyledText("\(Figures.count(snapshot.failed)) failed", snapshot.failed > 0 ? .bad : .plain),
        ]
    }

    private var traffic: String {
        "\(Figures.count(Int(requestsPerSecond.rounded()))) requests/s, \(Figures.count(snapshot.requests)) so far"
    }

    /// Everything in one line, for a file or a pipe.
    var oneLine: StyledText {
        if let preparation { return StyledText("\(phase) \(elapsed): \(preparation)") }
        return people.reduce(StyledText("\(phase) \(elapsed): ")) { $0 + $1 + ", " } + StyledText(traffic)
    }

    /// Two lines for a terminal.
    var twoLines: [StyledText] {
        let label = phase + String(repeating: " ", count: max(0, 10 - phase.count))
        let time = elapsed + String(repeating: " ", count: max(0, 10 - elapsed.count))
        let what =
            preparation.map { StyledText($0) }
            ?? people.enumerated().reduce("") { $0 + StyledText($1.offset > 0 ? "  " : "") + $1.element }
        return [StyledText(label, .strong) + what, StyledText(time, .quiet) + StyledText(traffic, .quiet)]
    }
}
