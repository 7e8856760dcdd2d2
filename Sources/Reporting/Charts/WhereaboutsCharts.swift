// Where did they wait: how many people were in each state at each instant.
package import Analysis

/// People by state over time, for each crowd with a common start.
package struct WhereaboutsCharts {
    /// One figure for each crowd but looping ones. Areas; for ten or fewer people a row for each.
    package static func figures(_ material: ReportMaterial) -> [Figure] {
        CrowdView.all(material).compactMap { crowd in
            let whereabouts = crowd.detail.whereabouts
            guard !whereabouts.counts.isEmpty, crowd.figures.participants.started > 0 else { return nil }
            let journeys = material.detail.journeys.filter { $0.crowd == crowd.figures.name && $0.role == .one }
            if !journeys.isEmpty { return PersonRows(crowd, journeys).figure }
            return WhereaboutsCharts(crowd, whereabouts).figure
        }
    }

    private let crowd: CrowdView
    private let whereabouts: RunDetail.Whereabouts
    private let bands: Bands

    private init(_ crowd: CrowdView, _ whereabouts: RunDetail.Whereabouts, bands: Bands? = nil) {
        self.crowd = crowd
        self.whereabouts = whereabouts
        self.bands = bands ?? Bands(whereabouts, crowd: crowd)
    }

    private var figure: Figure {
        Figure(
            id: crowd.id("whereabouts"), headline: crowd.sentence(finding),
            subtitle:
                "Where \(crowd.population) were, in number of people, by time \(crowd.since). A pause counts in the step before it.\(crowd.caution)",
            body: drawing(over: crowd.time, id: "areas") + beginning, table: table)
    }

    private func milliseconds(_ instant: Int) -> Double {
        whereabouts.firstMs + Double(instant) * whereabouts.stepMs
    }

    /// The most people in a band at any instant, and when that was first so.
    private func peak(_ band: Bands.Band) -> (people: Int, instant: Int) {
        var peak = (people: 0, instant: 0)
        for (instant, counts) in whereabouts.counts.enumerated() {
            let people = bands.people(band, in: counts)
            if people > peak.people { peak = (people, instant) }
        }
        return peak
    }

    // MARK: Words

    private var finding: String {
        var longest: (step: String, place: Int, spentMs: Double)?
        var all = 0.0
        for (place, state) in whereabouts.states.enumerated() {
            guard case .step(let name) = state else { continue }
            let spent = whereabouts.spentMs[place]
            all += spent
            if spent > longest?.spentMs ?? 0 { longest = (name, place, spent) }
        }
        guard let longest else { return "nobody was in a step for long enough to be seen" }
        let words =
            longest.spentMs == all
            ? "all of the time in steps went to \(longest.step)"
            : "\(Figures.percentage(longest.spentMs / all)) of the time in steps went to \(longest.step)"
        let most = whereabouts.counts.lazy.map { $0[longest.place] }.max() ?? 0
        return "\(words), with up to \(Figures.count(most)) of \(Figures.count(crowd.curve.expected)) in it at once"
    }

    private var table: FigureTable {
        // At most 20 rows: equally spaced, the first and the last among them.
        let count = min(20, whereabouts.counts.count)
        let instants = (0..<count).map { $0 * (whereabouts.counts.count - 1) / max(1, count - 1) }
        return FigureTable(
            caption: "Where \(crowd.people) were",
            head: ["Time \(crowd.since)"] + bands.bands.reversed().map(\.name),
            rows: instants.map { instant in
                [Figures.milliseconds(milliseconds(instant))]
                    + bands.bands.reversed().map {
                        Figures.count(bands.people($0, in: whereabouts.counts[instant]))
                    }
            })
    }

    // MARK: Drawing

    /// A panel of the beginning, if nearly everything happened then, in the same bands.
    private var beginning: Markup {
        guard let beginning = crowd.detail.beginning, let time = crowd.beginning else { return "" }
        return WhereaboutsCharts(crowd, beginning, bands: bands).drawing(over: time, id: "start")
    }

    private func drawing(over time: TimeScale, id part: String) -> Markup {
        let isWhole = part == "areas"
        var plot = Plot(
            time: time, values: .all(crowd.curve.expected), height: isWhole ? 297 : 314, lines: isWhole ? 1 : 2)
        if !isWhole {
            plot.svg.text("The first \(Figures.milliseconds(time.last))", x: plot.left, y: 14, isStrong: true)
        }
        let id = "\(crowd.id("whereabouts"))-\(part)"
        let hatching = Hatching("\(id)-hatch", in: &plot.svg)
        plot.drawAxes(time: "Time \(crowd.since)")
        // How many people are below a band, at each instant.
        var below = Array(repeating: 0, count: whereabouts.counts.count)
        for band in bands.bands {
            let above = whereabouts.counts.indices.map { below[$0] + bands.people(band, in: whereabouts.counts[$0]) }
            if above != below {
                let data = edge(above, in: plot, isForward: true) + "L" + edge(below, in: plot, isForward: false) + "Z"
                let fill = band.isHatched ? hatching.fill : band.paint.fill
                plot.svg.add("<path d=\"\(data)\" \(fill)/>")
            }
            below = above
        }
        drawGaps(in: &plot)
        drawLegend(in: &plot, hatching)
        plot.drawReadOut(at: isWhole ? 14 : 31) { time in
            let instant = Int(((time - whereabouts.firstMs) / whereabouts.stepMs).rounded(.down))
            let counts = whereabouts.counts[min(max(0, instant), whereabouts.counts.count - 1)]
            let people = bands.bands.reversed().map { ($0.label, bands.people($0, in: counts)) }.filter { $0.1 > 0 }
            return "at \(Figures.milliseconds(time)): "
                + people.map { "\($0.0) \(Figures.count($0.1))" }.joined(separator: ", ")
        }
        return plot.svg.image(
            id: id, title: isWhole ? "Where people were" : "Where people were, the beginning",
            description: crowd.sentence(finding) + " "
                + bands.bands.map { "\($0.name): at most \(Figures.count(peak($0).people))" }.joined(separator: "; "))
    }

    /// The upper edge of some people over time. Backwards it begins with a point and not with a move.
    private func edge(_ people: [Int], in plot: Plot, isForward: Bool) -> String {
        // Instants before the axis are not shown. A count holds from its instant to the next.
        let instants = people.indices.filter { milliseconds($0) >= plot.time.first }
        guard let first = instants.first, let last = instants.last else { return "M0 0" }
        func point(_ instant: Int) -> (x: Double, y: Double) {
            (plot.x(milliseconds(instant)), plot.y(Double(people[instant])))
        }
        if isForward {
            var path = StepPath(from: (plot.left, point(first).y))
            for instant in instants.dropFirst() { path.step(to: point(instant)) }
            path.end(at: plot.right)
            return path.data
        }
        var path = StepPath(from: (plot.right, point(last).y))
        for instant in instants.dropLast().reversed() {
            path.step(to: (point(instant + 1).x, point(instant).y))
        }
        path.end(at: plot.left)
        return String(path.data.dropFirst())
    }

    /// Paper between the bands.
    private func drawGaps(in plot: inout Plot) {
        var below = Array(repeating: 0, count: whereabouts.counts.count)
        let all = whereabouts.counts.map { $0.reduce(0, +) }
        for band in bands.bands {
            for instant in below.indices { below[instant] += bands.people(band, in: whereabouts.counts[instant]) }
            if below != all { plot.svg.path(edge(below, in: plot, isForward: true), .paper, width: 1.5) }
        }
    }

    private func drawLegend(in plot: inout Plot, _ hatching: Hatching) {
        var y = plot.top + 4
        for band in bands.bands.reversed() {
            let peak = peak(band)
            let fill = band.isHatched ? hatching.fill : band.paint.fill
            plot.svg.add("<rect x=\"\(plot.right + 14)\" y=\"\(y - 5)\" width=\"12\" height=\"12\" \(fill)/>")
            plot.svg.text(band.label, x: plot.right + 32, y: y + 5.5)
            let when = milliseconds(peak.instant)
            let words =
                peak.people == 0
                ? "nobody"
                : peak.instant == 0
                    ? "\(Figures.count(peak.people)) at first"
                    : "up to \(Figures.count(peak.people)), at \(when == 0 ? "T0" : Figures.milliseconds(when))"
            plot.svg.text(words, x: plot.right + 32, y: y + 21, .muted)
            y += 36
        }
    }
}
