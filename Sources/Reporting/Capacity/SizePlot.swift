// A plot over the sizes of storms, with what is known of the capacity behind everything else.
import Analysis

/// A plot whose lower axis has the sizes of a search.
struct SizePlot {
    /// The frame. Its own axis goes from 0 to 1, the shares of the axis of sizes.
    var plot: Plot
    private let view: CapacityView

    /// The line of text above the plot for the capacity; the one above it is for values pointed at.
    private static let labelLine = 31.0

    /// A plot with its axes and the capacity.
    init(_ view: CapacityView, values: ValueScale) {
        self.view = view
        plot = Plot(time: TimeScale(from: 0, to: 1), values: values, height: 320, hasLabels: false, lines: 2)
        drawCapacity()
        plot.drawGrid()
        drawAxis()
    }

    /// Where a size is.
    func x(_ size: Int) -> Double { plot.x(view.scale.share(of: Double(size))) }

    private mutating func drawAxis() {
        plot.svg.line(from: (plot.left, plot.bottom), to: (plot.right, plot.bottom), .ink)
        var lastLabel = -Double.infinity
        for tick in view.scale.ticks {
            let x = plot.x(view.scale.share(of: tick.size))
            plot.svg.line(from: (x, plot.bottom), to: (x, plot.bottom + 5), .ink)
            let half = SVG.width(of: tick.label) / 2
            guard x - half > lastLabel + 8 else { continue }
            plot.svg.text(tick.label, x: x, y: plot.bottom + 19, anchor: .middle)
            lastLabel = x + half
        }
        plot.svg.text("Participants \(view.arrival), logarithmic scale", x: plot.left, y: plot.bottom + 37, .muted)
    }

    /// The capacity's interval as a band, its estimate as a line.
    private mutating func drawCapacity() {
        let answer = view.document.answer
        let (lower, upper) = (answer.lower.map(x), answer.upper.map(x))
        guard lower != nil || upper != nil else { return }
        let (start, end) = (lower ?? plot.left, upper ?? plot.right)
        plot.svg.add(
            """
            <rect x="\(start)" y="\(plot.top)" width="\(max(2, end - start))" height="\(plot.bottom - plot.top)" \
            \(Paint.baseline.fill) fill-opacity="0.2"/>
            """)
        if let estimate = answer.estimate.map(x) {
            plot.svg.line(from: (estimate, plot.top - 6), to: (estimate, plot.bottom), .muted, width: 1.5)
        }
        let label = "capacity: \(CapacityWords.capacity(answer))"
        let half = SVG.width(of: label) / 2
        let middle = answer.estimate.map(x) ?? (start + end) / 2
        plot.svg.text(
            label, x: min(max(middle, plot.left + half), plot.right - half), y: SizePlot.labelLine, anchor: .middle)
    }

    /// A threshold as a line. The subtitle says which: near the edge there is no room for a label.
    mutating func drawBound(_ value: Double) {
        let y = plot.y(value)
        plot.svg.line(from: (plot.left, y), to: (plot.right, y), .ink, dashes: "4 3")
    }

    /// Shows the values of a size to whoever points at it.
    mutating func drawReadOut(_ sizes: [StormGroup], _ value: (StormGroup) -> String) {
        guard !sizes.isEmpty, sizes.count <= 60 else { return }
        let places = sizes.map { view.scale.share(of: Double($0.value)) }
        let between = zip(places, places.dropFirst()).map { ($0 + $1) / 2 }
        plot.drawReadOut(zip(sizes, zip([0] + between, between + [1])).map { ($1.0, $1.1, value($0)) })
    }
}
