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
                + axisBegins
                + (rest > 0
                    ? " \(Figures.counted(rest, "rarer kind")) of failure \(rest == 1 ? "is" : "are") left out." : ""),
            body: drawing, table: table)
    }

    // MARK: Words

    private var total: Int { groups.reduce(0) { $0 + $1.figures.count } }

    private func name(_ group: Summary.FailureGroup) -> String {
        "\(group.step): \(FailureWords.of(group.kind, status: group.status))"
    }

    /// How far T0, from which the axis counts, is behind the first arrival, from which the words count.
    private var axisBegins: String {
        let zero = groups[0].figures.firstAtSeconds * 1000 - groups[0].detail.firstMs
        return zero < 1 ? "" : " Zero on the axis is \(Figures.milliseconds(zero)) after the first arrival."
    }

    private var finding: String {
        let most = groups[0]
        let kind = FailureWords.of(most.figures.kind, status: most.figures.status)
        if groups.count == 1 {
            return
                "\(Figures.counted(total, "execution")) of \(most.figures.step) failed (\(kind)), \(FailureWords.when(most.figures))"
        }
        return
            "\(Figures.counted(total, "step failed", "steps failed")), \(Figures.count(most.figures.count)) of them \(most.figures.step) (\(kind)), \(FailureWords.when(most.figures))"
    }

    private var table: FigureTable {
        FigureTable(
            caption: "Failures of \(crowd.people), times after the first arrival",
            head: ["Step and kind", "Failures", "First", "Last"],
            rows: groups.prefix(20).map { group in
                [
                    name(group.figures), Figures.count(group.figures.count),
                    Figures.seconds(group.figures.firstAtSeconds), Figures.seconds(group.figures.lastAtSeconds),
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
        // The column of labels stays empty, so that the axis is that of the charts above.
        for (place, group) in shown.enumerated() {
            let y = plot.top + FailureStrip.rowHeight * Double(place)
            plot.svg.text(
                "× \(Figures.count(group.figures.count)) \(name(group.figures).cut(toColumns: 80))", x: plot.left,
                y: y + 6)
            plot.svg.line(
                from: (plot.left, y + 14 + FailureStrip.stripHeight),
                to: (plot.right, y + 14 + FailureStrip.stripHeight),
                .grid)
            draw(group.detail, top: y + 14, in: &plot)
        }
        plot.drawTimeAxis("Time \(crowd.since)")
        return plot.svg.image(
            id: crowd.id("failures") + "-strip", title: "When failures happened",
            description: shown.map {
                "\(Figures.count($0.figures.count)) × \(name($0.figures)), \(FailureWords.when($0.figures))"
            }
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
