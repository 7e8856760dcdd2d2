// What the user sees while a run goes on: two live lines on a terminal, a plain line every two seconds elsewhere.
import Driver
import Measuring
import Reporting
import Synchronization

/// Shows a storm's counters on standard error, at most five times a second, from a task that is on none of the loops.
final class ProgressDisplay: Sendable {
    /// How it shows them.
    enum Style: Hashable, Sendable {
        /// Not at all; notices are printed all the same.
        case silent
        /// A line every two seconds.
        case plain
        /// Lines that are drawn again and again.
        case live
    }

    private struct State {
        /// Live lines now on the screen, above and including the cursor's.
        var drawn = 0
        var isCursorHidden = false
        var isClosed = false
        var meter: RequestMeter
    }

    private let style: Style
    private let console: Console
    private let progress: StormProgress
    private let expected: Int
    private let begun: Moment
    // A lock, since notices come from the loops' threads and the restoring of the terminal from a signal's task, while
    // the lines are drawn; held for one write to the terminal.
    private let state: Mutex<State>

    init(style: Style, console: Console, progress: StormProgress, expected: Int, begun: Moment) {
        self.style = style
        self.console = console
        self.progress = progress
        self.expected = expected
        self.begun = begun
        state = Mutex(State(meter: RequestMeter(since: begun)))
    }

    /// Shows the counters until the task is cancelled; the terminal is then as it was.
    func run() async {
        guard style != .silent else { return }
        defer { close() }
        while (try? await Task.sleep(for: style == .live ? .milliseconds(200) : .seconds(2))) != nil {
            draw()
        }
    }

    /// Prints a line that stays.
    func notice(_ text: String) {
        state.withLock { state in
            erase(&state)
            console.tell([StyledText(text)])
        }
    }

    /// Takes the live lines away and gives the terminal back. Callable from anywhere, any number of times.
    func close() {
        state.withLock { state in
            guard !state.isClosed else { return }
            state.isClosed = true
            erase(&state)
            if state.isCursorHidden { console.errors.write("\u{1B}[?25h") }
        }
    }

    /// Shows the counters as they are now.
    func draw() {
        let now = Moment.now
        let snapshot = progress.snapshot
        state.withLock { state in
            guard !state.isClosed else { return }
            let rate = state.meter.rate(of: snapshot.requests, at: now)
            let lines = ProgressLines(
                snapshot: snapshot, expected: expected, requestsPerSecond: rate,
                elapsedSeconds: Double(now.nanoseconds(since: begun)) / 1e9)
            guard style == .live else {
                console.tell([lines.oneLine])
                return
            }
            erase(&state)
            if !state.isCursorHidden {
                console.errors.write("\u{1B}[?25l")
                state.isCursorHidden = true
            }
            // One column less than there is: a full line would wrap on some terminals.
            let drawn = lines.twoLines.map { $0.cut(to: console.width - 1).rendered(colour: console.colourErrors) }
            console.errors.write(drawn.joined(separator: "\n"))
            state.drawn = drawn.count
        }
    }

    private func erase(_ state: inout State) {
        guard state.drawn > 0 else { return }
        // To the first of the live lines, then clear from there to the screen's end (ECMA-48 CUU, ED).
        let up = state.drawn > 1 ? "\u{1B}[\(state.drawn - 1)A" : ""
        console.errors.write("\r\(up)\u{1B}[J")
        state.drawn = 0
    }
}

/// Requests a second over about the last second.
struct RequestMeter {
    private var readings: [(moment: Moment, count: Int)]

    /// A meter of a counter that was 0 at that moment.
    init(since begun: Moment) {
        readings = [(begun, 0)]
    }

    /// Takes a reading of the counter and tells its rate.
    mutating func rate(of count: Int, at moment: Moment) -> Double {
        readings.append((moment, count))
        while readings.count > 2, moment.nanoseconds(since: readings[1].moment) >= 1_000_000_000 {
            readings.removeFirst()
        }
        let nanoseconds = moment.nanoseconds(since: readings[0].moment)
        return nanoseconds > 0 ? Double(count - readings[0].count) * 1e9 / Double(nanoseconds) : 0
    }
}

/// A storm's counters in words.
struct ProgressLines {
    var snapshot: StormProgress.Snapshot
    var expected: Int
    var requestsPerSecond: Double
    var elapsedSeconds: Double

    private var phase: String {
        switch snapshot.phase {
        case .setup: "setup"
        case .journeys: "running"
        case .teardown: "teardown"
        case .ended: "ended"
        }
    }

    private var elapsed: String { Figures.fixed(elapsedSeconds, digits: 1) + " s" }

    private var people: [StyledText] {
        [
            StyledText("\(Figures.count(snapshot.started)) of \(Figures.count(expected)) started"),
            StyledText("\(Figures.count(snapshot.waiting)) waiting"),
            StyledText("\(Figures.count(snapshot.entered)) entered", snapshot.entered > 0 ? .good : .plain),
            StyledText("\(Figures.count(snapshot.failed)) failed", snapshot.failed > 0 ? .bad : .plain),
        ]
    }

    private var traffic: String {
        "\(Figures.count(Int(requestsPerSecond.rounded()))) requests/s, \(Figures.count(snapshot.requests)) so far"
    }

    /// All in one line, for a file or a pipe.
    var oneLine: StyledText {
        people.reduce(StyledText("\(phase) \(elapsed): ")) { $0 + $1 + ", " } + StyledText(traffic)
    }

    /// Two lines for a terminal.
    var twoLines: [StyledText] {
        let label = phase + String(repeating: " ", count: max(0, 10 - phase.count))
        let time = elapsed + String(repeating: " ", count: max(0, 10 - elapsed.count))
        return [
            StyledText(label, .strong)
                + people.enumerated().reduce("") { $0 + StyledText($1.offset > 0 ? "  " : "") + $1.element },
            StyledText(time, .quiet) + StyledText(traffic, .quiet),
        ]
    }
}
