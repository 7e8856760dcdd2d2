// The bars of waterfalls. Labels are HTML, so that long names wrap instead of being cut.
import Analysis
import Measuring

/// Draws people's requests on one axis.
struct WaterfallDrawing {
    private static let width = 340.0
    /// How wide, in pixels, a time must be that no phase tells: a narrower one would be noise.
    private static let shown = 2.5

    /// The axis that all people of a crowd share.
    let axis: TimeScale
    /// Whether each person's time begins with their own arrival, and not with T0.
    let isSinceArrival: Bool
    /// The figure's id, before the names of its patterns.
    let figure: String

    private func x(_ milliseconds: Double) -> Double { Self.width * axis.share(of: milliseconds) }

    /// All people as one table, so that their bars stand below each other.
    func table(_ people: [WaterfallRows]) -> Markup {
        """
        <table class="waterfall"><thead><tr><th scope="col">Request</th>\
        <th scope="col" class="left">\(isSinceArrival ? "Since arrival" : "Since T0")\
        </th><th scope="col">Took</th><th scope="col" class="left">Answer\
        </th></tr></thead>\(people.map { group($0) }.joined())</table>
        """
    }

    /// One person: a row a request, behind its label a bar, what it took and what was answered.
    private func group(_ rows: WaterfallRows) -> Markup {
        var start: Markup = ""
        if rows.earlier > 0 {
            start += """
                <tr><td colspan="4">\(Figures.counted(rows.earlier, "request")) long before T0 not shown</td></tr>
                """
        }
        var lines = rows.requests.indices.map { place -> Markup in
            let previous = place > rows.requests.startIndex ? rows.requests[place - 1].endMs : nil
            return row(rows.requests[place], after: previous)
        }
        if let entered = rows.journey.enteredMs {
            let before = rows.requests.prefix { $0.startMs < entered }.count
            lines.insert(entry(at: entered), at: before)
        }
        var end: Markup = ""
        if rows.left > 0 {
            end += "<tr><td colspan=\"4\">\(Figures.counted(rows.left, "more request")) not shown</td></tr>"
        }
        return """
            <tbody><tr><th scope="rowgroup" colspan="4"><strong>\(rows.title)\
            </strong></th></tr><tr><td></td><td class="left">\(axisLabels)\
            </td><td></td><td></td></tr>\(start)\(lines.joined())\(end)</tbody>
            """
    }

    /// The row that tells when a person was in, among those of the requests.
    private func entry(at milliseconds: Double) -> Markup {
        var mark = PathData()
        mark.tick(x: x(milliseconds), from: 0, to: 20)
        let line: Markup = "<path d=\"\(mark.text)\" \(Paint.ink.stroke) stroke-width=\"3\"/>"
        let drawing = bar("in after \(Figures.milliseconds(milliseconds))", line)
        return "<tr><th scope=\"row\">in the room</th><td class=\"left\">\(drawing)</td><td></td><td></td></tr>"
    }

    private func row(_ request: RunDetail.Journey.Request, after previous: Double?) -> Markup {
        var label = request.endpoint == request.step ? request.step : "\(request.step): \(request.endpoint)"
        if request.attempt > 1 { label += ", attempt \(request.attempt)" }
        let took = Figures.milliseconds(request.endMs - request.startMs)
        var answer = request.status.map { "\($0)" } ?? "–"
        if let failure = request.failure {
            answer = "× " + (failure == .status ? answer : FailureWords.of(failure, status: request.status))
        }
        return """
            <tr><th scope="row">\(label)</th><td class="left">\(bar(words(request), marks(request, after: previous)))\
            </td><td>\(took)</td><td class="left">\(answer)</td></tr>
            """
    }

    /// What a row shows, for those who cannot see it.
    private func words(_ request: RunDetail.Journey.Request) -> String {
        var words = ["started at \(Figures.milliseconds(request.startMs))"]
        let delay = request.startMs - request.intendedMs
        if delay >= 0.01 { words.append("delayed by the generator \(Figures.milliseconds(delay))") }
        for phase in Phase.allCases {
            guard let microseconds = request.phases[phase], microseconds > 0 else { continue }
            words.append("\(PhaseMark(phase).words) \(Figures.milliseconds(Double(microseconds) / 1000))")
        }
        return words.joined(separator: ", ")
    }

    private func marks(_ request: RunDetail.Journey.Request, after previous: Double?) -> Markup {
        var marks: Markup = ""
        var gap = PathData()
        // What lies between two requests: a pause, a gate, or the time until a retry.
        if let previous, x(request.intendedMs) - x(previous) >= 2 {
            gap.move(x(previous), 10)
            gap.horizontal(to: x(request.intendedMs))
            marks += "<path d=\"\(gap.text)\" \(Paint.muted.stroke) stroke-dasharray=\"1 4\"/>"
        }
        if x(request.startMs) - x(request.intendedMs) >= 0.5 {
            marks += delayMark(from: x(request.intendedMs), to: x(request.startMs))
        }
        let end = max(x(request.endMs), x(request.startMs) + 2)
        var left = x(request.startMs)
        for phase in Phase.allCases {
            guard let microseconds = request.phases[phase], microseconds > 0 else { continue }
            let right = min(end, left + Self.width * Double(microseconds) / 1000 / (axis.last - axis.first))
            guard right - left >= 0.3 else {
                left = right
                continue
            }
            marks += area(from: left, to: right, fill: PhaseMark(phase).fill(in: figure))
            left = right
        }
        // What no phase tells, as of a request that failed: an outline.
        if end - left >= Self.shown {
            marks += """
                <path d="M\(left + 0.5) 4.5h\(max(1, end - left - 1))v11h\(-max(1, end - left - 1))z" fill="none" \
                \(Paint.muted.stroke)/>
                """
        }
        if request.failure != nil {
            var cross = PathData()
            cross.cross(min(end + 7, Self.width - 5), 10, size: 8)
            marks += "<path d=\"\(cross.text)\" \(Paint.failed.stroke) stroke-width=\"2.5\"/>"
        }
        return marks
    }

    /// How much of a request's bar, in pixels, no phase tells.
    private func untold(_ request: RunDetail.Journey.Request) -> Double {
        let told = Phase.allCases.reduce(0) { $0 + Double(request.phases[$1] ?? 0) / 1000 }
        return x(request.endMs) - x(request.startMs + told)
    }

    private func area(from left: Double, to right: Double, fill: Markup) -> Markup {
        // Half a pixel of paper between two phases, as far as there is room.
        let width = right - left > 3 ? right - left - 0.7 : right - left
        return "<path d=\"M\(left) 4h\(width)v12h\(-width)z\" \(fill)/>"
    }

    /// The generator's own delay: open brackets around a dashed line, unlike any phase.
    private func delayMark(from left: Double, to right: Double) -> Markup {
        """
        <path d="M\(left) 5v10M\(left) 10H\(right)" fill="none" \(Paint.invalid.stroke) stroke-width="2" \
        stroke-dasharray="3 2"/>
        """
    }

    /// A bar's drawing with the grid behind it.
    private func bar(_ words: String, _ marks: Markup) -> Markup {
        var grid = PathData()
        for tick in axis.ticks where tick.milliseconds != 0 { grid.tick(x: x(tick.milliseconds), from: 0, to: 20) }
        var zero = PathData()
        zero.tick(x: x(0), from: 0, to: 20)
        return """
            <svg viewBox="-2 0 346 20" width="346" height="20" role="img" aria-label="\(words)">\
            <path d="\(grid.text)" \(Paint.grid.stroke)/><path d="\(zero.text)" \(Paint.muted.stroke)/>\(marks)\
            </svg>
            """
    }

    /// The axis above the bars.
    private var axisLabels: Markup {
        var labels: Markup = ""
        var lastEnd = -Double.infinity
        for tick in axis.ticks {
            let text =
                tick.milliseconds == axis.ticks.last?.milliseconds ? "\(tick.label) \(axis.unit.rawValue)" : tick.label
            let width = SVG.width(of: text)
            let place = min(max(x(tick.milliseconds) - width / 2, -2), 344 - width)
            guard place > lastEnd + 6 else { continue }
            lastEnd = place + width
            labels += "<text x=\"\(place)\" y=\"14\" font-size=\"13\" \(Paint.muted.fill)>\(text)</text>"
        }
        return """
            <svg viewBox="-2 0 346 18" width="346" height="18" font-family="system-ui, sans-serif" \
            role="img" aria-label="Axis in \(axis.unit.rawValue)">\(labels)\
            </svg>
            """
    }

    /// What the legend says beside the phases: only what occurs.
    func otherMarks(of shown: [WaterfallRows]) -> [(mark: Markup, words: String)] {
        let requests = shown.flatMap(\.requests)
        var marks: [(mark: Markup, words: String)] = []
        if requests.contains(where: { x($0.startMs) - x($0.intendedMs) >= 0.5 }) {
            marks.append(
                (
                    """
                    <g transform="translate(0 -4)">\(delayMark(from: 1, to: 19))</g>
                    """, "the generator's own delay"
                ))
        }
        let hasGap = shown.contains { rows in
            zip(rows.requests, rows.requests.dropFirst()).contains { x($1.intendedMs) - x($0.endMs) >= 2 }
        }
        if hasGap {
            marks.append(
                (
                    """
                    <path d="M0 6h20" \(Paint.muted.stroke) stroke-dasharray="1 4"/>
                    """, "pause, gate or wait for a retry"
                ))
        }
        if requests.contains(where: { untold($0) >= Self.shown }) {
            marks.append(("<path d=\"M0.5 0.5h19v11h-19z\" fill=\"none\" \(Paint.muted.stroke)/>", "no phase known"))
        }
        if requests.contains(where: { $0.failure != nil }) {
            var cross = PathData()
            cross.cross(10, 6, size: 8)
            marks.append(("<path d=\"\(cross.text)\" \(Paint.failed.stroke) stroke-width=\"2.5\"/>", "failed"))
        }
        return marks
    }
}
