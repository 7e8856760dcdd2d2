// Drawings for a page without scripts.
//
// Colours are presentation attributes, so that a chart keeps them where a server's policy blocks styles. Classes let the
// page's style sheet change those that must differ on dark paper.

/// A drawing in units of CSS pixels.
package struct SVG: Sendable {
    /// The width.
    package let width: Double
    /// The height.
    package let height: Double
    private var content: Markup = ""

    /// An empty drawing.
    package init(width: Double = 720, height: Double = 280) {
        self.width = width
        self.height = height
    }

    /// Adds an element.
    package mutating func add(_ element: Markup) { content += element }

    /// Adds a straight line.
    package mutating func line(
        from start: (x: Double, y: Double), to end: (x: Double, y: Double), _ paint: Paint, width: Double = 1,
        dashes: StaticString? = nil
    ) {
        let dashes: Markup = dashes.map { " stroke-dasharray=\"\(Markup(stringLiteral: $0))\"" } ?? ""
        add(
            "<line x1=\"\(start.x)\" y1=\"\(start.y)\" x2=\"\(end.x)\" y2=\"\(end.y)\" \(paint.stroke) stroke-width=\"\(width)\"\(dashes)/>"
        )
    }

    /// Adds a rectangle.
    package mutating func rectangle(x: Double, y: Double, width: Double, height: Double, _ paint: Paint) {
        add(
            "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(max(0, width))\" height=\"\(max(0, height))\" \(paint.fill)/>"
        )
    }

    /// Where a text's position is in it.
    package enum Anchor: Sendable {
        case start
        case middle
        case end

        fileprivate var markup: Markup {
            switch self {
            case .start: ""
            case .middle: " text-anchor=\"middle\""
            case .end: " text-anchor=\"end\""
            }
        }
    }

    /// Adds a text, in chart size.
    package mutating func text(
        _ string: String, x: Double, y: Double, anchor: Anchor = .start, _ paint: Paint = .ink, isStrong: Bool = false
    ) {
        let weight: Markup = isStrong ? " font-weight=\"600\"" : ""
        add(
            "<text x=\"\(x)\" y=\"\(y)\" font-size=\"13\" \(paint.fill)\(anchor.markup)\(weight)>\(string)</text>")
    }

    /// The drawing as an image with a name and a description for those who cannot see it.
    ///
    /// - Parameters:
    ///   - id: unique on the page.
    ///   - title: the name.
    ///   - description: what the drawing shows, in words.
    /// - Returns: the element.
    package func image(id: String, title: String, description: String) -> Markup {
        """
        <svg viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" font-family="system-ui, sans-serif" role="img" aria-labelledby="\(id)-title \(id)-desc"><title id="\(id)-title">\(title)</title><desc id="\(id)-desc">\(description)</desc>\(content)</svg>
        """
    }

    /// A coordinate to a tenth of a pixel, without a zero at its end.
    package static func number(_ value: Double) -> String {
        guard value.isFinite else { return "0" }
        let tenths = Int((value * 10).rounded())
        let (whole, rest) = (tenths.magnitude / 10, tenths.magnitude % 10)
        return (tenths < 0 ? "-" : "") + String(whole) + (rest == 0 ? "" : ".\(rest)")
    }
}
