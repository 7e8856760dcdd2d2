// The figure of a step with many executions: cells of start and response time.
import Analysis
import Glibc

/// Successes of one step by start and response time.
struct HeatFigure {
    /// The step.
    let step: Summary.Step
    /// Its name, with its crowd if there are several.
    let name: String
    /// Its cells.
    let heat: RunDetail.Heat
    /// The same of the baseline, drawn below at the same scales; nil if there is none.
    let baseline: RunDetail.Heat?

    /// Creates the figure of a step.
    init(step: Summary.Step, name: String, heat: RunDetail.Heat, baseline: RunDetail.Heat? = nil) {
        self.step = step
        self.name = name
        self.heat = heat
        self.baseline = baseline
    }

    /// The figure.
    var figure: Figure {
        Figure(
            id: HeatMaps.id, headline: headline, subtitle: subtitle,
            body: cells.image(
                id: HeatMaps.id, title: "Response times of \(name) by start", description: headline + beside),
            table: table)
    }

    private var count: Int { HeatFigure.count(heat) }

    private static func count(_ heat: RunDetail.Heat) -> Int { heat.columns.joined().reduce(0, +) }

    // MARK: Words

    /// The stretches of the table in which half of the successes took longest and shortest, of those with at least ten.
    private var headline: String {
        let waits = stretches.filter { $0.rows.reduce(0, +) >= 10 }.map { (words: $0.words, row: halfRow($0.rows)) }
        let all = halfRow(columnSums)
        guard let longest = waits.max(by: { $0.row < $1.row }), let shortest = waits.min(by: { $0.row < $1.row }),
            longest.row > shortest.row + 1
        else {
            return "Half of \(Figures.counted(count, "success", "successes")) of \(name) took at least "
                + "\(Figures.milliseconds(rowStart(all))), within a row of the chart whenever they started."
        }
        return "Half of the successes of \(name) that started at \(longest.words) took at least "
            + "\(Figures.milliseconds(rowStart(longest.row))); of those at \(shortest.words), at least "
            + "\(Figures.milliseconds(rowStart(shortest.row)))."
    }

    private var subtitle: String {
        let failed = step.failed > 0 ? ", without \(Figures.counted(step.failed, "failure"))" : ""
        return "Response times of successes by their start since T0: the step with the highest p95, \(name); "
            + "\(Figures.counted(count, "success", "successes"))\(failed); logarithmic scale in \(scale.unit.rawValue).\(beside)"
    }

    /// What is said of the baseline's cells; empty without them.
    private var beside: String {
        guard let baseline else { return "" }
        let counted = Figures.counted(HeatFigure.count(baseline), "success", "successes")
        return " Below at the same scales: the baseline, \(counted)."
    }

    // MARK: Cells

    private var rows: Int { heat.columns.first?.count ?? 0 }

    /// Successes by row, over all columns.
    private var columnSums: [Int] {
        (0..<rows).map { row in heat.columns.reduce(0) { $0 + $1[row] } }
    }

    /// Where a row begins, in milliseconds.
    private func rowStart(_ row: Int) -> Double { pow(10, Double(row) / Double(RunDetail.Heat.rowsPerDecade)) }

    /// The highest row which, with those above it, holds half of a column.
    private func halfRow(_ column: [Int]) -> Int {
        let half = (column.reduce(0, +) + 1) / 2
        var above = 0
        for row in column.indices.reversed() {
            above += column[row]
            if above >= half { return heat.lowestRow + row }
        }
        return heat.lowestRow
    }

    /// The columns, joined to at most twenty, without empty ones.
    private var stretches: [(words: String, rows: [Int])] {
        let joined = max(1, Int(RoundStep.of(Double(heat.columns.count) / Double(FigureTable.rowLimit))))
        return stride(from: 0, to: heat.columns.count, by: joined).compactMap { first in
            let columns = heat.columns[first..<min(first + joined, heat.columns.count)]
            let sums = (0..<rows).map { row in columns.reduce(0) { $0 + $1[row] } }
            guard sums.contains(where: { $0 > 0 }) else { return nil }
            let words = HeatFigure.stretch(
                from: heat.firstMs + Double(first) * heat.widthMs, width: heat.widthMs * Double(joined),
                upTo: heat.firstMs + heat.widthMs * Double(heat.columns.count))
            return (words, sums)
        }
    }

    /// A stretch of time in the unit for times up to `most`: `0.4–0.6 s`.
    static func stretch(from first: Double, width: Double, upTo most: Double) -> String {
        let last = first + width
        let isSeconds = most >= 2000
        let scale = isSeconds ? 1000.0 : 1
        let digits = RoundStep.digits(width / scale)
        return Figures.fixed(first / scale, digits: digits) + "–" + Figures.fixed(last / scale, digits: digits)
            + (isSeconds ? " s" : " ms")
    }

    /// What is drawn, one below the other.
    private var maps: [RunDetail.Heat] { [heat, baseline].compactMap { $0 } }

    private var lowestRow: Int { maps.map(\.lowestRow).min() ?? 0 }

    /// The axis covers a decade at least.
    private var drawnRows: Int {
        let end = maps.map { $0.lowestRow + ($0.columns.first?.count ?? 0) }.max() ?? 0
        return max(end - lowestRow, RunDetail.Heat.rowsPerDecade)
    }

    private var scale: LogScale {
        LogScale(from: rowStart(lowestRow), to: rowStart(lowestRow + drawnRows))
    }

    private var axis: TimeScale {
        TimeScale(
            from: maps.map(\.firstMs).min() ?? 0,
            to: maps.map { $0.firstMs + $0.widthMs * Double($0.columns.count) }.max() ?? 0)
    }

    /// Where the levels of colour end, the weakest first: the square root of the counts, in equal parts.
    private var levelBounds: [Int] {
        let most = maps.flatMap(\.columns).joined().max() ?? 0
        let levels = Paint.heat.count
        return (1...levels).map { most * $0 * $0 / (levels * levels) }
    }

    private var cells: SVG {
        let (left, right) = (64.0, 696.0)
        let cellHeight = min(20, max(5, (200.0 / Double(drawnRows)).rounded(.down)))
        let height = cellHeight * Double(drawnRows)
        // With a baseline each map has a line with its name above it.
        let (first, distance) = baseline == nil ? (34.0, 0.0) : (56.0, height + 84)
        var svg = SVG(height: first + height + distance + 44)
        let (axis, bounds) = (axis, levelBounds)
        for (place, map) in maps.enumerated() {
            let top = first + distance * Double(place)
            let bottom = top + height
            if baseline != nil { svg.text(place == 0 ? "this run" : "baseline", x: left, y: top - 9, isStrong: true) }
            HeatFigure.drawAxes(&svg, scale, axis, left: left, right: right, top: top, bottom: bottom)
            let x = left + (right - left) * axis.share(of: map.firstMs)
            let width = (right - left) * map.widthMs / (axis.last - axis.first)
            // The middle of a row is half a cell above its lower edge.
            let y = bottom - cellHeight * (Double(map.lowestRow - lowestRow) + 0.5)
            svg.add(
                """
                <g transform="translate(\(SVG.number(x)) \(SVG.number(y))) \
                scale(\(Figures.fixed(width, digits: 4)) -\(SVG.number(cellHeight)))" fill="none" stroke-width="1">\
                \(paths(map, bounds))</g>
                """)
        }
        drawLegend(&svg, bounds, left: left)
        return svg
    }

    /// One path a level: horizontal runs of cells, as lines one cell high in a system of cells.
    private func paths(_ map: RunDetail.Heat, _ bounds: [Int]) -> Markup {
        var paths = bounds.map { _ in "" }
        for row in 0..<(map.columns.first?.count ?? 0) {
            var column = 0
            while column < map.columns.count {
                let start = column
                let level = level(of: map.columns[start][row], bounds)
                while column < map.columns.count, self.level(of: map.columns[column][row], bounds) == level {
                    column += 1
                }
                if let level { paths[level] += "M\(start) \(row)h\(column - start)" }
            }
        }
        return zip(paths, Paint.heat).filter { !$0.0.isEmpty }.map { path, paint in
            "<path d=\"\(path)\" \(paint.stroke)/>" as Markup
        }.joined()
    }

    /// The level of a count; nil for 0.
    private func level(of count: Int, _ bounds: [Int]) -> Int? {
        count == 0 ? nil : bounds.firstIndex { count <= $0 }
    }

    private func drawLegend(_ svg: inout SVG, _ bounds: [Int], left: Double) {
        var x = left
        svg.text("in a cell:", x: x, y: 15, .muted)
        x += 70
        var first = 1
        for (level, bound) in bounds.enumerated() where bound >= first {
            let label = first == bound ? Figures.count(bound) : "\(Figures.count(first))–\(Figures.count(bound))"
            svg.rectangle(x: x, y: 4, width: 18, height: 13, Paint.heat[level])
            svg.text(label, x: x + 24, y: 15)
            x += 24 + SVG.width(of: label) + 18
            first = bound + 1
        }
    }

    /// Both axes: response times at the left, starts below.
    static func drawAxes(
        _ svg: inout SVG, _ scale: LogScale, _ axis: TimeScale, left: Double, right: Double, top: Double, bottom: Double
    ) {
        var grid = PathData()
        for tick in scale.ticks {
            let y = bottom - (bottom - top) * scale.share(of: tick.milliseconds)
            grid.move(left, y)
            grid.horizontal(to: right)
            svg.text("\(tick.label) \(scale.unit.rawValue)", x: left - 8, y: y + 4, anchor: .end, .muted)
        }
        for tick in axis.ticks {
            let x = left + (right - left) * axis.share(of: tick.milliseconds)
            grid.tick(x: x, from: bottom, to: bottom + 4)
            svg.text(tick.label, x: x, y: bottom + 18, anchor: .middle, .muted)
        }
        svg.stroke(grid, .grid, width: 1)
        svg.text("start since T0 in \(axis.unit.rawValue)", x: right, y: bottom + 36, anchor: .end, .muted)
    }

    private var table: FigureTable {
        let times = TableTimes(largest: rowStart(heat.lowestRow + rows))
        return FigureTable(
            caption: "\(name) by start since T0, to the width of a row of the drawing",
            head: [
                "Started", "Successes", "Share", "All above (\(times.unit))", "Half above (\(times.unit))",
                "All below (\(times.unit))",
            ],
            rows: stretches.map { words, rows in
                let inside = rows.reduce(0, +)
                let lowest = rows.firstIndex { $0 > 0 } ?? 0
                let highest = rows.lastIndex { $0 > 0 } ?? 0
                return [
                    words, Figures.count(inside), TableShare.text(Double(inside) / Double(count)),
                    times.text(rowStart(heat.lowestRow + lowest)), times.text(rowStart(halfRow(rows))),
                    times.text(rowStart(heat.lowestRow + highest + 1)),
                ]
            })
    }
}
