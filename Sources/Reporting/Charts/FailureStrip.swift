// When failures happened: a strip for each kind, on the axis of the crowd's admission.
package import Analysis

/// The failures of each crowd over time.
package struct FailureStrip {
    /// The most kinds that are drawn; the table has more.
    private static let mostDrawn = 8

    /// One figure for each crowd with failures.
    package static func figures(_ material: ReportMaterial) -> [Figure] {
        let groups = Array(zip(material.results.summary.failures, material.detail.failures))
        return CrowdView.all(material).compactMap { crowd in
            let own = groups.filter { $0.1.crowd == crowd.figures.name }
            return own.isEmpty ? nil : FailureStrip(crowd, own).figure
        }
    }

    private let crowd: CrowdView
    private let groups: [(figures: Summary.FailureGroup, detail: RunDetail.Failures)]

    private init(_ crowd: CrowdView, _ groups: [(Summary.FailureGroup, RunDetail.Failures)]) {
        self.crowd = crowd
        self.groups = groups
    }

    private var figure: Figure {
        let rest = groups.count - FailureStrip.mostDrawn
        return Figure(
            id: crowd.id("failures"), headline: crowd.sentence(finding),
            subtitle:
                "When failed steps ended, by time \(crowd.since): a line for each, or columns if there are more than \(RunDetail.mostSingle). A timeout stands where it ended."
                + (rest > 0
                    ? " \(Figures.counted(rest, "rarer kind")) of failure \(rest == 1 ? "is" : "are") left out." : ""),
            body: drawing, table: table)
    }

    // MARK: Words

    private var total: Int { groups.reduce(0) { $0 + $1.figures.count } }

    private func name(_ group: Summary.FailureGroup) -> String {
        "\(group.step): \(FailureWords.of(group.kind, status: group.status))"
    }

    /// From when to when, since T0.
    private func extent(_ detail: RunDetail.Failures) -> String {
        let (first, last) = (Figures.milliseconds(detail.firstMs), Figures.milliseconds(detail.lastMs))
        return first == last ? "at \(first)" : "from \(first) to \(last)"
    }

    private var finding: String {
        let most = groups[0]
        let kind = FailureWords.of(most.figures.kind, status: most.figures.status)
        if groups.count == 1 {
            return
                "\(Figures.counted(total, "execution")) of \(most.figures.step) failed (\(kind)), \(extent(most.detail))"
        }
        return
            "\(Figures.counted(total, "step failed", "steps failed")), \(Figures.count(most.figures.count)) of them \(most.figures.step) (\(kind)), \(extent(most.detail))"
    }

    private var table: FigureTable {
        FigureTable(
            caption: "Failures of \(crowd.people)", head: ["Step and kind", "Failures", "First", "Last"],
            rows: groups.prefix(20).map { group in
                [
                    name(group.figures), Figures.count(group.figures.count), Figures.milliseconds(group.detail.firstMs),
                    Figures.milliseconds(group.detail.lastMs),
                ]
            })
    }

    // MARK: Drawing

    private static let stripHeight = 18.0
    private static let rowHeight = 50.0

    private var drawing: Markup {
        let shown = groups.prefix(FailureStrip.mostDrawn)
        var plot = Plot(
            time: crowd.time, values: .shares, height: 58 + FailureStrip.rowHeight * Double(shown.count))
        for (place, group) in shown.enumerated() {
            let y = plot.top + FailureStrip.rowHeight * Double(place)
            plot.svg.text(
                "× \(Figures.count(group.figures.count)) \(name(group.figures).shortened(to: 80))", x: plot.left,
                y: y + 6)
            plot.svg.line(
                from: (plot.left, y + 14 + FailureStrip.stripHeight),
                to: (plot.right, y + 14 + FailureStrip.stripHeight),
                .grid)
            draw(group.detail, top: y + 14, in: &plot)
            plot.svg.text(extent(group.detail), x: plot.right + 14, y: y + 14 + FailureStrip.stripHeight)
        }
        plot.drawTimeAxis("Time \(crowd.since)")
        return plot.svg.image(
            id: crowd.id("failures") + "-strip", title: "When failures happened",
            description: shown.map { "\(Figures.count($0.figures.count)) × \(name($0.figures)), \(extent($0.detail))" }
                .joined(separator: "; "))
    }

    private func draw(_ failures: RunDetail.Failures, top: Double, in plot: inout Plot) {
        let bottom = top + FailureStrip.stripHeight
        if failures.atMs.isEmpty {
            let most = Double(max(1, failures.bins.counts.max() ?? 1))
            for (place, count) in failures.bins.counts.enumerated() where count > 0 {
                let from = failures.bins.firstMs + Double(place) * failures.bins.widthMs
                let (left, right) = (plot.x(from), plot.x(from + failures.bins.widthMs))
                let height = max(2, Double(count) / most * FailureStrip.stripHeight)
                plot.svg.rectangle(
                    x: left, y: bottom - height, width: max(1, right - left - 0.5), height: height, .failed)
            }
        } else {
            let data = failures.atMs.map { "M\(SVG.number(plot.x($0))) \(SVG.number(top))V\(SVG.number(bottom))" }
            plot.svg.path(data.joined(), .failed, width: 1.5)
        }
    }
}
