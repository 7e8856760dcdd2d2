import Analysis
import Measuring
import Support
import Testing

@testable import Reporting

@Suite struct `The ranges of the steps` {
    private func figure(_ material: ReportMaterial) throws -> Figure {
        try #require(StepRangeChart.figures(material).first)
    }

    private func x(_ milliseconds: Double?, _ drawing: StepRangeDrawing) -> String {
        SVG.number(176 + 432 * drawing.scale.share(of: milliseconds ?? -1))
    }

    @Test(arguments: [StepChartCase.fiveHundred, .tenMinutes, .tenThousand])
    func `stand at the summary's figures`(run: StepChartCase) throws {
        let material = run.material
        let drawing = try #require(StepRangeDrawing(StepRow.all(material)))
        let text = try figure(material).body.text
        for step in material.results.summary.steps {
            let times = step.responseMs
            #expect(text.contains(#"<circle cx="\#(x(times.max, drawing))""#))
            #expect(text.contains(#"<line x1="\#(x(times.p50, drawing))""#))
            #expect(text.contains(#"<rect x="\#(x(times.p50, drawing))""#))
            if !times.thin.contains("p99") {
                let (p95, p99) = (x(times.p95, drawing), x(times.p99, drawing))
                #expect(text.contains(/<line x1="(?<from>[^"]*)" y1="[^"]*" x2="(?<to>[^"]*)"[^>]*stroke-width="2.5"/))
                #expect(text.contains("<line x1=\"\(p95)\"") && text.contains("x2=\"\(p99)\""))
            }
        }
    }

    @Test func `leave out percentiles that too few stand behind, and mark them in the table`() throws {
        let material = StepChartCase.hundred.material
        let figure = try figure(material)
        #expect(!figure.body.text.contains("<rect"))
        #expect(figure.body.text.contains("too few: 95"))
        let table = HTMLReport(material).text
        let p95 = Figures.milliseconds(try #require(material.results.summary.steps[0].responseMs.p95))
        let p50 = Figures.milliseconds(try #require(material.results.summary.steps[0].responseMs.p50))
        #expect(table.contains("<td>~\u{2009}\(p95)</td>") && table.contains("<td>\(p50)</td>"))
        #expect(table.contains("~ rests on fewer than ten measurements."))
        #expect(figure.headline.hasPrefix("Half of 95 successes of token took at most "))
    }

    @Test func `are single dots of fewer than twenty, and a × of a failure`() throws {
        let material = StepChartCase.tenPeople.material
        let drawn = try figure(material).body.text
        #expect(drawn.matches(of: /h0/).count == 8 * 3 + 1)
        #expect(drawn.contains("one failure") && !drawn.contains("half within"))
    }

    @Test func `are logarithmic above a fifty-fold range, and say so`() throws {
        var material = StepChartCase.tenMinutes.material
        #expect(try figure(material).subtitle.contains("linear scale in ms"))
        material.results.summary.steps[0].responseMs.max = 90_000
        #expect(try figure(material).subtitle.contains("logarithmic scale in s"))
    }

    @Test func `carry thresholds with a mark beside their colour, and the baseline with both sizes`() throws {
        var material = StepChartCase.fiveHundred.material
        let judged = try figure(material)
        #expect(judged.body.text.contains(">✓ p95 3 s<") && judged.body.text.contains(">✗ p95 50 ms<"))
        #expect(judged.body.text.contains(">✓ max 30 s<"))
        #expect(judged.body.text.matches(of: /height="22"/).count == 2 * 3 + 1)
        #expect(judged.subtitle.contains("2026-11-20, 400 expected; now 500"))
        // What an interrupted run said until then judges nothing.
        material.results.summary.run.status = .interrupted
        let interrupted = try figure(material).body.text
        #expect(interrupted.contains(">p95 3 s<") && !interrupted.contains("✓") && !interrupted.contains("✗"))
        material.overlay = nil
        #expect(try !figure(material).subtitle.contains("Baseline"))
    }

    @Test func `ignore thresholds on other crowds and other figures`() throws {
        var material = StepChartCase.fiveHundred.material
        material.results.summary.thresholds = [.on("token", "failures", 3, passed: true)]
        material.results.summary.thresholds += [.on("token", "p95", 3000, passed: true)]
        material.results.summary.thresholds[1].crowd = "hosts"
        #expect(StepRow.all(material).flatMap(\.limits).isEmpty)
    }

    @Test func `say where they are service times, since there is no schedule`() throws {
        #expect(try figure(StepChartCase.looping.material).subtitle.contains("so they are service times"))
        var material = StepChartCase.crowds.material
        #expect(try figure(material).subtitle.contains("by step, from the intended start;"))
        material.results.metadata.crowds[1].isLooping = true
        #expect(try figure(material).subtitle.contains("those of looping crowds"))
    }

    @Test func `say that nothing succeeded instead of an empty frame`() throws {
        let figure = try figure(StepChartCase.nobodyIn.material)
        #expect(figure.headline == "No execution of a step succeeded: 200 failed.")
        #expect(figure.body.text.isEmpty)
    }
}

@Suite struct `A logarithmic scale` {
    @Test func `has its ticks at powers of ten, and between them if they are few`() {
        #expect(LogScale(from: 1, to: 100).ticks.map(\.label) == ["1", "2", "5", "10", "20", "50", "100"])
        #expect(LogScale(from: 0.5, to: 20_000).ticks.map(\.label) == ["0.001", "0.01", "0.1", "1", "10"])
        #expect(LogScale(from: 0.5, to: 20_000).unit == .seconds)
        #expect(LogScale(from: 30, to: 40).ticks.map(\.milliseconds) == [50, 100, 200])
    }

    @Test(arguments: [(0.0, 0.0), (0.001, 1e9), (5, 4), (-3, 12)])
    func `is finite and ascending for every range`(from: Double, to: Double) {
        let scale = LogScale(from: from, to: to)
        #expect(scale.share(of: from) == 0 && abs(scale.share(of: scale.last) - 1) < 1e-9)
        #expect(scale.ticks.allSatisfy { (0...1 + 1e-9).contains(scale.share(of: $0.milliseconds)) })
        #expect(!scale.ticks.isEmpty)
    }
}
