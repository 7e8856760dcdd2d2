import Analysis
import Foundation
import Measuring
import Support
import Testing

@testable import Reporting

/// All figures about people.
private func figures(_ material: ReportMaterial) -> [Figure] {
    AdmissionCharts.figures(material) + WhereaboutsCharts.figures(material) + ReleaseCharts.figures(material)
        + FailureStrip.figures(material)
}

/// The storms that are drawn.
private enum Storms {
    static let sizes = [0, 1, 10, 500, 10_000]
    static let seconds = [1.0, 3, 600]

    static func material(_ people: Int, _ seconds: Double) -> ReportMaterial {
        ReportMaterial(
            StormSamples(
                participants: people, seconds: seconds, arrival: seconds > 60 ? .over(seconds: seconds) : nil))
    }

    /// By the name of their golden file.
    static var named: [String: ReportMaterial] {
        var invalid = ReportMaterial(StormSamples(participants: 500, generator: .overloaded))
        invalid.results.summary.thresholds = []
        return [
            "nobody": material(0, 3), "one": material(1, 3), "ten": material(10, 3), "storm": material(500, 1),
            "storm-10000": material(10_000, 3), "arrivals": material(500, 600),
            "some-refused": judged(ReportMaterial(StormSamples(participants: 500, failing: .some(5)))),
            "collapse": judged(ReportMaterial(StormSamples(participants: 500, failing: .collapse))),
            "nobody-in": ReportMaterial(StormSamples(participants: 500, failing: .all)), "invalid": invalid,
            "crowds": ReportMaterial(
                StormSamples(crowds: [
                    .init(name: "hosts", participants: 3, arrival: .over(seconds: 2)),
                    .init(name: "background", participants: 20, arrival: .looping(seconds: 30)),
                    .init(name: "learners", participants: 250),
                ])),
            "baseline": overlaid,
        ]
    }

    private static func judged(_ material: ReportMaterial) -> ReportMaterial {
        var judged = material
        judged.results.summary.thresholds = [
            Summary.ThresholdResult(expression: "admission(90%) < 3s", actual: 2400, bound: 3000, passed: true),
            Summary.ThresholdResult(expression: "admission(99%) < 1s", actual: nil, bound: 1000, passed: false),
        ]
        return judged
    }

    private static var overlaid: ReportMaterial {
        var run = material(500, 3)
        let before = ReportMaterial(StormSamples(participants: 400, seconds: 2.2, failing: .some(8), seed: 9))
        var count = 0
        let entries = before.results.curves[0].entries.map { entry in
            count += entry.count
            return (Double(entry.microseconds) / 1000, Double(count) / 400)
        }
        run.overlay = BaselineOverlay(
            run: .init(id: "b1", name: "Simultaneous login", startedAt: "2026-11-20T09:00:00.000Z", expected: 400),
            crowds: [
                .init(
                    name: CrowdMetadata.onlyName, expected: 400, enteredMs: entries.map(\.0), shares: entries.map(\.1))
            ], steps: [])
        return run
    }
}

@Suite struct `Charts about people` {
    @Test func `are drawn as before`() throws {
        for (name, material) in Storms.named {
            try GoldenFile(name: "people/\(name).html").expect(figures(material).map(\.plain).joined().text)
        }
    }

    @Test(arguments: Storms.sizes, Storms.seconds)
    func `are well-formed and small for every crowd and length`(people: Int, seconds: Double) {
        let found = figures(Storms.material(people, seconds))
        #expect(Set(found.map(\.id)).count == found.count)
        var size = 0
        for figure in found {
            let text = figure.plain.text
            size += text.utf8.count
            #expect(XMLTrouble.of(text) == nil)
            #expect(text.components(separatedBy: "class=\"hit\"").count - 1 <= 2 * 60)
            for bad in ["NaN", "inf\"", "<script", "href", "http"] { #expect(!text.contains(bad)) }
            #expect(figure.headline.hasSuffix(".") && !figure.headline.contains("  "))
            #expect(
                figure.table.map { $0.rows.count <= 20 && $0.rows.allSatisfy { $0.count == figure.table?.head.count } }
                    ?? true)
        }
        #expect(size < 90_000, "\(size) bytes")
    }

    @Test func `escape the names of steps and crowds`() {
        var material = ReportMaterial(
            StormSamples(
                crowds: [
                    .init(name: "<b>&", participants: 20), .init(name: "\"x'", participants: 30),
                ], failing: .some(3)))
        for place in material.results.summary.failures.indices { material.results.summary.failures[place].step = "<i>" }
        let found = figures(material)
        #expect(!found.isEmpty)
        for figure in found {
            let text = figure.plain.text
            #expect(XMLTrouble.of(text) == nil && !text.contains("<b>") && !text.contains("<i>"))
        }
    }

    // MARK: Admission

    @Test(arguments: [(10, 1.0), (500, 1), (500, 3), (10_000, 3)])
    func `end the admission where the summary says`(people: Int, seconds: Double) throws {
        let material = Storms.material(people, seconds)
        let crowd = CrowdView.all(material)[0]
        let body = AdmissionCharts.figures(material)[0].body.text
        let plot = Plot(time: crowd.time, values: .shares, height: 297, lines: 1)
        let last = try #require(material.results.summary.admission?.lastMs)
        let (x, y) = (SVG.number(plot.x(last)), SVG.number(plot.y(1)))
        let line = try #require(
            body.components(separatedBy: "<path d=\"").first { $0.contains("stroke-width=\"2.5\"") })
        let data = line.prefix { $0 != "\"" }
        #expect(data.hasPrefix("M\(SVG.number(plot.left)) \(SVG.number(plot.y(0)))"))
        // The last step up, and then to the right edge.
        #expect(
            data.hasSuffix("H\(x)V\(y)") || data.hasSuffix("H\(x)V\(y)H\(SVG.number(plot.right))"), "\(data.suffix(60))"
        )
        #expect(body.contains("last (\(Figures.count(people))): \(Figures.milliseconds(last))"))
    }

    @Test func `state when the crowd was in`() {
        func headline(_ storm: StormSamples) -> String { AdmissionCharts.figures(ReportMaterial(storm))[0].headline }
        #expect(headline(StormSamples(participants: 0)) == "Nobody was expected.")
        #expect(headline(StormSamples(participants: 1)).hasPrefix("The one participant got in after "))
        #expect(headline(StormSamples(participants: 10)).hasPrefix("All 10 got in, the last after "))
        #expect(headline(StormSamples(participants: 500)).hasPrefix("All 500 got in, 99 % of them within "))
        #expect(headline(StormSamples(participants: 500, failing: .some(5))).hasSuffix("; 5 never did."))
        #expect(headline(StormSamples(participants: 500, failing: .all)) == "Nobody of 500 got in.")
    }

    @Test func `draw no frame for nobody, and none for one`() {
        for storm in [
            StormSamples(participants: 0), StormSamples(participants: 1),
            StormSamples(participants: 500, failing: .all),
        ] {
            #expect(AdmissionCharts.figures(ReportMaterial(storm))[0].body == "")
        }
    }

    @Test func `add a panel of the beginning if nearly everyone was in early`() {
        func panels(_ storm: StormSamples) -> Int {
            AdmissionCharts.figures(ReportMaterial(storm))[0].body.text.components(separatedBy: "<svg").count - 1
        }
        #expect(panels(StormSamples(participants: 500)) == 1)
        #expect(panels(StormSamples(participants: 500, failing: .some(5))) == 1)
        // Timeouts end long after everyone else.
        #expect(panels(StormSamples(participants: 500, failing: .collapse)) == 2)
    }

    @Test func `never give the times of an overloaded generator as the target's`() {
        let material = ReportMaterial(StormSamples(participants: 500, generator: .overloaded))
        #expect(material.results.summary.verdict == .invalid)
        let admission = AdmissionCharts.figures(material)[0]
        #expect(admission.headline == "500 of 500 got in, at the generator's pace and not the target's.")
        for figure in [admission] + WhereaboutsCharts.figures(material) {
            #expect(figure.subtitle.contains("these times are its own, not the target's"))
        }
    }

    @Test(
        arguments: [
            ("admission(99%) < 10s", nil, 0.99), ("admission( learners , 50% ) <= 2s", "learners", 0.5),
            ("turnout >= 99%", nil, nil), ("admission(99%) > 10s", nil, nil),
        ] as [(String, String?, Double?)])
    func `know a threshold on admission`(expression: String, crowd: String?, share: Double?) {
        let bound = AdmissionBound(
            Summary.ThresholdResult(expression: expression, actual: nil, bound: 10_000, passed: true), held: true)
        #expect(bound?.crowd == crowd && bound?.share == share && (bound == nil || bound?.milliseconds == 10_000))
    }

    // MARK: The others

    @Test func `name the step to which most time went`() throws {
        let material = ReportMaterial(StormSamples(participants: 500))
        let figure = WhereaboutsCharts.figures(material)[0]
        let whereabouts = material.detail.crowds[0].whereabouts
        let token = try #require(whereabouts.states.firstIndex(of: .step("token")))
        let most = whereabouts.counts.map { $0[token] }.max() ?? 0
        #expect(
            figure.headline.hasSuffix("of the time in steps went to token, with up to \(most) of 500 in it at once."))
        #expect(figure.table?.rows.count == 20)
    }

    @Test func `have a row for each of ten, and name those without one`() {
        var material = ReportMaterial(StormSamples(participants: 10))
        material.detail.journeys.removeLast()
        let figure = WhereaboutsCharts.figures(material)[0]
        #expect(figure.body.text.contains(">no. 9</text>") && !figure.body.text.contains(">no. 10</text>"))
        #expect(figure.subtitle.hasSuffix("1 of them never started and has no row.") && figure.table?.rows.count == 9)
    }

    @Test func `have at most six bands, in which everyone is`() {
        let states: [RunDetail.Whereabouts.State] =
            [.before] + (1...12).map { .step("step \($0)") } + [.entered, .failed, .ended]
        var material = ReportMaterial(StormSamples(participants: 100))
        material.detail.crowds[0].whereabouts = RunDetail.Whereabouts(
            firstMs: -10, stepMs: 10, states: states,
            counts: (0..<300).map { instant in states.indices.map { ($0 * instant) % 7 } },
            spentMs: states.map { _ in 1 })
        let crowd = CrowdView.all(material)[0]
        let bands = Bands(crowd.detail.whereabouts, crowd: crowd)
        #expect(bands.bands.count == 6)
        #expect(bands.bands.flatMap(\.places).sorted() == Array(states.indices))
        #expect(Set((1...12).compactMap { bands.bandOfStep["step \($0)"] }).count == 2)
    }

    @Test func `say how simultaneous the release was, and who came later`() {
        var material = ReportMaterial(StormSamples(participants: 500))
        material.results.summary.releases[0].stragglers = (1...7).map { "participant \($0)" }
        let figure = ReleaseCharts.figures(material)[0]
        let spread = material.results.summary.releases[0].spreadMs
        #expect(
            figure.headline
                == "All 500 first requests left within \(Figures.milliseconds(spread?.max ?? 0)), half of them within \(Figures.milliseconds(spread?.p50 ?? 0))."
        )
        #expect(figure.subtitle.contains("The release is cold: connections were opened after it."))
        #expect(figure.subtitle.hasSuffix("participant 4, participant 5 and 2 more."))
    }

    @Test func `have a tick for each failure, and columns for more than two hundred`() {
        func body(_ failing: StormSamples.Failing) -> String {
            FailureStrip.figures(ReportMaterial(StormSamples(participants: 2000, failing: failing)))[0].body.text
        }
        let ticks = body(.some(5)).components(separatedBy: "<path d=\"").last?.prefix { $0 != "\"" }
        #expect(ticks?.count { $0 == "M" } == 5)
        #expect(body(.collapse).contains("<rect"))
        #expect(FailureStrip.figures(ReportMaterial(StormSamples(participants: 20))).isEmpty)
    }
}
