// The drawing of the steps' ranges.
import Analysis

/// One row a step: from the median to the 95th percentile a bar, to the 99th a line, at the maximum a ring.
struct StepRangeDrawing {
    private static let left = 176.0
    private static let width = 432.0
    private static let top = 48.0

    /// The axis of all rows.
    let scale: MeasureScale
    /// The drawing.
    private(set) var svg: SVG
    private let rows: [StepRow]

    /// Draws the rows; nil if no time is to be drawn.
    init?(_ rows: [StepRow]) {
        let ranges = rows.compactMap(\.range)
        guard let smallest = ranges.map(\.smallest).min(), let largest = ranges.map(\.largest).max() else { return nil }
        self.rows = rows
        // A bound far above all times would leave them no room: its caret stands at the edge.
        let bounds = rows.flatMap(\.limits).map(\.bound).filter { $0 <= largest * 1.5 }
        scale = MeasureScale(
            smallest: min(smallest, bounds.min() ?? smallest), largest: max(largest, bounds.max() ?? 0))
        let heights = rows.map { $0.limits.isEmpty ? 34.0 : 50 }
        let bottom = Self.top + heights.reduce(0, +)
        svg = SVG(height: bottom + 28)
        svg.axis(scale, left: Self.left, width: Self.width, top: Self.top, bottom: bottom)
        svg.text("95 % within", x: 720, y: Self.top - 8, anchor: .end, .muted)
        var y = Self.top
        for (row, height) in zip(rows, heights) {
            draw(row, y: y + height - 17)
            y += height
        }
        drawLegend()
    }

    private func x(_ milliseconds: Double) -> Double {
        Self.left + Self.width * min(max(scale.share(of: milliseconds), 0), 1)
    }

    private mutating func draw(_ row: StepRow, y: Double) {
        svg.text(row.name.cut(toColumns: 23), x: 0, y: y + 5)
        if row.isDots { drawDots(row, y: y) } else { drawRange(row.times, y: y) }
        drawBaseline(row.baseline, y: y)
        for (place, limit) in row.limits.enumerated() { draw(limit, y: y, isFirst: place == 0) }
        if let p95 = row.times.reliableP95 {
            svg.text(Figures.milliseconds(p95), x: 720, y: y + 5, anchor: .end, isStrong: true)
        } else {
            let words = row.times.count == 0 ? "none succeeded" : "too few: \(row.times.count)"
            svg.text(words, x: 720, y: y + 5, anchor: .end, .muted)
        }
    }

    private mutating func drawDots(_ row: StepRow, y: Double) {
        var (dots, crosses) = (PathData(), PathData())
        for execution in row.executions {
            if execution.failed {
                crosses.cross(x(execution.responseMs), y)
            } else {
                dots.dot(x(execution.responseMs), y)
            }
        }
        svg.dots(dots)
        svg.stroke(crosses, .failed, width: 2)
    }

    private mutating func drawRange(_ times: Summary.Distribution, y: Double) {
        if let p50 = times.reliableP50, let max = times.max {
            svg.line(from: (x(p50), y), to: (x(max), y), .run, width: 1, dashes: "1 3")
            if let p95 = times.reliableP95 {
                if let p99 = times.reliableP99 {
                    svg.line(from: (x(p95), y), to: (x(p99), y), .run, width: 2.5)
                }
                svg.rectangle(x: x(p50), y: y - 6, width: x(p95) - x(p50), height: 12, .run)
            }
            svg.line(from: (x(p50), y - 9), to: (x(p50), y + 9), .ink, width: 3)
        }
        if let max = times.max {
            svg.add(
                """
                <circle cx="\(x(max))" cy="\(y)" r="4" \(Paint.paper.fill) stroke="\(Paint.run.light)" \
                stroke-width="2"/>
                """)
        }
    }

    /// Hollow ticks at the baseline's median and 95th percentile.
    private mutating func drawBaseline(_ times: Summary.Distribution?, y: Double) {
        for time in [times?.reliableP50, times?.reliableP95].compactMap({ $0 }) { hollowTick(x: x(time), y: y) }
    }

    private mutating func hollowTick(x: Double, y: Double) {
        svg.add(
            """
            <rect x="\(x - 2.5)" y="\(y - 11)" width="5" height="22" \(Paint.paper.fill) stroke="\(Paint.baseline.light)" \
            stroke-width="1.5"/>
            """)
    }

    /// A caret above the row that points at the bound. Where the bound is off the scale, it points there.
    private mutating func draw(_ limit: StepRow.Limit, y: Double, isFirst: Bool) {
        let isOff = limit.bound > scale.last * (1 + 1e-9)
        let x = x(limit.bound)
        var caret = PathData()
        caret.move(isOff ? x - 8 : x - 5, isOff ? y - 24 : y - 22)
        caret.line(isOff ? x : x + 5, isOff ? y - 19 : y - 22)
        caret.line(isOff ? x - 8 : x, isOff ? y - 14 : y - 12)
        let paint: Paint = limit.held.map { $0 ? .passed : .failed } ?? .muted
        svg.fill(caret, paint)
        if !isOff { svg.line(from: (x, y - 12), to: (x, y + 9), paint, width: 1) }
        // Further bounds of a row have their labels in the description: there is no room for two.
        guard isFirst else { return }
        let fits = !isOff && x + 10 + SVG.width(of: limit.label) < 720
        svg.text(limit.label, x: fits ? x + 9 : x - 12, y: y - 14, anchor: fits ? .start : .end)
    }

    /// What the marks mean; only those that occur.
    private mutating func drawLegend() {
        let y = 10.0
        var x = 0.0
        func next(_ label: String) -> Double {
            defer { x += 26 + SVG.width(of: label) + 14 }
            svg.text(label, x: x + 24, y: y + 5)
            return x
        }
        let drawn = rows.filter { !$0.isDots && $0.times.count > 0 }.map(\.times)
        if rows.contains(where: { row in row.isDots && row.executions.contains { !$0.failed } }) {
            var dot = PathData()
            dot.dot(next("one success") + 12, y)
            svg.dots(dot)
        }
        if rows.contains(where: { row in row.isDots && row.executions.contains(where: \.failed) }) {
            var cross = PathData()
            cross.cross(next("one failure") + 12, y)
            svg.stroke(cross, .failed, width: 2)
        }
        if drawn.contains(where: { $0.reliableP50 != nil }) {
            let x = next("half within")
            svg.line(from: (x + 12, y - 9), to: (x + 12, y + 9), .ink, width: 3)
        }
        if drawn.contains(where: { $0.reliableP95 != nil }) {
            svg.rectangle(x: next("to 95 %"), y: y - 6, width: 18, height: 12, .run)
        }
        if drawn.contains(where: { $0.reliableP99 != nil }) {
            let x = next("to 99 %")
            svg.line(from: (x, y), to: (x + 18, y), .run, width: 2.5)
        }
        if !drawn.isEmpty {
            let x = next("slowest")
            svg.add(
                """
                <circle cx="\(x + 12)" cy="\(y)" r="4" \(Paint.paper.fill) stroke="\(Paint.run.light)" \
                stroke-width="2"/>
                """)
        }
        if rows.contains(where: { !$0.limits.isEmpty }) {
            let x = next("threshold")
            var caret = PathData()
            caret.move(x + 7, y - 4)
            caret.line(x + 17, y - 4)
            caret.line(x + 12, y + 6)
            svg.fill(caret, .muted)
        }
        if rows.contains(where: { $0.baseline?.reliableP50 != nil }) {
            hollowTick(x: next("baseline p50, p95") + 12, y: y)
        }
    }
}
