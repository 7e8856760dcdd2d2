// Was it simultaneous: when each first request left after a release.
package import Analysis

/// The first requests of each release, counted from the earliest, and the starts of arrivals over time.
package struct ReleaseCharts {
    /// One figure for each release, then one for each crowd that came over time.
    package static func figures(_ material: ReportMaterial) -> [Figure] {
        let summary = material.results.summary
        let isOnly = summary.releases.count == 1
        return zip(summary.releases, material.detail.releases).enumerated().map { place, release in
            ReleaseCharts(
                figures: release.0, detail: release.1, id: isOnly ? "release" : "release-\(place + 1)",
                which: ReleaseWords.which(release.0, in: summary)
            )
            .figure
        }
            + CrowdView.all(material).compactMap { ArrivalChart($0, summary.generator.lateStarts)?.figure }
    }

    private let figures: Summary.Release
    private let detail: RunDetail.Release
    private let id: String
    /// Which release it is; nil if there is no other.
    private let which: String?

    private init(figures: Summary.Release, detail: RunDetail.Release, id: String, which: String?) {
        self.figures = figures
        self.detail = detail
        self.id = id
        self.which = which
    }

    private var figure: Figure {
        let spread = figures.sent > 1 ? figures.spreadMs : nil
        return Figure(
            id: id, headline: finding, subtitle: subtitle, body: spread.map(drawing) ?? "",
            table: spread.map { spread in
                FigureTable(
                    caption: "First requests after the release \(which ?? "before \(figures.gate)")",
                    head: ["Share of first requests", "Requests", "Time since the earliest"],
                    rows: marks(spread).map {
                        [$0.name, Figures.count($0.count), Figures.milliseconds($0.milliseconds)]
                    }
                )
            })
    }

    // MARK: Words

    private var finding: String {
        let gate = which.map { " after the release \($0)" } ?? ""
        guard let spread = figures.spreadMs, figures.sent > 0 else { return "Nobody sent a first request\(gate)." }
        let count = Figures.count(figures.sent)
        if figures.sent == 1 {
            let delay = figures.delayMs.map { " \(Figures.milliseconds($0))" } ?? ""
            return "The only first request\(gate) left\(delay) after the release."
        }
        if figures.sent < 1000 {
            let all = figures.sent < figures.waiting ? "\(count) of \(Figures.count(figures.waiting))" : "All \(count)"
            return
                "\(all) first requests\(gate) left within \(Figures.milliseconds(spread.max)), half of them within \(Figures.milliseconds(spread.p50))."
        }
        return
            "99 % of \(count) first requests\(gate) left within \(Figures.milliseconds(spread.p99)), the last after \(Figures.milliseconds(spread.max))."
    }

    private var subtitle: String {
        let bytes =
            figures.kind == .primed ? "last byte of each first request was" : "first bytes of each first request were"
        var words = "When the \(bytes) handed to the kernel, counted from the earliest."
        switch figures.sent > 0 ? figures.kind : nil {
        case .cold: words += " The release is cold: connections were opened after it."
        case .warm: words += " The release is warm: connections were already open."
        case .tight: words += " The release is tight: all first requests were prepared before the first was sent."
        case .primed where figures.primedCount == figures.waiting:
            words += " All else had gone out before the release, which is primed."
        case .primed:
            words +=
                " The release is primed for \(Figures.count(figures.primedCount)) of the \(Figures.count(figures.waiting)) who waited."
        case nil: break
        }
        if !figures.stragglers.isEmpty {
            let named = figures.stragglers.prefix(5).joined(separator: ", ")
            let rest = figures.stragglers.count - 5
            words +=
                " \(Figures.counted(figures.stragglers.count, "person came", "people came")) later and \(figures.stragglers.count == 1 ? "is" : "are") not counted here: \(named)"
                + (rest > 0 ? " and \(Figures.count(rest)) more." : ".")
        }
        return words
    }

    // MARK: Drawing

    private struct Mark {
        var name: String
        var count: Int
        var milliseconds: Double
    }

    private func marks(_ spread: Summary.Spread) -> [Mark] {
        func rank(_ percent: Int) -> Int { max(1, (figures.sent * percent + 99) / 100) }
        return [
            Mark(name: "50 %", count: rank(50), milliseconds: spread.p50),
            Mark(name: "99 %", count: rank(99), milliseconds: spread.p99),
            Mark(name: "last", count: figures.sent, milliseconds: spread.max),
            // Of a hundred or fewer the last one is the 99th percentile too.
        ].filter { $0.name == "last" || $0.count < figures.sent }
    }

    private func drawing(_ spread: Summary.Spread) -> Markup {
        let lines = marks(spread).count + 1
        var plot: Plot
        if let dots = Dots(detail.sentMs, over: TimeScale(from: 0, to: spread.max)) {
            plot = Plot(
                time: dots.time, values: .all(dots.highest), height: dots.height + 62 + Double(lines) * Plot.lineHeight,
                hasLabels: false, lines: lines)
            plot.drawTimeAxis("Time since the earliest \(figures.kind == .primed ? "last" : "first") byte")
            dots.draw(in: &plot)
        } else {
            let end = detail.sent.firstMs + Double(detail.sent.counts.count) * detail.sent.widthMs
            plot = Plot(
                time: TimeScale(from: 0, to: end), values: .upTo(Double(detail.sent.counts.max() ?? 1), isCount: true),
                hasLabels: false, lines: lines)
            plot.drawAxes(time: "Time since the earliest \(figures.kind == .primed ? "last" : "first") byte")
            drawColumns(in: &plot)
            plot.drawReadOut(
                detail.sent.counts.indices.map { place in
                    let from = detail.sent.firstMs + Double(place) * detail.sent.widthMs
                    let end = from + detail.sent.widthMs
                    return (
                        from, end,
                        "\(Figures.milliseconds(from)) to \(Figures.milliseconds(end)): \(Figures.count(detail.sent.counts[place]))"
                    )
                })
        }
        let places = marks(spread).reversed().enumerated().map { line, mark in
            (mark: mark, x: plot.x(mark.milliseconds), y: 14 + Double(line + 1) * Plot.lineHeight)
        }
        for (mark, x, y) in places {
            plot.svg.line(from: (x, y - 8), to: (x, plot.bottom), .ink, dashes: mark.name == "last" ? nil : "2 3")
        }
        for (mark, x, y) in places {
            let words = "\(mark.name) (\(Figures.count(mark.count))): \(Figures.milliseconds(mark.milliseconds))"
            let isLeft = x < plot.left + 180
            plot.svg.label(words, x: isLeft ? x + 5 : x - 5, y: y, anchor: isLeft ? .start : .end)
        }
        return plot.svg.image(
            id: id + "-spread", title: "When first requests left",
            description: finding
                + (detail.sentMs.isEmpty ? " Columns of \(Figures.milliseconds(detail.sent.widthMs))." : ""))
    }

    private func drawColumns(in plot: inout Plot) {
        for (place, count) in detail.sent.counts.enumerated() where count > 0 {
            let from = detail.sent.firstMs + Double(place) * detail.sent.widthMs
            let (left, right) = (plot.x(from), plot.x(from + detail.sent.widthMs))
            let top = plot.y(Double(count))
            plot.svg.rectangle(
                x: left, y: top, width: max(1, right - left - 1), height: plot.bottom - top, .run)
        }
    }
}

/// A dot for each of some events, those at about the same time one on the other.
private struct Dots {
    private let columns: [Int: Int]
    private let radius: Double
    /// The axis.
    let time: TimeScale
    /// How high the plot must be.
    var height: Double { max(24, Double(highest) * 2 * radius + 8) }
    /// The highest pile.
    let highest: Int

    private static let width = 640.0
    private static let mostHeight = 170.0

    /// Dots that fit into a plot; nil if there are none, or too many at one time.
    init?(_ times: [Double], over time: TimeScale) {
        guard !times.isEmpty else { return nil }
        for radius in [4.0, 3, 2] {
            var columns: [Int: Int] = [:]
            let last = Int(Dots.width / (2 * radius)) - 1
            for moment in times { columns[Int(time.share(of: moment) * Double(last)), default: 0] += 1 }
            let highest = columns.values.max() ?? 0
            if Double(highest) * 2 * radius <= Dots.mostHeight {
                (self.columns, self.radius, self.time, self.highest) = (columns, radius, time, highest)
                return
            }
        }
        return nil
    }

    func draw(in plot: inout Plot) {
        for (column, count) in columns.sorted(by: { $0.key < $1.key }) {
            let x = plot.left + (Double(column) + 0.5) * 2 * radius / Dots.width * (plot.right - plot.left)
            // One path for a pile: dots are round ends of lines without a length.
            let data = (0..<count).map { level in
                "M\(SVG.number(x)) \(SVG.number(plot.bottom - 1 - (Double(level) + 0.5) * 2 * radius))h0"
            }.joined()
            plot.svg.add(
                "<path d=\"\(data)\" \(Paint.run.stroke) stroke-width=\"\(radius * 2 - 0.6)\" stroke-linecap=\"round\"/>"
            )
        }
    }
}
