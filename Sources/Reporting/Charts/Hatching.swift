// Hatched areas: a second cue beside the colour.

/// A pattern of slanted lines, defined once in a drawing.
struct Hatching {
    private let id: String

    /// Defines the pattern in a drawing; `id` is unique on the page.
    init(_ id: String, _ paint: Paint = .failed, in svg: inout SVG) {
        self.id = id
        svg.add(
            """
            <defs><pattern id="\(id)" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">\
            <rect width="6" height="6" \(paint.fill) fill-opacity="0.18"/>\
            <line x1="1.5" y1="0" x2="1.5" y2="6" \(paint.stroke) stroke-width="2.5"/></pattern></defs>
            """)
    }

    /// The attribute that fills an element with it.
    var fill: Markup { "fill=\"url(#\(id))\"" }
}
