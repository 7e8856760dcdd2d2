// Lines and areas that go in steps: nothing is between two measurements but the earlier one.

/// Path data of horizontal and vertical lines, to a tenth of a pixel. Points that would not be seen are left out.
struct StepPath {
    /// The data so far.
    private(set) var data: String
    private var x: String
    private var y: String

    /// A path that begins at a point.
    init(from start: (x: Double, y: Double)) {
        (x, y) = (SVG.number(start.x), SVG.number(start.y))
        data = "M\(x) \(y)"
    }

    /// Goes to an x, and there to a y. Without a change of y nothing is drawn yet.
    mutating func step(to point: (x: Double, y: Double)) {
        let nextY = SVG.number(point.y)
        guard nextY != y else { return }
        end(at: point.x)
        y = nextY
        data += "V\(y)"
    }

    /// Goes to an x.
    mutating func end(at x: Double) {
        let nextX = SVG.number(x)
        guard nextX != self.x else { return }
        self.x = nextX
        data += "H\(nextX)"
    }
}

extension SVG {
    /// Adds a text on a piece of paper that covers what is below it.
    mutating func label(_ text: String, x: Double, y: Double, anchor: Anchor) {
        // As wide as most letters of the fonts that browsers take.
        let width = Double(text.count) * 7 + 4
        let left =
            switch anchor {
            case .start: x - 2
            case .middle: x - width / 2
            case .end: x - width + 2
            }
        rectangle(x: left, y: y - 12, width: width, height: 16, .paper)
        self.text(text, x: x, y: y, anchor: anchor)
    }

    /// Adds a line.
    mutating func path(_ data: String, _ paint: Paint, width: Double, dashes: StaticString? = nil) {
        let dashes: Markup = dashes.map { " stroke-dasharray=\"\(Markup(stringLiteral: $0))\"" } ?? ""
        add(
            "<path d=\"\(data)\" fill=\"none\" \(paint.stroke) stroke-width=\"\(width)\" stroke-linejoin=\"round\"\(dashes)/>"
        )
    }
}
