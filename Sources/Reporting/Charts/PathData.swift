// Paths: many marks of one colour in one element, which keeps a page small.

/// The commands of an SVG path. Coordinates are rounded to a tenth of a pixel.
package struct PathData: Hashable, Sendable {
    /// The value of the attribute `d`.
    package private(set) var text = ""

    /// An empty path.
    package init() {}

    /// Whether nothing is drawn.
    package var isEmpty: Bool { text.isEmpty }

    /// Starts a line.
    package mutating func move(_ x: Double, _ y: Double) { text += "M" + PathData.pair(x, y) }

    /// Draws to a place.
    package mutating func line(_ x: Double, _ y: Double) { text += "L" + PathData.pair(x, y) }

    /// Draws horizontally to an x.
    package mutating func horizontal(to x: Double) { text += "H" + SVG.number(x) }

    /// Draws vertically to a y.
    package mutating func vertical(to y: Double) { text += "V" + SVG.number(y) }

    /// A line of no length, which round caps of the stroke turn into a dot.
    package mutating func dot(_ x: Double, _ y: Double) {
        move(x, y)
        text += "h0"
    }

    /// The two strokes of a ×.
    package mutating func cross(_ x: Double, _ y: Double, size: Double = 7) {
        move(x - size / 2, y - size / 2)
        let side = SVG.number(size)
        text += "l\(side) \(side)m0-\(side)l-\(side) \(side)"
    }

    /// A rectangle.
    package mutating func box(x: Double, y: Double, width: Double, height: Double) {
        move(x, y)
        text += "h\(SVG.number(width))v\(SVG.number(height))h\(SVG.number(-width))z"
    }

    /// A vertical line.
    package mutating func tick(x: Double, from top: Double, to bottom: Double) {
        move(x, top)
        vertical(to: bottom)
    }

    /// Two numbers, apart by a blank or by the sign of the second.
    private static func pair(_ x: Double, _ y: Double) -> String {
        let second = SVG.number(y)
        return SVG.number(x) + (second.hasPrefix("-") ? "" : " ") + second
    }
}

extension SVG {
    /// Adds a path as lines. Nothing for an empty one.
    package mutating func stroke(
        _ path: PathData, _ paint: Paint, width: Double, dashes: StaticString? = nil, isRound: Bool = false
    ) {
        guard !path.isEmpty else { return }
        let dashes: Markup = dashes.map { " stroke-dasharray=\"\(Markup(stringLiteral: $0))\"" } ?? ""
        let caps: Markup = isRound ? " stroke-linecap=\"round\"" : ""
        add(
            "<path d=\"\(path.text)\" fill=\"none\" \(paint.stroke) stroke-width=\"\(width)\"\(dashes)\(caps)/>")
    }

    /// Adds a path as areas. Nothing for an empty one.
    package mutating func fill(_ path: PathData, _ paint: Paint) {
        guard !path.isEmpty else { return }
        add("<path d=\"\(path.text)\" \(paint.fill)/>")
    }

    /// Adds executions that succeeded as dots.
    mutating func dots(_ path: PathData, _ paint: Paint = .run, size: Double = 6) {
        stroke(path, paint, width: size, isRound: true)
    }

    /// Adds vertical grid lines with labels below them, and the unit behind the last label.
    mutating func axis(_ scale: MeasureScale, left: Double, width: Double, top: Double, bottom: Double) {
        var grid = PathData()
        var lastLabel = -Double.infinity
        for tick in scale.ticks {
            let x = left + width * scale.share(of: tick.milliseconds)
            grid.tick(x: x, from: top, to: bottom)
            let half = SVG.width(of: tick.label) / 2
            guard x - half > lastLabel + 8 else { continue }
            text(tick.label, x: x, y: bottom + 17, anchor: .middle, .muted)
            lastLabel = x + half
        }
        stroke(grid, .grid, width: 1)
        text(scale.unit.rawValue, x: max(left + width, lastLabel) + 8, y: bottom + 17, .muted)
    }

    /// About how wide a text is in chart size, for what must not overlap.
    static func width(of text: String) -> Double { Double(DisplayWidth.of(text)) * 8 }
}
