// Arrivals over time: when people should have started, and when they did.
import Analysis

/// Planned and actual starts of a crowd.
struct ArrivalChart {
    private let crowd: CrowdView
    private let planned: RunDetail.Bins
    private let actual: RunDetail.Bins
    /// Noticeably late starts in the whole run; nil if unknown.
    private let lateStarts: Int?

    /// A chart of a crowd; nil if it came at once, or nobody did.
    init?(_ crowd: CrowdView, _ lateStarts: Int?) {
        guard let starts = crowd.detail.starts, crowd.figures.participants.started > 1 else { return nil }
        self.crowd = crowd
        (planned, actual) = (starts.planned, starts.actual)
        self.lateStarts = lateStarts
    }

    var figure: Figure {
        Figure(
            id: crowd.id("arrivals"), headline: crowd.sentence(finding),
            subtitle:
                "Starts per \(Figures.milliseconds(planned.widthMs)), as planned (dashed) and as they were (solid), by time \(crowd.since).",
            body: drawing, table: table)
    }

    private var finding: String {
        let started = Figures.counted(crowd.figures.participants.started, "participant")
        let length = Figures.milliseconds(Double(planned.counts.count) * planned.widthMs)
        let late =
            switch lateStarts {
            case nil: ""
            case 0: ", none of them noticeably late"
            case let count?: ", with \(Figures.counted(count, "start")) of the run noticeably late"
            }
        return "\(started) started within \(length)\(late)"
    }

    private var table: FigureTable {
        let together = (planned.counts.count + 19) / 20
        let rows = stride(from: 0, to: planned.counts.count, by: together).map { first in
            let part = first..<min(planned.counts.count, first + together)
            return [
                Figures.milliseconds(planned.firstMs + Double(first) * planned.widthMs),
                Figures.count(planned.counts[part].reduce(0, +)), Figures.count(actual.counts[part].reduce(0, +)),
            ]
        }
        return FigureTable(
            caption: "Starts of \(crowd.people)", head: ["From", "Planned", "Started"], rows: rows)
    }

    private var drawing: Markup {
        let most = max(planned.counts.max() ?? 0, actual.counts.max() ?? 0)
        let end = planned.firstMs + Double(planned.counts.count) * planned.widthMs
        var plot = Plot(time: TimeScale(from: planned.firstMs, to: end), values: .upTo(Double(most), isCount: true))
        plot.drawAxes(time: "Time \(crowd.since)")
        drawLine(actual, in: &plot, crowd.paint, width: 2.5)
        drawLine(planned, in: &plot, .baseline, width: 1.5, dashes: "6 4")
        for (line, entry) in [("started", crowd.paint), ("planned", Paint.baseline)].enumerated() {
            let y = plot.top + 8 + Double(line) * Plot.lineHeight
            plot.svg.line(
                from: (plot.right + 14, y), to: (plot.right + 34, y), entry.1, width: line == 0 ? 2.5 : 1.5,
                dashes: line == 0 ? nil : "6 4")
            plot.svg.text(entry.0, x: plot.right + 40, y: y + 4.5)
        }
        return plot.svg.image(
            id: crowd.id("arrivals") + "-starts", title: "Planned and actual starts",
            description: crowd.sentence(finding) + " At most \(Figures.count(most)) in one column.")
    }

    private func drawLine(
        _ bins: RunDetail.Bins, in plot: inout Plot, _ paint: Paint, width: Double, dashes: StaticString? = nil
    ) {
        var path = StepPath(from: (plot.left, plot.bottom))
        for (place, count) in bins.counts.enumerated() {
            path.step(to: (plot.x(bins.firstMs + Double(place) * bins.widthMs), plot.y(Double(count))))
        }
        path.end(at: plot.right)
        path.step(to: (plot.right, plot.bottom))
        plot.svg.path(path.data, paint, width: width, dashes: dashes)
    }
}
