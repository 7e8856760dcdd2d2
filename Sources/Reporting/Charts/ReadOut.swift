// Values without scripts: whoever points at a part of a plot reads its value in the empty line above it.

/// A line of values above a plot.
package enum ReadOut {
    /// The most parts of a plot.
    static let mostParts = 40

    /// The style sheet's rules. Without them the values stay hidden; the figure's table has them too.
    package static let styles = ".hit:hover text{opacity:1}.hit:hover rect{fill-opacity:.12}"
}

extension Plot {
    /// Adds an invisible area for each equally wide part of the plot, with the value at its middle. The areas reach into
    /// the line above the plot, so that pointing at the value keeps it.
    ///
    /// - Parameters:
    ///   - y: where the values stand.
    ///   - value: what to say of a time in milliseconds.
    mutating func drawReadOut(at y: Double = 14, _ value: (Double) -> String) {
        let count = ReadOut.mostParts
        drawReadOut(
            at: y,
            (0..<count).map { part in
                let (from, to) = (Double(part) / Double(count), Double(part + 1) / Double(count))
                let length = time.last - time.first
                return (
                    time.first + from * length, time.first + to * length, value(time.first + (from + to) / 2 * length)
                )
            })
    }

    /// Adds an invisible area for each part of the plot, from a time to a time, with its value.
    mutating func drawReadOut(at y: Double = 14, _ parts: [(from: Double, to: Double, value: String)]) {
        svg.add("<g font-size=\"13\" \(Paint.ink.fill)>")
        for part in parts {
            let (start, end) = (x(part.from), x(part.to))
            svg.add(
                """
                <g class="hit"><rect x="\(start)" width="\(end - start)" height="\(bottom)" fill-opacity="0"/>\
                <text x="\(left)" y="\(y)" opacity="0">\(part.value)</text></g>
                """)
        }
        svg.add("</g>")
    }
}
