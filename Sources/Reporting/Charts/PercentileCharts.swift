// The whole distribution of a step, for engineers: percentiles on HdrHistogram's axis of nines.
package import Analysis
import Glibc
import Measuring

/// Percentile curves of response and service time, one figure a step.
package enum PercentileCharts {
    /// From how many successes on a curve reaches far enough to be worth drawing: up to the 90th percentile.
    private static let enough = 100
    /// For how many steps there is a figure: those with the highest 95th percentile.
    private static let figureLimit = 6

    /// The steps' figures, in the journey's order; none of an invalid run, whose times are not the target's.
    package static func figures(_ material: ReportMaterial) -> [Figure] {
        let summary = material.results.summary
        let histograms = material.results.histograms.steps
        guard summary.verdict != .invalid else { return [] }
        let places = summary.steps.indices
            .filter { histograms.indices.contains($0) && histograms[$0].response.count >= enough }
        let slowest = places.sorted { summary.steps[$0].responseMs.p95 ?? 0 > summary.steps[$1].responseMs.p95 ?? 0 }
        return slowest.prefix(figureLimit).sorted().map { place in
            figure(
                place, StepNames.of(summary.steps[place], in: summary), response: histograms[place].response,
                service: histograms[place].service)
        }
    }

    private static func figure(
        _ place: Int, _ name: String, response: LatencyHistogram, service: LatencyHistogram
    ) -> Figure {
        let last = PercentileAxis.last(of: response.count)
        let id = "percentiles-\(place + 1)"
        let isSame = response == service
        let slowest = response.microseconds(atPercentile: last).map { Double($0) / 1000 } ?? 0
        let shown = Figures.percentage(last / 100)
        var subtitle = "Percentiles of \(Figures.counted(response.count, "success", "successes"))"
        subtitle +=
            isSame
            ? "; response and service time are the same"
            : ": response time from the intended start, service time from the actual one"
        subtitle += "; up to \(shown), beyond which fewer than ten lie."
        return Figure(
            id: id,
            headline:
                "\(shown) of \(Figures.count(response.count)) successes of \(name) took at most \(Figures.milliseconds(slowest)).",
            subtitle: subtitle,
            body: drawing(response, isSame ? nil : service, last: last).image(
                id: id, title: "Percentiles of \(name)", description: subtitle),
            table: table(name, response, isSame ? nil : service, last: last))
    }

    private static func drawing(_ response: LatencyHistogram, _ service: LatencyHistogram?, last: Double) -> SVG {
        let (left, right, top, bottom) = (56.0, 600.0, 28.0, 236.0)
        let axis = PercentileAxis(last: last)
        let percentiles = axis.samples(every: 4, over: right - left)
        let curves = [response, service].compactMap { $0 }.map { histogram in
            histogram.microseconds(atPercentiles: percentiles).map { Double($0) / 1000 }
        }
        let scale = TimeScale(from: 0, to: curves.compactMap(\.last).max() ?? 0)
        var svg = SVG()
        var grid = PathData()
        func y(_ milliseconds: Double) -> Double { bottom - (bottom - top) * scale.share(of: milliseconds) }
        for tick in scale.ticks {
            grid.move(left, y(tick.milliseconds))
            grid.horizontal(to: right)
            svg.text(tick.label, x: left - 8, y: y(tick.milliseconds) + 4, anchor: .end, .muted)
        }
        for tick in axis.ticks {
            let x = left + (right - left) * axis.share(of: tick)
            grid.tick(x: x, from: bottom, to: bottom + 4)
            svg.text(PercentileAxis.label(tick), x: x, y: bottom + 20, anchor: .middle, .muted)
        }
        svg.stroke(grid, .grid, width: 1)
        svg.text(scale.unit.rawValue, x: left - 8, y: 13, anchor: .end, .muted)
        svg.text("% of successes", x: right + 16, y: bottom + 20, .muted)
        // The response time, which people feel, lies above where both run together.
        for (place, curve) in curves.enumerated().reversed() {
            var path = PathData()
            var (drawnX, lastX, drawnY) = (left, left, bottom)
            for (percentile, time) in zip(percentiles, curve) {
                let (x, y) = (left + (right - left) * axis.share(of: percentile), y(time))
                defer { lastX = x }
                guard path.isEmpty || abs(y - drawnY) >= 0.1 else { continue }
                if path.isEmpty {
                    path.move(x, y)
                } else {
                    if lastX > drawnX { path.horizontal(to: lastX) }
                    path.line(x, y)
                }
                (drawnX, drawnY) = (x, y)
            }
            path.horizontal(to: right)
            if place == 0 {
                svg.stroke(path, .run, width: 2.5)
            } else {
                svg.stroke(path, .ink, width: 1.5, dashes: "6 4")
            }
        }
        let ends = curves.map { y($0.last ?? 0) }
        let words = service == nil ? ["response, service"] : ["response", "service"]
        for (place, word) in words.enumerated() {
            // Labels of curves that end together stand one below the other.
            let isLower = place == 1 && abs(ends[0] - ends[1]) < 18
            let y = isLower ? ends[0] + 18 : ends[place]
            if place == 0 {
                svg.line(from: (right + 6, y), to: (right + 22, y), .run, width: 2.5)
            } else {
                svg.line(from: (right + 6, y), to: (right + 22, y), .ink, width: 1.5, dashes: "6 4")
            }
            svg.text(word, x: right + 28, y: y + 4)
        }
        return svg
    }

    private static func table(
        _ name: String, _ response: LatencyHistogram, _ service: LatencyHistogram?, last: Double
    ) -> FigureTable {
        let percentiles = PercentileAxis.tabulated.filter { $0 <= last + 1e-9 }
        let columns = [response, service].compactMap { $0 }.map { histogram in
            histogram.microseconds(atPercentiles: percentiles).map { Double($0) / 1000 }
        }
        let largest = [response, service].compactMap { $0?.maxMicroseconds }.max() ?? 0
        let times = TableTimes(largest: Double(largest) / 1000)
        var rows = percentiles.enumerated().map { place, percentile in
            ["\(PercentileAxis.label(percentile)) %"] + columns.map { times.text($0[place]) }
        }
        rows.append(
            ["maximum"]
                + [response, service].compactMap { $0 }.map {
                    times.text($0.maxMicroseconds.map { Double($0) / 1000 })
                })
        return FigureTable(
            caption: "Percentiles of \(name), \(Figures.counted(response.count, "success", "successes"))",
            head: ["Share of successes", "Response (\(times.unit))"]
                + (service == nil ? [] : ["Service (\(times.unit))"]),
            rows: rows)
    }
}

/// An axis on which each further nine of a percentile takes the same room.
struct PercentileAxis {
    /// The percentiles of the table.
    static let tabulated: [Double] = [0, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99, 99.999]
    private static let nines: [Double] = [0, 50, 75, 90, 95, 99, 99.9, 99.99, 99.999]

    /// Where it ends, below 100.
    let last: Double

    /// The last percentile that at least ten of so many samples lie beyond.
    static func last(of count: Int) -> Double {
        100 * Double(max(0, count - LatencyHistogram.samplesBeyond)) / Double(max(1, count))
    }

    /// The labelled percentiles.
    var ticks: [Double] { PercentileAxis.nines.filter { $0 <= last + 1e-9 } }

    /// How far along the axis a percentile is, 0 to 1.
    func share(of percentile: Double) -> Double {
        log10(1 - min(percentile, last) / 100) / log10(1 - last / 100)
    }

    /// Percentiles at equal distances on an axis of this width, from 0 to the last.
    func samples(every distance: Double, over width: Double) -> [Double] {
        let count = Int(width / distance)
        return (0...count).map { place in
            place == count ? last : 100 * (1 - pow(1 - last / 100, Double(place) / Double(count)))
        }
    }

    static func label(_ percentile: Double) -> String {
        percentile == percentile.rounded() ? String(Int(percentile)) : "\(percentile)"
    }
}
