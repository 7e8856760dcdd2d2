import Measuring
import Reporting
import Testing

@Suite struct LiveViewTests {
    private func text(_ view: LiveView, _ columns: Int, _ rows: Int) -> String {
        view.lines(columns: columns, rows: rows).rendered(colour: false)
    }

    @Test func `a run is shown with its people, its steps and its generator`() {
        #expect(text(.busy, 80, 24) == Golden.busy)
        #expect(text(.busy, 40, 24) == Golden.busyAt40)
        #expect(text(.severalCrowds, 80, 24) == Golden.severalCrowds)
    }

    @Test(
        arguments: [LiveView.busy, .severalCrowds, .wide, .crowded, .preparing], [1, 2, 20, 39, 40, 60, 80, 120, 200])
    func `no line is as wide as the terminal, and there are fewer lines than it has`(view: LiveView, columns: Int) {
        for rows in [1, 2, 3, 4, 5, 6, 8, 10, 24, 50] {
            let lines = view.lines(columns: columns, rows: rows)
            #expect(!lines.isEmpty && lines.count <= max(1, rows - 1), "\(columns) x \(rows)")
            for line in lines {
                #expect(line.width < max(2, columns), "\(line.text)")
                #expect(!line.text.contains("\n"))
            }
        }
    }

    @Test(arguments: [40, 60, 80, 120, 200]) func `each step's rate, percentiles and failures are there at any width`(
        columns: Int
    ) {
        for view in [LiveView.busy, .severalCrowds, .wide] {
            let printed = text(view, columns, 40)
            for word in ["/s", "p50", "p95", "failed", "210 ms", "2.40 s"] {
                #expect(printed.contains(word), "\(word) in\n\(printed)")
            }
        }
    }

    @Test(arguments: 40...120) func `the columns stay the same from the first figure to the last`(columns: Int) {
        for view in [LiveView.busy, .severalCrowds, .crowded, .wide] {
            func heads(_ view: LiveView) -> [Substring] {
                let head = text(view, columns, 40).split(separator: "\n").first { $0.hasPrefix("Step ") }
                return head?.split(separator: " ") ?? []
            }
            var view = view
            for place in view.steps.indices { view.steps[place] = .init(name: view.steps[place].name) }
            let first = heads(view)
            #expect(first.starts(with: ["Step"]) && first.suffix(4) == ["/s", "p50", "p95", "failed"], "\(first)")
            for (count, time) in [(1, 0.4), (99, 99.4), (500, 9994), (500, 119_000), (500, 3_599_000.0)] {
                for place in view.steps.indices {
                    (view.steps[place].inside, view.steps[place].succeeded) = (count, count)
                    (view.steps[place].failed, view.steps[place].perSecond) = (count, Double(count))
                    (view.steps[place].p50Ms, view.steps[place].p95Ms) = (time, time)
                    view.steps[place].thin = ["p50", "p95"]
                }
                #expect(heads(view) == first)
            }
        }
    }

    @Test func `a long name of a step is cut, and takes no figures away`() {
        var view = LiveView.busy
        view.steps[0].name = String(repeating: "long name ", count: 50)
        let printed = text(view, 120, 24)
        #expect(printed.contains("\nlong name long name long name long name…"))
        for head in ["now", "ok", "/s"] { #expect(printed.contains(" \(head) "), "\(head) in\n\(printed)") }
    }

    @Test func `without colour each part of the crowd has a mark of its own, also a single person's`() {
        var view = LiveView.busy
        (view.crowds[0].failed, view.crowds[0].waiting, view.crowds[0].started) = (1, 1, 499)
        let bar = text(view, 60, 24).split(separator: "\n")[1]
        for mark in ["█", "▒", "░", "×", "·"] { #expect(bar.contains(mark), "\(bar)") }
        #expect(DisplayWidth.of(String(bar)) == 59)
        #expect(bar.count { $0 == "×" } == 1)
    }

    @Test func `what the crowd is doing is said`() {
        var view = LiveView(phase: .running, elapsedSeconds: 3)
        view.crowds = [.init(name: "participants", expected: 500)]
        view.gates = [.init(name: "token", waiting: 412, expected: 500, seconds: 11.2)]
        #expect(text(view, 80, 24).contains("\n412 of 500 wait at the release before token, for 12 s at most\n"))
        view.gates = []
        view.pausing = 488
        view.pauseSeconds = 299
        #expect(text(view, 80, 24).contains("\n488 are in a pause, for 4 min 59 s at most\n"))
        view.pausing = 0
        view.steps = [.init(name: "token")]
        (view.steps[0].inside, view.steps[0].resting, view.steps[0].restSeconds) = (40, 37, 0.3)
        #expect(text(view, 80, 24).contains("\n37 wait before another attempt at token, for 1 s at most\n"))
        view.silentSeconds = 5
        #expect(text(view, 80, 24).contains("\n3 have had no response for 5 s\n"))
        view.steps[0].resting = 39
        #expect(text(view, 80, 24).contains("\n1 has had no response for 5 s\n"))
        view.steps[0].resting = 40
        #expect(!text(view, 80, 24).contains("no response"))
    }

    @Test func `a person who failed after entering is drawn once`() {
        var view = LiveView(phase: .running)
        view.crowds = [.init(name: "participants", expected: 10)]
        (view.crowds[0].started, view.crowds[0].entered) = (10, 10)
        (view.crowds[0].failed, view.crowds[0].failedAfterEntering) = (5, 5)
        let lines = text(view, 41, 24).split(separator: "\n")
        #expect(lines[1] == String(repeating: "█", count: 20) + String(repeating: "×", count: 20))
        #expect(lines[2].hasPrefix("█ 10 got in"))
    }

    @Test func `what does not fit is counted, and steps in which somebody is come first`() {
        let printed = text(.crowded, 80, 10)
        #expect(printed.contains("\nstep 7 "))
        #expect(printed.contains(" more steps\n"))
        #expect(text(.crowded, 80, 60).contains("\nstep 20 "))
    }

    @Test(arguments: [
        (nil, nil, "running 12.3 s"), (17.2, nil, "running 12.3 s, about 18 s to go"),
        (17.2, 400, "running 12.3 s, about 18 s to go, at most 6 min 40 s"), (-3, 40, "running 12.3 s, at most 40 s"),
    ])
    func `the expected end is told as far as it is known`(toGo: Double?, atMost: Double?, words: String) {
        var view = LiveView(phase: .running, elapsedSeconds: 12.34)
        (view.secondsToGo, view.secondsAtMost) = (toGo, atMost)
        #expect(text(view, 80, 24).hasPrefix(words + "\n"))
        view.phase = .teardown
        #expect(text(view, 80, 24).hasPrefix("teardown 12.3 s\n"))
    }

    @Test func `setup says what it is doing`() {
        #expect(
            text(.preparing, 80, 24) == "setup 5.0 s  Monday webinar\nwaiting for a response from http://a.example\n")
    }

    @Test(arguments: [
        (GeneratorReport.Verdict.ok, "Generator ok: "), (.strained, "Generator strained: "),
        (.overloaded, "Generator overloaded: "),
    ])
    func `the generator's health has a word`(verdict: GeneratorReport.Verdict, words: String) {
        var view = LiveView.busy
        view.generator?.verdict = verdict
        #expect(text(view, 80, 24).contains("\n" + words + "CPU 34 %, loop lag p99 0.42 ms"))
    }
}

extension LiveView {
    /// Part of the crowd is in, part is on the way, part has failed.
    static var busy: LiveView {
        var view = LiveView(name: "Monday webinar", phase: .running, elapsedSeconds: 14.2)
        (view.secondsToGo, view.secondsAtMost) = (17.5, 285.8)
        var crowd = Crowd(name: "participants", expected: 500)
        (crowd.started, crowd.waiting, crowd.entered, crowd.failed) = (450, 60, 200, 30)
        view.crowds = [crowd]
        view.steps = ["token", "generate-access", "enter-room"].map { Step(name: $0) }
        view.steps[0].inside = 100
        view.steps[0].perSecond = 61.4
        (view.steps[0].succeeded, view.steps[0].failed) = (350, 30)
        (view.steps[0].p50Ms, view.steps[0].p95Ms) = (81.25, 210)
        view.steps[1].inside = 60
        (view.steps[1].perSecond, view.steps[1].succeeded) = (0, 290)
        (view.steps[1].p50Ms, view.steps[1].p95Ms, view.steps[1].thin) = (812, 2400, ["p95"])
        view.gates = [Gate(name: "token", waiting: 60, expected: 500, seconds: 11.2)]
        (view.requests, view.requestsPerSecond) = (12_345, 1234.4)
        view.generator = Generator(verdict: .ok, cpuShare: 0.34, lagP99Ms: 0.42)
        return view
    }

    static var severalCrowds: LiveView {
        var view = busy
        var hosts = Crowd(name: "hosts", expected: 3)
        (hosts.started, hosts.entered) = (3, 3)
        var background = Crowd(name: "the people in all of the other rooms", expected: nil)
        (background.started, background.entered, background.failed) = (40, 22, 4)
        view.crowds = [hosts, view.crowds[0], background]
        view.crowds[1].name = "learners"
        for place in view.steps.indices { view.steps[place].name = "learners: \(view.steps[place].name)" }
        return view
    }

    /// Wide characters, a line feed and long names.
    static var wide: LiveView {
        var view = severalCrowds
        view.name = String(repeating: "ウェビナー", count: 30)
        view.crowds[0].name = String(repeating: "参加者", count: 20)
        view.steps[0].name = "ログイン\n" + String(repeating: "🙂", count: 60)
        view.steps[2].name = String(repeating: "long ", count: 60)
        view.gates[0].name = String(repeating: "門", count: 100)
        return view
    }

    /// More crowds and steps than a terminal has lines.
    static var crowded: LiveView {
        var view = busy
        view.crowds = (1...12).map { Crowd(name: "crowd \($0)", expected: 10) }
        view.steps = (1...20).map { Step(name: "step \($0)") }
        view.steps[6].inside = 3
        return view
    }

    static var preparing: LiveView {
        var view = LiveView(name: "Monday webinar", elapsedSeconds: 5)
        view.preparation = "waiting for a response from http://a.example"
        return view
    }
}
