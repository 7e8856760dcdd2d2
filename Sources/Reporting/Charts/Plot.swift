// The frame of a chart: a plot with a time axis below, a linear axis on the left, and a column of labels on the right.

/// A plot inside a drawing, with its scales.
struct Plot {
    /// The column for labels at the right edge.
    static let labelColumn = 172.0
    /// The distance between two lines of labels.
    static let lineHeight = 17.0

    var svg: SVG
    let time: TimeScale
    let values: ValueScale
    /// The plot's edges.
    let left = 56.0
    let right: Double
    let top: Double
    let bottom: Double

    /// An empty plot. `hasLabels` says whether there is a column of labels at the right edge, `lines` how many lines of
    /// text are above the plot.
    init(time: TimeScale, values: ValueScale, height: Double = 280, hasLabels: Bool = true, lines: Int = 0) {
        svg = SVG(height: height)
        self.time = time
        self.values = values
        right = svg.width - (hasLabels ? Plot.labelColumn + 8 : 24)
        top = 14 + Double(lines) * Plot.lineHeight
        bottom = height - 44
    }

    /// Where a time is, held within the plot.
    func x(_ milliseconds: Double) -> Double {
        left + min(max(0, time.share(of: milliseconds)), 1) * (right - left)
    }

    /// Where a value is.
    func y(_ value: Double) -> Double { bottom - values.share(of: value) * (bottom - top) }

    /// Draws the grid and both axes, the values' title above and the time's below.
    mutating func drawAxes(time title: String) {
        drawGrid()
        drawTimeAxis(title)
    }

    /// Draws the grid and the values' axis alone.
    mutating func drawGrid() {
        for tick in values.ticks {
            let y = y(tick.value)
            svg.line(from: (left, y), to: (right, y), tick.value == 0 ? .ink : .grid)
            svg.text(tick.label, x: left - 8, y: y + 4.5, anchor: .end)
        }
    }

    /// Draws the time axis alone.
    mutating func drawTimeAxis(_ title: String) {
        svg.line(from: (left, bottom), to: (right, bottom), .ink)
        for tick in time.ticks {
            let x = x(tick.milliseconds)
            svg.line(from: (x, bottom), to: (x, bottom + 5), .ink)
            svg.text(tick.label, x: x, y: bottom + 19, anchor: .middle)
        }
        svg.text("\(title), \(time.unit.words)", x: left, y: bottom + 37, .muted)
    }

    /// Draws a line of labels in the right column, each as near to its place as the others allow, with leaders from
    /// where they belong.
    mutating func drawLabels(_ labels: [PlotLabel]) {
        let places = PlotLabel.spread(labels.map { y($0.value) }, from: top - 6, to: bottom + 4)
        for (label, place) in zip(labels, places) {
            let target = y(label.value)
            if let milliseconds = label.milliseconds {
                let start = (x: x(milliseconds), y: target)
                if right - start.x > 6 { svg.line(from: start, to: (right, target), .muted, dashes: "1 3") }
                svg.line(from: (right, target), to: (right + 10, place), .muted)
                svg.add("<circle cx=\"\(start.x)\" cy=\"\(start.y)\" r=\"3.5\" \(label.paint.fill)/>")
            }
            svg.text(label.text, x: right + 14, y: place + 4.5)
        }
    }
}

/// A label in the right column of a plot, which belongs to a point.
struct PlotLabel {
    /// What it says.
    var text: String
    /// Where its point is; nil if it belongs to no single point.
    var milliseconds: Double?
    /// The value of its point.
    var value: Double
    /// The colour of its point.
    var paint = Paint.run

    /// Moves places, sorted from top to bottom, apart so that lines do not overlap.
    static func spread(_ places: [Double], from top: Double, to bottom: Double) -> [Double] {
        var spread = places
        for index in spread.indices.dropFirst() {
            spread[index] = max(spread[index], spread[index - 1] + Plot.lineHeight)
        }
        if let last = spread.last, last > bottom { spread[spread.count - 1] = bottom }
        for index in spread.indices.dropLast().reversed() {
            spread[index] = min(spread[index], spread[index + 1] - Plot.lineHeight)
        }
        return spread
    }
}

extension TimeScale.Unit {
    /// The unit as the end of an axis's title.
    var words: String {
        switch self {
        case .milliseconds: "in ms"
        case .seconds: "in seconds"
        case .minutes: "in minutes and seconds"
        }
    }
}
