import Analysis
import Measuring
import Reporting
import Testing

@testable import Driver
@testable import TurnoutCLI

@Suite struct ProgressTests {
    private var snapshot: StormProgress.Snapshot {
        var crowd = StormProgress.Crowd(name: "participants")
        (crowd.started, crowd.waiting, crowd.entered, crowd.failed, crowd.finished) = (500, 12, 480, 8, 488)
        return StormProgress.Snapshot(phase: .journeys, crowds: [crowd], requests: 12_345)
    }

    @Test func `a plain line says everything at once`() {
        let lines = ProgressLines(snapshot: snapshot, expected: 500, requestsPerSecond: 1234.4, elapsedSeconds: 12.34)
        let looping = ProgressLines(snapshot: snapshot, expected: 0, requestsPerSecond: 0, elapsedSeconds: 1)
        #expect(looping.oneLine.text.contains(" \(Figures.count(snapshot.started)) started, "))
        #expect(
            lines.oneLine.text
                == "running 12.3 s: 500 of 500 started, 12 waiting, 480 got in, 8 failed, "
                + "1234 requests/s, 12,345 so far")
    }

    @Test(arguments: [
        (true, 3, "480 got in"), (false, 1, "480 succeeded"), (false, 2, "480 completed the journey"),
    ])
    func `the words are those of the summary`(enters: Bool, steps: Int, words: String) {
        let turnout = TurnoutWords(enters: enters, steps: steps)
        let lines = ProgressLines(
            snapshot: snapshot, expected: 500, requestsPerSecond: 0, elapsedSeconds: 7, deed: turnout.deed)
        #expect(lines.oneLine.text.contains(", \(words), "))
        #expect(lines.twoLines[0].text.contains("  \(words)  "))
        let all = Summary.Participants(
            expected: 480, started: 480, entered: 480, failed: 0, turnout: 1, turnoutInterval95: nil)
        #expect(turnout.sentence(all) == "480 of \(words)")
    }

    @Test func `two live lines are below each other`() {
        let lines = ProgressLines(snapshot: snapshot, expected: 500, requestsPerSecond: 0, elapsedSeconds: 7)
        #expect(
            lines.twoLines.map(\.text) == [
                "running   500 of 500 started  12 waiting  480 got in  8 failed",
                "7.0 s     0 requests/s, 12,345 so far",
            ])
    }

    @Test(arguments: [
        (0.4, "setup 5.0 s: 3 requests answered"), (1.0, "setup 5.0 s: waiting for a response from http://a.example"),
    ])
    func `setup says what it is doing`(silentSeconds: Double, line: String) {
        var preparing = snapshot
        preparing.phase = .setup
        preparing.crowds = []
        preparing.requests = 3
        let lines = ProgressLines(
            snapshot: preparing, expected: 500, requestsPerSecond: 0, elapsedSeconds: 5, target: "http://a.example",
            silentSeconds: silentSeconds)
        #expect(lines.oneLine.text == line)
    }

    @Test func `a counter that does not change counts as silence`() {
        func at(_ milliseconds: Int64) -> Moment { Moment(nanoseconds: milliseconds * 1_000_000) }
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

    @Test func `the rate is that of the last second`() {
        func at(_ milliseconds: Int64) -> Moment { Moment(nanoseconds: milliseconds * 1_000_000) }
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
        let parts = errors.text.components(separatedBy: "\r\u{1B}[1A\u{1B}[J")
        #expect(parts.count == 3)
        #expect(parts[0].hasPrefix("\u{1B}[?25l"))
        #expect(parts[1].hasPrefix("created room abc\n"))
        #expect(parts[2] == "\u{1B}[?25h")
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
