// Windows against turnout: the storms of an expected crowd, one mark each.
import Analysis

/// The chart of the storms over windows. Without such storms the advice stands alone.
struct WindowChart {
    private let document: CapacityDocument
    /// The storms by window, ascending.
    private let windows: [StormGroup]

    init(_ document: CapacityDocument) {
        self.document = document
        let storms = (document.windowStorms ?? []).filter { $0.figures != nil && $0.windowMs != nil }
        windows = Dictionary(grouping: storms) { $0.windowMs ?? 1 }.sorted { $0.key < $1.key }
            .map { StormGroup(value: $0.key, storms: $0.value) }
    }

    /// What the page says of an expected crowd; empty if nobody is expected.
    var blocks: [Block] {
        guard let advice = document.advice else { return [] }
        guard !windows.isEmpty else { return [Block(headline: advice.sentence, subtitle: advice.grounds)] }
        let bound = MissedBounds(windows.flatMap(\.storms)).turnout
        let dashed = bound.map { " Dashed line: the threshold, \(Figures.percentage($0))." } ?? ""
        return [
            Block(
                Figure(
                    id: "arrival", headline: advice.sentence,
                    subtitle:
                        "\(advice.grounds) Turnout of each storm of \(Figures.count(advice.participants)), with its 95 % "
                        + "interval, by the window over which they arrived. Storms of one window stand beside each other.\(dashed)",
                    body: StormMarks.legend(windows) + drawing(advice, bound),
                    table: FigureTable(
                        caption: "Turnout by window", head: ["Over", "Passed", "Failed", "Not counted", "Turnout"],
                        rows: rows)))
        ]
    }

    private var rows: [[String]] {
        // At most 20: every second or third window if there are more.
        stride(from: 0, to: windows.count, by: max(1, (windows.count + 19) / 20)).map { place in
            let window = windows[place]
            return [WindowWords.text(window.value)]
                + [CapacityDocument.Storm.Outcome.passed, .failed, .notCounted].map { Figures.count(window.count($0)) }
                + [WindowChart.turnout(window)]
        }
    }

    private static func turnout(_ window: StormGroup) -> String {
        CapacityView.range(window.storms.compactMap(\.shownTurnout), Figures.percentage)
    }

    private func drawing(_ advice: CapacityAdvice, _ bound: Double?) -> Markup {
        let scale = SizeScale(windows.map(\.value))
        var plot = Plot(
            time: TimeScale(from: 0, to: 1), values: .shares, height: 300, hasLabels: false, lines: 1)
        plot.drawGrid()
        plot.svg.line(from: (plot.left, plot.bottom), to: (plot.right, plot.bottom), .ink)
        var lastLabel = -Double.infinity
        for tick in scale.ticks {
            let (x, label) = (plot.x(scale.share(of: tick.size)), WindowWords.text(Int(tick.size)))
            plot.svg.line(from: (x, plot.bottom), to: (x, plot.bottom + 5), .ink)
            let half = SVG.width(of: label) / 2
            guard x - half > lastLabel + 8 else { continue }
            plot.svg.text(label, x: x, y: plot.bottom + 19, anchor: .middle)
            lastLabel = x + half
        }
        plot.svg.text("Window over which they arrived, logarithmic scale", x: plot.left, y: plot.bottom + 37, .muted)
        if let window = advice.windowMs {
            let x = plot.x(scale.share(of: Double(window)))
            plot.svg.line(from: (x, plot.top), to: (x, plot.bottom), .muted, width: 1.5)
        }
        if let bound {
            plot.svg.line(from: (plot.left, plot.y(bound)), to: (plot.right, plot.y(bound)), .ink, dashes: "4 3")
        }
        var marks = StormMarks()
        for window in windows {
            for (storm, offset) in zip(window.storms, StormMarks.offsets(window.storms.count)) {
                guard let turnout = storm.shownTurnout else { continue }
                let ends = storm.turnoutInterval.map { (plot.y($0.lower), plot.y($0.upper)) }
                marks.add(
                    storm.outcome, x: plot.x(scale.share(of: Double(window.value))) + offset,
                    y: plot.y(turnout), ends: ends)
            }
        }
        marks.draw(in: &plot.svg)
        let places = windows.map { scale.share(of: Double($0.value)) }
        let between = zip(places, places.dropFirst()).map { ($0 + $1) / 2 }
        plot.drawReadOut(
            zip(windows, zip([0] + between, between + [1])).map { window, ends in
                (
                    ends.0, ends.1,
                    "over \(WindowWords.text(window.value)): turnout \(WindowChart.turnout(window)); \(window.results)"
                )
            })
        return plot.svg.image(
            id: "capacity-arrival", title: "Turnout by window of arrival", description: advice.sentence)
    }
}
