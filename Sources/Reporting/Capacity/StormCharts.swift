// Two charts of a capacity search, one dot a storm: size against turnout, and against the time of a journey.
import Analysis
import Measuring

/// The charts of the storms. Without storms there are none.
struct StormCharts {
    private let view: CapacityView

    init(_ view: CapacityView) { self.view = view }

    // MARK: Turnout

    /// Size against turnout.
    var turnout: Figure? {
        guard !view.sizes.isEmpty else { return nil }
        let headline = turnoutHeadline
        let bound = view.bounds.turnout
        return Figure(
            id: "turnout", headline: headline,
            subtitle: subtitle("Turnout of each storm: the share of those expected who got in, with its 95 % interval")
                + (bound.map { " Dashed line: the threshold, \(Figures.percentage($0))." } ?? ""),
            body: StormMarks.legend(view.sizes) + turnoutDrawing(headline),
            table: FigureTable(
                caption: "Turnout by size", head: [view.arrivalHead, "Passed", "Failed", "Not counted", "Turnout"],
                rows: view.rows(view.sizes) { storms in
                    StormCharts.results(storms)
                        + [CapacityView.range(storms.compactMap(\.shownTurnout), Figures.percentage)]
                }))
    }

    private var turnoutHeadline: String {
        let parts = view.ends.compactMap { size -> String? in
            let shares = size.storms.filter { $0.outcome != .notCounted }.compactMap(\.shownTurnout)
            return shares.isEmpty ? nil : "\(CapacityView.range(shares, Figures.percentage)) at \(view.words(size))"
        }
        guard !parts.isEmpty else { return "No whole storm counts, so their turnouts say nothing about the target." }
        return "Turnout was \(parts.joined(separator: " and "))."
    }

    private func turnoutDrawing(_ headline: String) -> Markup {
        var plot = SizePlot(view, values: .shares)
        if let bound = view.bounds.turnout { plot.drawBound(bound) }
        var marks = StormMarks()
        for size in view.sizes {
            for (storm, offset) in zip(size.storms, StormMarks.offsets(size.storms.count)) {
                guard let turnout = storm.shownTurnout else { continue }
                let ends = storm.turnoutInterval.map { (plot.plot.y($0.lower), plot.plot.y($0.upper)) }
                marks.add(
                    storm.outcome, x: plot.x(size.value) + offset, y: plot.plot.y(turnout), ends: ends)
            }
        }
        marks.draw(in: &plot.plot.svg)
        plot.drawReadOut(view.sizes) { size in
            let shares = size.storms.compactMap(\.shownTurnout)
            return
                "\(Figures.count(size.value)) \(view.arrival): turnout \(CapacityView.range(shares, Figures.percentage)); \(size.results)"
        }
        return plot.plot.svg.image(
            id: "capacity-turnout", title: "Turnout by size of storm", description: headline + " " + capacity)
    }

    // MARK: Times

    /// Size against the 95th percentile of the journey.
    var times: Figure? {
        let sizes = view.sizes.filter { size in size.storms.contains { $0.shownP95Ms != nil } }
        guard !sizes.isEmpty else { return nil }
        let headline = timesHeadline
        let bound = shownBound(times: sizes)
        let thin = view.sizes.flatMap(\.storms).contains(where: \.isThin)
        return Figure(
            id: "times", headline: headline,
            subtitle: subtitle("95th percentile of a whole journey of those who got in, in each storm")
                + (thin ? " Of fewer than 200 who got in, it \(ThinWords.note)." : "")
                + (bound.map { " Dashed line: the threshold, \(Figures.milliseconds($0))." } ?? ""),
            body: StormMarks.legend(sizes) + timesDrawing(sizes, headline),
            table: FigureTable(
                caption: "95th percentile of the journey by size",
                head: [view.arrivalHead, "Passed", "Failed", "Not counted", "p95"],
                rows: view.rows(sizes) { storms in
                    StormCharts.results(storms)
                        + [CapacityView.range(storms.compactMap(\.shownP95Ms), Figures.milliseconds)]
                }))
    }

    private var timesHeadline: String {
        let parts = view.ends.compactMap { size -> String? in
            let times = size.storms.filter { $0.outcome != .notCounted }.compactMap(\.shownP95Ms)
            guard !times.isEmpty else { return nil }
            return "\(CapacityView.range(times, Figures.milliseconds)) at \(view.words(size))"
        }
        guard !parts.isEmpty else { return "Of the storms that count, nobody’s journey was completed." }
        return "The p95 of the journey was \(parts.joined(separator: " and "))."
    }

    private func largest(_ sizes: [StormGroup]) -> Double {
        sizes.flatMap { $0.storms.compactMap(\.shownP95Ms) }.max() ?? 1
    }

    /// The threshold, unless it would press everything else to the ground.
    private func shownBound(times sizes: [StormGroup]) -> Double? {
        view.bounds.journeyP95Ms.flatMap { $0 <= largest(sizes) * 3 ? $0 : nil }
    }

    private func timesDrawing(_ sizes: [StormGroup], _ headline: String) -> Markup {
        let bound = shownBound(times: sizes)
        let most = max(largest(sizes), bound ?? 0)
        let unit = most < 1000 ? 1.0 : 1000.0
        var values = ValueScale.upTo(most / unit)
        values = ValueScale(
            most: values.most,
            ticks: values.ticks.enumerated().map { place, tick in
                let isLast = place == values.ticks.count - 1
                return ValueScale.Tick(
                    value: tick.value, label: tick.label + (isLast ? (unit == 1 ? " ms" : " s") : ""))
            })
        var plot = SizePlot(view, values: values)
        if let bound { plot.drawBound(bound / unit) }
        var marks = StormMarks()
        for size in sizes {
            for (storm, offset) in zip(size.storms, StormMarks.offsets(size.storms.count)) {
                guard let time = storm.shownP95Ms else { continue }
                marks.add(storm.outcome, x: plot.x(size.value) + offset, y: plot.plot.y(time / unit))
            }
        }
        marks.draw(in: &plot.plot.svg)
        plot.drawReadOut(sizes) { size in
            let times = CapacityView.range(size.storms.compactMap(\.shownP95Ms), Figures.milliseconds)
            return "\(Figures.count(size.value)) \(view.arrival): p95 \(times); \(size.results)"
        }
        return plot.plot.svg.image(
            id: "capacity-times", title: "95th percentile of the journey by size of storm",
            description: headline + " " + capacity)
    }

    // MARK: Both

    private func subtitle(_ figure: String) -> String {
        let band =
            view.document.answer.lower == nil && view.document.answer.upper == nil
            ? "" : " Grey band: where the capacity lies, with 95 % confidence."
        return "\(figure), by how many came \(view.arrival). Storms of one size stand beside each other.\(band)"
    }

    private var capacity: String { "Capacity: \(CapacityWords.capacity(view.document.answer))." }

    private static func results(_ storms: [CapacityDocument.Storm]) -> [String] {
        [CapacityDocument.Storm.Outcome.passed, .failed, .notCounted].map { outcome in
            Figures.count(storms.count { $0.outcome == outcome })
        }
    }
}

extension CapacityDocument.Storm {
    /// The 95 % interval of the turnout, as if participants were independent; nil if the storm does not count.
    var turnoutInterval: BinomialInterval? {
        guard let figures, shownTurnout != nil, outcome != .notCounted, figures.expected > 0 else { return nil }
        return BinomialInterval.clopperPearson(successes: figures.entered, trials: figures.expected)
    }

    /// Whether the 95th percentile rests on too few measurements.
    var isThin: Bool {
        guard let figures, shownP95Ms != nil else { return false }
        return LatencyHistogram.isThin(count: figures.entered, atPercentile: 95)
    }
}
