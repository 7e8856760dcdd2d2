import Analysis
import Measuring
import Reporting
import Scenarios
import Synchronization
import Testing

@testable import Driver
@testable import Journeys
@testable import TurnoutCLI

@Suite struct ProgressTests {
    private var view: LiveView {
        var view = LiveView(phase: .running, elapsedSeconds: 12.34)
        var crowd = LiveView.Crowd(name: "participants", expected: 500)
        (crowd.started, crowd.waiting, crowd.entered, crowd.failed) = (500, 12, 480, 8)
        view.crowds = [crowd]
        (view.requests, view.requestsPerSecond) = (12_345, 1234.4)
        return view
    }

    @Test func `a plain line says everything at once`() {
        #expect(
            ProgressLine(view: view, expected: 500).text.text
                == "running 12.3 s: 500 of 500 started, 12 waiting, 480 got in, 8 failed, "
                + "1234 requests/s, 12,345 so far")
        #expect(ProgressLine(view: view, expected: 0).text.text.contains(": 500 started, "))
        var another = view
        another.deed = "succeeded"
        #expect(ProgressLine(view: another, expected: 0).text.text.contains(", 480 succeeded, "))
    }

    @Test func `a plain line names the slowest step whose times are known well enough`() {
        var view = view
        view.steps = ["token", "enter-room", "leave-room"].map { LiveView.Step(name: $0) }
        #expect(!ProgressLine(view: view, expected: 500).text.text.contains("slowest"))
        (view.steps[0].p95Ms, view.steps[1].p95Ms, view.steps[2].p95Ms) = (210, 2400, 9000)
        view.steps[2].thin = ["p95"]
        #expect(ProgressLine(view: view, expected: 500).text.text.hasSuffix(" so far, slowest enter-room: p95 2.40 s"))
    }

    @Test(arguments: [
        (400, "setup 5.4 s: 3 requests answered"), (1000, "setup 6.0 s: waiting for a response from http://a.example"),
    ])
    func `setup says what it is doing`(milliseconds: Int64, line: String) {
        let progress = StormProgress()
        progress.requests.store(3, ordering: .relaxed)
        var readings = LiveReadings(begun: at(0), target: "http://a.example", deed: "got in")
        _ = readings.view(of: progress, nil, at: at(5000))
        let view = readings.view(of: progress, nil, at: at(5000 + milliseconds))
        #expect(ProgressLine(view: view, expected: 500).text.text == line)
        #expect(view.lines(columns: 80, rows: 24).map(\.text).joined(separator: ": ") == line)
    }

    @Test func `the readings of a run become a view of its crowds, steps, gates and end`() throws {
        let plan = try Plan.paused
        let results = plan.emptyResults
        let progress = StormProgress()
        let crowd = progress.begin(plan.crowds.map(\.name))[0]
        crowd.started.store(20, ordering: .relaxed)
        crowd.failed.store(3, ordering: .relaxed)
        progress.enter(.journeys)
        var readings = LiveReadings(begun: at(0), target: "the target", deed: "succeeded")
        let run = ShownRun(plan, begun: at(1000), results: results)
        _ = readings.view(of: progress, run, at: at(2000))
        results.add(batch(of: 20))
        let view = readings.view(of: progress, run, at: at(3000))
        #expect(view.crowds[0].expected == 30 && view.crowds[0].started == 20 && view.crowds[0].failed == 3)
        // The pause is no step that makes requests.
        #expect(view.steps.map(\.name) == ["page"])
        #expect(view.steps[0].succeeded == 20 && view.steps[0].perSecond == 20)
        #expect(try abs(#require(view.steps[0].p50Ms) - 100) < 0.2 && view.steps[0].thin == ["p95"])
        // A minute of arrivals and a pause of ten seconds since the journeys began; a limit of two minutes since the run.
        #expect(view.secondsToGo == 69)
        #expect(view.secondsAtMost == 118)
    }

    @Test func `percentiles are found at most once a second`() throws {
        let plan = try Plan.paused
        let results = plan.emptyResults
        let progress = StormProgress()
        progress.enter(.journeys)
        var readings = LiveReadings(begun: at(0), target: "the target", deed: "succeeded")
        let run = ShownRun(plan, begun: at(0), results: results)
        _ = readings.view(of: progress, run, at: at(1000))
        results.add(batch(of: 20))
        let soon = readings.view(of: progress, run, at: at(1200)).steps[0]
        #expect(soon.succeeded == 20 && soon.p50Ms == nil)
        #expect(readings.view(of: progress, run, at: at(2000)).steps[0].p50Ms != nil)
    }

    @Test func `whoever is late keeps the end away by the pauses that are still to come`() throws {
        let run = ShownRun(try Plan.paused, begun: at(0), results: try Plan.paused.emptyResults)
        var snapshot = StormProgress.Snapshot(phase: .journeys, crowds: [.init(name: "participants")], requests: 0)
        snapshot.steps = [.init(), .init()]
        #expect(run.pausesLeft(snapshot, at: at(90_000)) == 0)
        (snapshot.steps[1].inside, snapshot.steps[1].resting, snapshot.steps[1].restsUntil) = (4, 4, at(92_000))
        #expect(run.pausesLeft(snapshot, at: at(90_000)) == 2)
        snapshot.steps[0].inside = 1
        #expect(run.pausesLeft(snapshot, at: at(90_000)) == 10)
    }

    private func at(_ milliseconds: Int64) -> Moment { Moment(nanoseconds: milliseconds * 1_000_000) }

    private func batch(of count: Int) -> SampleBatch {
        var batch = SampleBatch()
        batch.steps = (1...count).map {
            StepSample(
                participant: Int32($0), step: StepIndex(rawValue: 0), intended: at(2100), started: at(2100),
                finished: at(2200), failure: nil)
        }
        return batch
    }

    @Test func `a counter that does not change counts as silence`() {
        var meter = RequestMeter(since: at(0))
        _ = meter.rate(of: 1, at: at(200))
        _ = meter.rate(of: 1, at: at(2200))
        #expect(meter.silentSeconds(at: at(2200)) == 2)
    }

    @Test func `a silent display prints no notices except what teardown could not undo`() {
        let errors = Recording()
        let progress = StormProgress()
        let display = ProgressDisplay(
            style: .silent, console: Console(output: Recording(), errors: errors), progress: progress, expected: 5,
            target: "http://a.example", deed: "got in", begun: .now)
        display.notice("Created the room abc.")
        #expect(errors.text == "")
        progress.enter(.teardown)
        display.notice("3 participants could not leave.")
        #expect(errors.text == "3 participants could not leave.\n")
    }

    @Test(arguments: [HostActivity.waitsForReport, .readsReport])
    func `what the host does when everybody has left is on the progress line`(activity: HostActivity) {
        let errors = Recording()
        let progress = StormProgress()
        let display = ProgressDisplay(
            style: .plain, console: Console(output: Recording(), errors: errors), progress: progress, expected: 5,
            target: "http://a.example", deed: "got in", begun: .now)
        progress.enter(.teardown)
        progress.note(activity)
        display.draw()
        #expect(
            errors.text.hasPrefix("teardown ") && errors.text.hasSuffix(" s: \(activity.words)\n"), "\(errors.text)")
        progress.note(nil)
        display.draw()
        #expect(errors.text.contains("0 got in"), "\(errors.text)")
    }

    @Test func `the rate is that of the last second`() {
        var meter = RequestMeter(since: at(0))
        #expect(meter.rate(of: 100, at: at(200)) == 500)
        #expect(meter.rate(of: 100, at: at(1000)) == 100)
        #expect(meter.rate(of: 100, at: at(1200)) == 0)
    }

    private func display(_ style: ProgressDisplay.Style, _ errors: Recording) -> ProgressDisplay {
        ProgressDisplay(
            style: style, console: Console(output: Recording(), errors: errors, isLive: style == .live),
            progress: StormProgress(), expected: 5, target: "http://a.example", deed: "got in", begun: .now)
    }

    @Test func `a notice stays when the live lines go`() {
        let errors = Recording()
        let display = display(.live, errors)
        display.draw()
        display.notice("created room abc")
        display.draw()
        display.close()
        display.draw()
        display.close()
        // Cursor hidden once, lines drawn, removed for the notice, drawn again, removed, cursor restored.
        let parts = errors.text.components(separatedBy: "\r\u{1B}[2K\u{1B}[A\u{1B}[2K")
        #expect(parts.count == 3)
        #expect(parts[0].hasPrefix("\u{1B}[?25l"))
        #expect(parts[1].hasPrefix("created room abc\n"))
        #expect(parts[2] == "\u{1B}[?25h")
    }

    @Test func `lines are written over where the width is the same, and cleared before where it is not`() {
        var screen = LiveScreen()
        let lines = ["one", "two"].map { StyledText($0) }
        #expect(screen.draw(lines, columns: 80, colour: false) == "\u{1B}[?25lone\u{1B}[K\ntwo\u{1B}[K\u{1B}[J")
        #expect(screen.draw(lines, columns: 80, colour: false) == "\r\u{1B}[1Aone\u{1B}[K\ntwo\u{1B}[K\u{1B}[J")
        // Each of the two lines takes two rows of two columns.
        let up = "\u{1B}[A\u{1B}[2K"
        #expect(
            screen.draw(lines, columns: 2, colour: false)
                == "\r\u{1B}[2K\(up)\(up)\(up)one\u{1B}[K\ntwo\u{1B}[K\u{1B}[J")
        #expect(screen.close(columns: 80) == "\r\u{1B}[2K\(up)\u{1B}[?25h")
        #expect(screen.close(columns: 80) == "")
    }

    @Test(arguments: [("", 10, 1), ("abc", 3, 1), ("abcd", 3, 2), ("あい", 3, 2), ("aあ", 2, 2), ("あいう", 4, 2)])
    func `a line takes as many rows as a terminal of that width breaks it into`(line: String, columns: Int, rows: Int) {
        #expect(LiveScreen.rows(of: line, columns: columns) == rows)
    }

    @Test func `a pipe sees no control characters`() {
        let errors = Recording()
        let display = display(.plain, errors)
        display.draw()
        display.notice("created room abc")
        display.close()
        #expect(!errors.text.contains("\u{1B}"))
        #expect(errors.text.split(separator: "\n").count == 2)
    }

    @Test(.timeLimit(.minutes(1))) func `a silent display draws nothing and ends with its task`() async {
        let errors = Recording()
        let display = display(.silent, errors)
        await display.run()
        #expect(errors.text == "")
    }
}

extension String {
    fileprivate func components(separatedBy separator: String) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}

extension Plan {
    /// Thirty people over a minute, who request a page and pause for ten seconds.
    fileprivate static var paused: Plan {
        get throws {
            let text = """
                turnout: 1
                name: Paused
                target: { api: "http://127.0.0.1:9" }
                participants: { count: 30 }
                arrival: { over: 60s }
                journey:
                  - request: GET http://127.0.0.1:9/
                    name: page
                  - pause: 10s
                limits: { max-duration: 2m }
                """
            return try ScenarioLoader(environment: [:]).load(text: text, file: "x.yaml")
        }
    }

    /// The results of its run when nothing has happened.
    fileprivate var emptyResults: LiveSummary {
        LiveSummary(
            metadata: RunMetadata(
                id: "a", name: name, scenario: source, startedAt: "", seed: 1, version: "1", api: "", http: "auto",
                crowds: crowdMetadata, origin: Moment(nanoseconds: 0)),
            thresholds: [])
    }
}
