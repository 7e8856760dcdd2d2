// Looping crowds: how many entered per second, since they have no common start.
import Analysis

/// Entries per second in columns of equal width.
struct EntryRateChart {
    private let crowd: CrowdView
    /// The width of a column in milliseconds.
    private let width: Double
    private let counts: [Int]

    init(_ crowd: CrowdView) {
        self.crowd = crowd
        let last = max(crowd.detail.lastMs, 1)
        width = max(100, RoundStep.of(last / 60))
        // What is left of the last column counts in the one before, whose rate is then that of the longer time.
        var counts = Array(repeating: 0, count: max(1, Int(last / width)))
        for entry in crowd.curve.entries {
            counts[min(counts.count - 1, Int(Double(entry.microseconds) / 1000 / width))] += entry.count
        }
        self.counts = counts
    }

    var figure: Figure {
        let entered = crowd.curve.entered
        let seconds = crowd.detail.lastMs / 1000
        let lap = crowd.figures.participants.expected
        let rate = seconds > 0 ? Double(entered) / seconds : 0
        let finding =
            entered == 0
            ? "nobody of \(Figures.counted(lap, "lap")) \(crowd.gotIn)"
            : "\(Figures.count(entered)) of \(Figures.counted(lap, "lap")) \(crowd.gotIn), \(Figures.compact(rate)) a second over \(Figures.seconds(seconds))"
        return Figure(
            id: crowd.id("admission"), headline: crowd.sentence(finding),
            subtitle:
                "Laps of a looping crowd that \(crowd.gotIn) per second, by time \(crowd.since), in columns of \(Figures.milliseconds(width)).\(crowd.caution)",
            body: entered == 0 ? "" : drawing(finding), table: entered == 0 ? nil : table)
    }

    /// Entries per second in some neighbouring columns.
    private func rate(_ places: Range<Int>) -> Double {
        let end = places.upperBound == counts.count ? max(crowd.detail.lastMs, 1) : Double(places.upperBound) * width
        return Double(counts[places].reduce(0, +)) * 1000 / (end - Double(places.lowerBound) * width)
    }

    private func drawing(_ finding: String) -> Markup {
        let highest = counts.indices.map { rate($0..<$0 + 1) }.max() ?? 0
        var plot = Plot(
            time: TimeScale(from: 0, to: crowd.detail.lastMs), values: .upTo(highest), hasLabels: false)
        plot.drawAxes(time: "Time \(crowd.since)")
        var path = StepPath(from: (plot.left, plot.bottom))
        for place in counts.indices { path.step(to: (plot.x(Double(place) * width), plot.y(rate(place..<place + 1)))) }
        path.end(at: plot.right)
        plot.svg.path(path.data, crowd.paint, width: 2.5, dashes: crowd.isInvalid ? "2 4" : nil)
        return plot.svg.image(
            id: crowd.id("admission") + "-rate", title: "Entries per second",
            description: crowd.sentence(finding) + " At most \(Figures.compact(highest)) a second.")
    }

    private var table: FigureTable {
        // At most 20 rows: neighbouring columns together.
        let together = (counts.count + 19) / 20
        let rows = stride(from: 0, to: counts.count, by: together).map { first in
            let part = first..<min(counts.count, first + together)
            return [
                Figures.milliseconds(Double(first) * width), Figures.count(counts[part].reduce(0, +)),
                Figures.compact(rate(part)),
            ]
        }
        return FigureTable(
            caption: "Entries of \(crowd.people)", head: ["From", "Entered", "Per second"], rows: rows)
    }
}
