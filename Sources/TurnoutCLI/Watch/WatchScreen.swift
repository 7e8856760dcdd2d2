// Shows a watched run: redrawn in place on a terminal, otherwise a line from time to time.
import Analysis
import EventLoops
import Measuring
import Reporting
import Runs

/// The display of `watch`, which only reads.
struct WatchScreen {
    private let console: Console
    private var screen = LiveScreen()
    private var meters = (requests: RequestMeter(since: .now), steps: [RequestMeter]())
    private var lastLine: Moment?
    private var isClosed = false
    private var isOpen = false

    /// How often a plain line is printed.
    private static let lineNanoseconds: Int64 = 2_000_000_000

    init(console: Console) { self.console = console }

    /// Shows the run as it is now.
    mutating func show(_ run: WatchedRun, at now: Moment) {
        let view = view(of: run, at: now)
        let words = WatchLines(run, now: now)
        guard console.isLive else {
            if let lastLine, now.nanoseconds(since: lastLine) < Self.lineNanoseconds { return }
            lastLine = now
            let expected = run.crowds.reduce(0) { $0 + ($1.expected ?? 0) }
            let line = ProgressLine(view: view, expected: expected).text
            console.tell([line + StyledText("; \(words.summary)")], .progress)
            for sentence in words.silent { console.tell([StyledText(sentence, .caution)], .progress) }
            return
        }
        let size = console.errors.size ?? .standard
        let top = view.lines(columns: size.columns, rows: size.rows)
        let width = max(1, size.columns - 1)
        var rest = [StyledText(words.summary, .strong).cut(to: width)] + words.processes(width: width)
        let room = max(0, size.rows - 1 - top.count)
        if rest.count > room { rest = Array(rest.prefix(room)) }
        let text = screen.draw(top + rest, columns: size.columns, colour: console.colourErrors)
        console.errors.write(text, .progress)
    }

    /// Removes what is drawn.
    mutating func close() {
        guard !isClosed else { return }
        isClosed = true
        guard console.isLive else { return }
        console.errors.write(screen.close(columns: (console.errors.size ?? .standard).columns), .notice)
    }

    /// What the run waits for; nil: nothing.
    private func preparation(of run: WatchedRun) -> String? {
        guard let shard = run.metadata?.shard, let zero = UTCInstant(shard.startAt), !run.hasEnded else {
            return run.hasBegun || run.hasEnded ? nil : "waiting for the run to begin"
        }
        let left = zero.milliseconds(since: WallClock.now)
        guard left > 0 else { return run.hasBegun ? nil : "waiting for the run to begin" }
        return "T0 is \(shard.startAt), in \(Figures.seconds(left / 1000)): \(Figures.count(run.waiting)) are there"
    }

    private mutating func view(of run: WatchedRun, at now: Moment) -> LiveView {
        var view = LiveView(
            name: run.metadata?.name ?? "",
            phase: run.hasEnded ? .ended : run.crowds.contains { $0.started > 0 } ? .running : .setup,
            elapsedSeconds: max(0, run.elapsedSeconds))
        view.requests = run.requests
        let rate = meters.requests.rate(of: run.requests, at: now)
        // What was there when the view was opened did not come in its first second.
        if isOpen { view.requestsPerSecond = run.hasEnded ? 0 : rate }
        isOpen = true
        view.preparation = preparation(of: run)
        let hasEntry = run.metadata?.crowds.contains { $0.hasEntry } ?? false
        view.deed = TurnoutWords(enters: hasEntry, steps: run.metadata?.steps.count ?? 1).deed
        view.crowds = run.crowds.map { crowd in
            var shown = LiveView.Crowd(name: crowd.name, expected: crowd.expected)
            (shown.started, shown.entered, shown.failed) = (crowd.started, crowd.entered, crowd.failed)
            shown.failedAfterEntering = crowd.failedAfterEntering
            return shown
        }
        guard let results = run.results, let metadata = run.metadata else { return view }
        let glances = results.stepGlances
        let names = metadata.crowds.flatMap { crowd in
            crowd.steps.map { metadata.crowds.count > 1 ? "\(crowd.name): \($0)" : $0 }
        }
        while meters.steps.count < names.count { meters.steps.append(RequestMeter(since: now)) }
        for (place, glance) in glances.enumerated() where glance.succeeded + glance.failed > 0 && place < names.count {
            var step = LiveView.Step(name: names[place])
            (step.succeeded, step.failed) = (glance.succeeded, glance.failed)
            (step.p50Ms, step.p95Ms, step.thin) = (glance.p50Ms, glance.p95Ms, glance.thin)
            step.perSecond = meters.steps[place].rate(of: glance.succeeded + glance.failed, at: now)
            view.steps.append(step)
        }
        return view
    }
}
