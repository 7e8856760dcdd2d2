// The fitted edge: how likely a storm passes, by its size.
import Analysis

/// The chart of the edge. Without a storm that counts there is none, nor if the target has no single edge.
struct EdgeChart {
    private let view: CapacityView
    private let edge: CapacityEdge

    init(_ view: CapacityView) {
        self.view = view
        edge = CapacityEdge(view.document)
    }

    var figure: Figure? {
        guard !view.counted.isEmpty else { return nil }
        guard view.document.answer.kind != .noSingleAnswer else {
            return Figure(
                id: "edge", headline: "No single edge fits what the storms showed.",
                subtitle: "Which storms of which size passed and failed is in the table of the storms.")
        }
        let headline = self.headline
        return Figure(
            id: "edge", headline: headline,
            subtitle:
                "Probability that a storm passes, by how many come \(view.arrival), if the target has a single edge: mean (line) and "
                + "95 % of the probability (blue band) after \(Figures.counted(count, "storm")). Dots at 100 %: storms that "
                + "passed; × at 0 %: storms that failed.",
            body: StormMarks.legend(view.counted) + drawing(headline),
            table: FigureTable(
                caption: "Probability of passing by size",
                head: [view.arrivalHead, "Passed", "Failed", "Probability", "95 % of the probability"], rows: rows))
    }

    private var count: Int { view.counted.reduce(0) { $0 + $1.count(.passed) + $1.count(.failed) } }

    private var headline: String {
        let answer = view.document.answer
        let size =
            answer.planWith ?? answer.estimate ?? answer.lower ?? answer.upper ?? view.counted.last?.value ?? 1
        let point = edge.point(size)
        let name = answer.planWith == nil ? "" : ", the size to plan with,"
        return
            "At \(Figures.count(size)) \(view.arrival)\(name) \(EdgeChart.percent(point.mean)) of storms are expected to pass "
            + "(95 % interval: \(EdgeChart.interval(point)))."
    }

    private var rows: [[String]] {
        // At most 20: every second or third size if there are more.
        let step = max(1, (view.counted.count + 19) / 20)
        return stride(from: 0, to: view.counted.count, by: step).map { place in
            let size = view.counted[place]
            let point = edge.point(size.value)
            return [
                Figures.count(size.value), Figures.count(size.count(.passed)),
                Figures.count(size.count(.failed)),
                EdgeChart.percent(point.mean), EdgeChart.interval(point),
            ]
        }
    }

    private static func percent(_ share: Double) -> String { "\(Figures.fixed(share * 100, digits: 0)) %" }

    private static func interval(_ point: CapacityEdge.Point) -> String {
        Glue.range(percent(point.lower), percent(point.upper))
    }

    private func drawing(_ headline: String) -> Markup {
        var plot = SizePlot(view, values: .shares)
        let points = view.scale.sizes(80).map(edge.point)
        func path(_ points: [CapacityEdge.Point], _ value: (CapacityEdge.Point) -> Double, _ path: inout PathData) {
            for point in points {
                let (x, y) = (plot.x(point.participants), plot.plot.y(value(point)))
                if path.isEmpty { path.move(x, y) } else { path.line(x, y) }
            }
        }
        var band = PathData()
        path(points, \.upper, &band)
        path(points.reversed(), \.lower, &band)
        plot.plot.svg.add("<path d=\"\(band.text)z\" \(Paint.run.fill) fill-opacity=\"0.25\"/>")
        var line = PathData()
        path(points, \.mean, &line)
        plot.plot.svg.stroke(line, .run, width: 2.5)
        var marks = StormMarks()
        for size in view.counted {
            for outcome in [CapacityDocument.Storm.Outcome.passed, .failed] {
                for offset in StormMarks.offsets(size.count(outcome)) {
                    marks.add(
                        outcome, x: plot.x(size.value) + offset, y: plot.plot.y(outcome == .passed ? 1 : 0))
                }
            }
        }
        marks.draw(in: &plot.plot.svg)
        plot.drawReadOut(view.counted) { size in
            let point = edge.point(size.value)
            return "\(Figures.count(size.value)) \(view.arrival): \(EdgeChart.percent(point.mean)) "
                + "(\(EdgeChart.interval(point))); \(size.results)"
        }
        return plot.plot.svg.image(
            id: "capacity-edge", title: "Probability that a storm passes by its size",
            description: headline + " Capacity: \(CapacityWords.capacity(view.document.answer)).")
    }
}
