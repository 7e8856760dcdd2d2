import Analysis
import Measuring
import Support
import Testing

@testable import Reporting

@Suite struct `Waves of waiting` {
    private func figure(_ run: StepChartCase) throws -> Figure { try #require(HeatMaps.figures(run.material).first) }

    @Test(arguments: [StepChartCase.tenMinutes, .tenThousandInAMinute])
    func `have a drawn cell for each counted one, and count all successes`(run: StepChartCase) throws {
        let material = run.material
        let step = material.results.summary.steps[0]
        let heat = try #require(material.detail.steps[0].heat)
        #expect(heat.columns.joined().reduce(0, +) == step.succeeded)
        let text = try figure(run).body.text
        let paths = text.matches(of: /<path d="((?:M\d+ \d+h\d+)+)" stroke="(#\w+)"/)
        let drawn = paths.flatMap { $0.output.1.matches(of: /h(\d+)/) }.reduce(0) { $0 + (Int($1.output.1) ?? 0) }
        #expect(drawn == heat.columns.joined().count { $0 > 0 })
        // Each level has its colour and its place in the legend.
        #expect(Set(paths.map(\.output.2)).count == paths.count && (1...5).contains(paths.count))
        #expect(text.matches(of: /<rect/).count >= paths.count)
        let table = try #require(try figure(run).table)
        let counted = table.rows.reduce(0) { $0 + (Int($1[1].filter(\.isNumber)) ?? 0) }
        #expect(counted == step.succeeded)
    }

    @Test func `keep the edge rows`() throws {
        let heat = RunDetail.Heat(
            firstMs: 0, widthMs: 10, lowestRow: 8, columns: [[1, 0, 0], [0, 4, 0], [0, 0, 100]])
        var step = StepChartCase.onePerson.material.results.summary.steps[0]
        step.failed = 0
        let figure = HeatFigure(step: step, name: "token", heat: heat).figure
        #expect(figure.body.text.contains("M0 0h1") && figure.body.text.contains("M1 1h1"))
        #expect(figure.body.text.contains("M2 2h1"))
        #expect(figure.table?.rows.map { $0[1] } == ["1", "4", "100"])
    }

    @Test(arguments: [StepChartCase.hundred, .fiveHundred, .tenThousand])
    func `are columns of answers where all started at once, and count all successes`(run: StepChartCase) throws {
        let material = run.material
        let step = material.results.summary.steps[0]
        let times = AnswerTimes(
            step: step, name: "token", times: material.results.histograms.steps[0].response, withinMs: nil)
        #expect(times.counts.reduce(0, +) == step.succeeded)
        let figure = try figure(run)
        #expect(figure.headline.contains("started at the same instant"))
        #expect(figure.headline.contains("at most \(times.counts.max() ?? 0) of them"))
        #expect(figure.body.text.matches(of: /h[\d.]+v[\d.]+h-/).count == times.counts.count { $0 > 0 })
    }

    @Test func `are those of the slowest step that was executed often enough`() throws {
        let summary = StepChartCase.crowds.material.results.summary
        #expect(summary.steps.max { $0.responseMs.p95 ?? 0 < $1.responseMs.p95 ?? 0 }?.crowd == "hosts")
        #expect(try figure(.crowds).subtitle.contains("learners: "))
    }

    @Test func `stand above those of the baseline, at the same scales`() throws {
        let step = StepChartCase.fiveHundred.material.results.summary.steps[0]
        let now = RunDetail.Heat(firstMs: 0, widthMs: 10, lowestRow: 8, columns: [[1, 0], [0, 100]])
        let before = RunDetail.Heat(firstMs: 20, widthMs: 5, lowestRow: 7, columns: [[50], [0], [3]])
        let figure = HeatFigure(step: step, name: "token", heat: now, baseline: before).figure
        let text = figure.body.text
        #expect(text.contains(">this run</text>") && text.contains(">baseline</text>"))
        #expect(figure.subtitle.hasSuffix(" Below at the same scales: the baseline, 53 successes."))
        // From 0 to 35 ms on 632 pixels, ten rows of a decade's height.
        let cells = text.matches(of: /translate\(([\d.]+) ([\d.]+)\) scale\(([\d.]+) -([\d.]+)\)/)
        #expect(cells.map { String($0.output.1) } == ["64", "425.1"])
        #expect(cells.map { String($0.output.3) } == ["180.5714", "90.2857"])
        #expect(Set(cells.map { String($0.output.4) }) == ["20"])
        let (above, below) = (Double(cells[0].output.2) ?? 0, Double(cells[1].output.2) ?? 0)
        // One row lower, in a map that is 160 high and 84 further down.
        #expect(below - above == 160 + 84 + 20)
        // One scale of colours: 1 and 3 are in its lowest part, 50 in the fourth, 100 in the last.
        #expect(text.components(separatedBy: "M0 0h1\" \(Paint.heat[0].stroke.text)").count == 2)
        #expect(text.contains("M2 0h1\" \(Paint.heat[0].stroke.text)"))
        #expect(text.contains("M0 0h1\" \(Paint.heat[3].stroke.text)"))
    }

    @Test func `are dots of fewer than two hundred, and nothing of fewer than twenty`() throws {
        #expect(HeatMaps.figures(StepChartCase.tenPeople.material).isEmpty)
        var material = StepChartCase.hundred.material
        for place in material.detail.steps[0].executions.indices {
            material.detail.steps[0].executions[place].startMs = Double(place) * 20
        }
        let figure = try #require(HeatMaps.figures(material).first)
        // One more of each kind is in the legend.
        #expect(figure.body.text.matches(of: /h0/).count == 95 + 1)
        #expect(figure.body.text.matches(of: /l7 7m0-7l-7 7/).count == 5 + 1)
        #expect(figure.table?.rows.reduce(0) { $0 + (Int($1[1]) ?? 0) } == 95)
        #expect(figure.table?.rows.reduce(0) { $0 + (Int($1[2]) ?? 0) } == 5)
    }
}

@Suite struct `Percentile curves` {
    @Test(arguments: [(100, 90.0), (1000, 99), (10_000, 99.9)])
    func `end where the last ten begin`(count: Int, last: Double) {
        #expect(abs(PercentileAxis.last(of: count) - last) < 1e-9)
        var histogram = LatencyHistogram()
        for time in 1...count { histogram.record(microseconds: Int64(time)) }
        #expect(!histogram.isThin(atPercentile: PercentileAxis.last(of: count)))
        let axis = PercentileAxis(last: last)
        #expect(axis.share(of: 0) == 0 && abs(axis.share(of: last) - 1) < 1e-9)
        let samples = axis.samples(every: 4, over: 544)
        #expect(samples.first == 0 && samples.last == last && samples == samples.sorted())
    }

    @Test func `name the last percentile and its time, as the histogram has them`() throws {
        let material = StepChartCase.tenThousand.material
        let figures = PercentileCharts.figures(material)
        #expect(figures.count == 3)
        let time = try #require(
            material.results.histograms.steps[0].response.microseconds(atPercentile: 99.9))
        #expect(
            figures[0].headline
                == "99.9 % of 10000 successes of token took at most \(Figures.milliseconds(Double(time) / 1000))."
                .replacing("10000", with: "10,000"))
        #expect(figures[0].table?.rows.map { $0[0] }.suffix(3) == ["99.5 %", "99.9 %", "maximum"])
        #expect(PercentileCharts.figures(StepChartCase.tenPeople.material).isEmpty)
    }

    @Test func `say so where response and service time are the same`() throws {
        var material = StepChartCase.tenThousand.material
        material.results.histograms.steps[0].service = material.results.histograms.steps[0].response
        let figure = try #require(PercentileCharts.figures(material).first)
        #expect(figure.subtitle.contains("response and service time are the same"))
        #expect(figure.table?.head.count == 2 && figure.body.text.contains("response, service"))
    }
}
