// Did answers come in waves, where all started at once: then there are no columns of starts, and the response time tells
// when each answer came.
import Analysis
import Measuring

/// Successes of a step that all started at once, counted by response time.
struct AnswerTimes {
    /// About how many columns there are.
    private static let columns = 40.0

    private let step: Summary.Step
    private let name: String
    private let withinMs: Double?
    private let widthMs: Double
    private let firstMs: Double
    /// The columns' counts. Their sum is that of the successes.
    let counts: [Int]

    /// Counts the times of a step's successes.
    ///
    /// - Parameters:
    ///   - step: the step.
    ///   - name: its name, with its crowd if there are several.
    ///   - times: response times of its successes; at least one.
    ///   - withinMs: within what time all started; nil: at the same instant.
    init(step: Summary.Step, name: String, times: LatencyHistogram, withinMs: Double?) {
        self.step = step
        self.name = name
        self.withinMs = withinMs
        let shortest = Double(times.minMicroseconds ?? 0) / 1000
        let longest = Double(times.maxMicroseconds ?? 0) / 1000
        let width = RoundStep.of(max(longest - shortest, 0.4) / AnswerTimes.columns)
        let first = (shortest / width).rounded(.down)
        // Each sample's time by its rank.
        let ranks = (1...max(1, times.count)).map { 100 * Double($0) / Double(max(1, times.count)) }
        var counts = Array(repeating: 0, count: Int((longest / width).rounded(.down) - first) + 1)
        for microseconds in times.microseconds(atPercentiles: ranks) {
            let place = Int((Double(microseconds) / 1000 / width).rounded(.down) - first)
            counts[min(max(place, 0), counts.count - 1)] += 1
        }
        self.counts = counts
        widthMs = width
        firstMs = first * width
    }

    /// The figure.
    var figure: Figure {
        let drawing = bars
        return Figure(
            id: HeatMaps.id, headline: headline, subtitle: subtitle(unit: drawing.unit),
            body: drawing.svg.image(
                id: HeatMaps.id, title: "Successes of \(name) by response time", description: headline),
            table: table)
    }

    private var count: Int { counts.reduce(0, +) }

    private var headline: String {
        let start = withinMs.map { "started within \(Figures.compact($0)) ms" } ?? "started at the same instant"
        let times = step.responseMs
        let first = times.min.map { Figures.milliseconds($0) } ?? "–"
        let last = times.max.map { Figures.milliseconds($0) } ?? "–"
        return "All \(Figures.counted(count, "success", "successes")) of \(name) \(start); their answers came after "
            + "\(first) to \(last), at most \(Figures.count(counts.max() ?? 0)) of them in \(Figures.compact(widthMs)) ms."
    }

    private func subtitle(unit: String) -> String {
        let failed = step.failed > 0 ? ", without \(Figures.counted(step.failed, "failure"))" : ""
        return
            "Successes by response time, in columns of \(Figures.compact(widthMs)) ms: the step with the highest p95, "
            + "\(name); \(Figures.counted(count, "success", "successes"))\(failed); response time in \(unit)."
    }

    private var bars: (svg: SVG, unit: String) {
        let (left, right, top, bottom) = (56.0, 652.0, 16.0, 232.0)
        var svg = SVG()
        let most = counts.max() ?? 0
        let step = max(1, Int(RoundStep.of(Double(most) / 5)))
        let ceiling = (most + step - 1) / step * step
        func y(_ count: Int) -> Double { bottom - (bottom - top) * Double(count) / Double(max(1, ceiling)) }
        var grid = PathData()
        for count in stride(from: 0, through: ceiling, by: step) {
            grid.move(left, y(count))
            grid.horizontal(to: right)
            svg.text(Figures.count(count), x: left - 8, y: y(count) + 4, anchor: .end, .muted)
        }
        svg.stroke(grid, .grid, width: 1)
        let scale = TimeScale(from: 0, to: firstMs + widthMs * Double(counts.count))
        var boxes = PathData()
        for (place, count) in counts.enumerated() where count > 0 {
            let from = left + (right - left) * scale.share(of: firstMs + widthMs * Double(place))
            let to = left + (right - left) * scale.share(of: firstMs + widthMs * Double(place + 1))
            boxes.box(x: from, y: y(count), width: max(0.5, to - from - 1), height: bottom - y(count))
        }
        svg.fill(boxes, .run)
        svg.axis(.linear(scale), left: left, width: right - left, top: bottom, bottom: bottom + 4)
        return (svg, scale.unit.rawValue)
    }

    /// The columns, joined to at most twenty, without empty ones.
    private var table: FigureTable {
        let joined = max(1, Int(RoundStep.of(Double(counts.count) / Double(FigureTable.rowLimit))))
        return FigureTable(
            caption: "Successes of \(name) by response time",
            head: ["Response time", "Successes", "Share"],
            rows: stride(from: 0, to: counts.count, by: joined).compactMap { first -> [String]? in
                let inside = counts[first..<min(first + joined, counts.count)].reduce(0, +)
                guard inside > 0 else { return nil }
                return [
                    HeatFigure.stretch(
                        from: firstMs + Double(first) * widthMs, width: widthMs * Double(joined),
                        upTo: firstMs + widthMs * Double(counts.count)),
                    Figures.count(inside), TableShare.text(Double(inside) / Double(count)),
                ]
            })
    }
}
