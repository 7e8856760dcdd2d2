// Who was in by when: the share of those expected who were in the room, by time since T0.
package import Analysis
import Measuring

/// The admission curve of each crowd.
package struct AdmissionCharts {
    /// One figure for each crowd. A looping crowd, which has no common start, shows entries per second.
    package static func figures(_ material: ReportMaterial) -> [Figure] {
        CrowdView.all(material).map { crowd in
            crowd.metadata.isLooping ? EntryRateChart(crowd).figure : AdmissionCharts(crowd).figure
        }
    }

    private let crowd: CrowdView
    private var expected: Int { crowd.curve.expected }
    private var entered: Int { crowd.curve.entered }
    private var share: Double { expected > 0 ? Double(entered) / Double(expected) : 0 }
    private var times: Summary.Admission { crowd.figures.admission }

    private init(_ crowd: CrowdView) { self.crowd = crowd }

    private var figure: Figure {
        Figure(
            id: crowd.id("admission"), headline: crowd.sentence(finding),
            subtitle:
                "\(expected == 1 ? "Whether and when \(crowd.population)" : "Share of \(crowd.population) who") \(crowd.gotIn), by time \(crowd.since).\(reservations)",
            body: entered == 0 || expected <= 1 ? "" : drawing, table: entered == 0 ? nil : table)
    }

    // MARK: Words

    private var finding: String {
        guard expected > 0 else { return "nobody was expected" }
        let count = Figures.count(entered)
        let of = Figures.count(expected)
        if expected == 1, entered == 0 {
            return "the one participant \(crowd.cutShort.map { "was not in \($0)" } ?? "never \(crowd.gotIn)")"
        }
        guard entered > 0, let last = times.lastMs.map(Figures.milliseconds) else {
            return crowd.cutShort.map { "nobody of \(of) was in \($0)" } ?? "nobody of \(of) \(crowd.gotIn)"
        }
        if crowd.isInvalid {
            return
                "\(expected == 1 ? "the one participant" : "\(count) of \(of)") \(crowd.gotIn), at the generator's pace and not the target's"
        }
        if expected == 1 { return "the one participant \(crowd.gotIn) after \(last)" }
        if entered < expected {
            if let cutShort = crowd.cutShort {
                return
                    "\(count) of \(of) \(entered == 1 ? "was" : "were") in \(cutShort), \(entered == 1 ? "" : "the last ")after \(last)"
            }
            return
                "\(count) of \(of) \(crowd.gotIn), \(entered == 1 ? "" : "the last of them ")after \(last); \(Figures.count(times.never)) never did"
        }
        guard expected >= 100, let t99 = times.t99Ms.map(Figures.milliseconds) else {
            return "all \(of) \(crowd.gotIn), the last after \(last)"
        }
        return "all \(of) \(crowd.gotIn), 99 % of them within \(t99) and the last after \(last)"
    }

    private var reservations: String {
        var words = crowd.caution
        if times.since == .arrivals { words += " The times also reflect when people arrived." }
        if let baseline = crowd.baseline {
            words += " Dashed: the \(crowd.baselineName), of \(Figures.count(baseline.expected)) expected."
        }
        let beyond = crowd.bounds.filter { $0.milliseconds > crowd.time.last }
        for bound in beyond {
            words +=
                " The threshold, \(bound.words), lies beyond the right edge."
        }
        return words
    }

    private var table: FigureTable {
        let before = crowd.baseline
        func row(_ name: String, _ share: Double, _ time: Double?) -> [String] {
            var row = [name, Figures.count(needed(share)), time.map(Figures.milliseconds) ?? "never"]
            if let before { row.append(before.milliseconds(atShare: share).map(Figures.milliseconds) ?? "never") }
            return row
        }
        var rows = [row("50 %", 0.5, times.t50Ms), row("90 %", 0.9, times.t90Ms), row("99 %", 0.99, times.t99Ms)]
        rows.append(
            ["the last", Figures.count(entered), times.lastMs.map(Figures.milliseconds) ?? "never"]
                + (before.map { [$0.enteredMs.last.map(Figures.milliseconds) ?? "never"] } ?? []))
        rows.append([crowd.cutShort == nil ? "never" : "not in", Figures.count(times.never), "–"])
        if let before { rows[4].append(Figures.count(before.expected - before.entered)) }
        return FigureTable(
            caption: "When \(crowd.people) \(crowd.gotIn)",
            head: ["Share of those expected", "Participants", "Time \(crowd.since)"]
                + (before == nil ? [] : ["Baseline"]),
            rows: rows)
    }

    /// How many of those expected make a share.
    private func needed(_ share: Double) -> Int { max(1, Int((share * Double(expected) - 1e-9).rounded(.up))) }

    // MARK: Drawing

    private var drawing: Markup {
        let time = crowd.time
        var markup = panel(time, id: "whole", name: "Admission")
        if let beginning = crowd.beginning {
            markup += panel(beginning, id: "start", name: "Admission, the beginning")
        }
        return markup
    }

    private func panel(_ time: TimeScale, id: String, name: String) -> Markup {
        let isWhole = id == "whole"
        var plot = Plot(time: time, values: .shares, height: isWhole ? 297 : 254, lines: isWhole ? 1 : 2)
        if !isWhole {
            plot.svg.text("The first \(Figures.milliseconds(time.last))", x: plot.left, y: 14, isStrong: true)
        }
        let id = "\(crowd.id("admission"))-\(id)"
        var labels: [PlotLabel] = []
        if isWhole && entered < expected { labels.append(drawGap(in: &plot, id: id)) }
        plot.drawAxes(time: "Time \(crowd.since)")
        if let baseline = crowd.baseline {
            drawCurve(
                zip(baseline.enteredMs, baseline.shares).map { ($0, $1) }, of: .baseline, in: &plot, to: time.last)
            if isWhole, let last = baseline.shares.last {
                let count = Figures.count(Int((last * Double(baseline.expected)).rounded()))
                labels.append(
                    PlotLabel(
                        text: "baseline: \(count) of \(Figures.count(baseline.expected))",
                        milliseconds: baseline.enteredMs.last, value: last, paint: .baseline))
            }
        }
        for (line, bound) in crowd.bounds.filter({ $0.milliseconds <= time.last }).enumerated() {
            draw(bound, line: line, in: &plot)
        }
        drawCurve(curvePoints, of: crowd.paint, in: &plot, to: time.last)
        labels += pointLabels(in: time)
        plot.drawLabels(labels.sorted { $0.value > $1.value })
        plot.drawReadOut(at: isWhole ? 14 : 31) { time in
            let count = people(by: time)
            return
                "by \(Figures.milliseconds(time)): \(Figures.count(count)) of \(Figures.count(expected)), \(Figures.percentage(Double(count) / Double(expected)))"
        }
        return plot.svg.image(
            id: id, title: name, description: crowd.sentence(finding) + " " + labels.map(\.text).joined(separator: "; ")
        )
    }

    /// What nobody filled: the share of those who were not in.
    private func drawGap(in plot: inout Plot, id: String) -> PlotLabel {
        // Of a run that was cut short nobody knows who would have been in.
        let paint = crowd.cutShort == nil ? Paint.failed : .baseline
        let hatching = Hatching("\(id)-hatch", paint, in: &plot.svg)
        let (top, bottom) = (plot.y(1), plot.y(share))
        plot.svg.add(
            "<rect x=\"\(plot.left)\" y=\"\(top)\" width=\"\(plot.right - plot.left)\" height=\"\(bottom - top)\" \(hatching.fill)/>"
        )
        plot.svg.line(from: (plot.left, bottom), to: (plot.right, bottom), paint)
        let words = crowd.cutShort == nil ? "never" : "not in"
        return PlotLabel(text: "\(Figures.count(times.never)) \(words)", value: (1 + share) / 2)
    }

    /// How many were in by a time.
    private func people(by milliseconds: Double) -> Int {
        crowd.curve.entries.prefix { Double($0.microseconds) / 1000 <= milliseconds }.reduce(0) { $0 + $1.count }
    }

    private var curvePoints: [(Double, Double)] {
        var count = 0
        return crowd.curve.entries.map { entry in
            count += entry.count
            return (Double(entry.microseconds) / 1000, Double(count) / Double(expected))
        }
    }

    /// Draws a curve: every step of up to 500, otherwise the last in each column of pixels. Each step of ten or fewer
    /// has a dot.
    private func drawCurve(_ points: [(Double, Double)], of paint: Paint, in plot: inout Plot, to end: Double) {
        var path = StepPath(from: (plot.x(0), plot.y(0)))
        for (index, point) in points.enumerated() where point.0 <= end {
            let x = plot.x(point.0)
            let isSeen = points.count <= 500 || index == points.count - 1 || Int(plot.x(points[index + 1].0)) != Int(x)
            if isSeen { path.step(to: (x, plot.y(point.1))) }
            if points.count <= 10 && paint != .baseline {
                plot.svg.add("<circle cx=\"\(x)\" cy=\"\(plot.y(point.1))\" r=\"3.5\" \(paint.fill)/>")
            }
        }
        path.end(at: plot.right)
        if paint == .baseline {
            plot.svg.path(path.data, paint, width: 1.5, dashes: "6 4")
        } else {
            plot.svg.path(path.data, paint, width: 2.5, dashes: crowd.isInvalid ? "2 4" : nil)
        }
    }

    private func pointLabels(in time: TimeScale) -> [PlotLabel] {
        var labels: [PlotLabel] = []
        let points = [("50 %", 0.5, times.t50Ms), ("90 %", 0.9, times.t90Ms), ("99 %", 0.99, times.t99Ms)]
        for (name, share, moment) in points {
            // Of a few people these are the same ones as the last.
            guard let moment, moment < (times.lastMs ?? 0), moment <= time.last else { continue }
            labels.append(
                PlotLabel(
                    text: "\(name) (\(Figures.count(needed(share)))): \(Figures.milliseconds(moment))",
                    milliseconds: moment, value: Double(needed(share)) / Double(expected), paint: crowd.paint))
        }
        if let last = times.lastMs, last <= time.last {
            labels.append(
                PlotLabel(
                    text: "last (\(Figures.count(entered))): \(Figures.milliseconds(last))", milliseconds: last,
                    value: share, paint: crowd.paint))
        }
        return labels
    }

    /// A bracket at the time by which a share had to be in.
    private func draw(_ bound: AdmissionBound, line: Int, in plot: inout Plot) {
        let (x, y) = (plot.x(bound.milliseconds), plot.y(bound.share))
        let paint = bound.held.map { $0 ? Paint.passed : .failed } ?? .muted
        plot.svg.line(from: (x, y), to: (x, plot.bottom), paint, dashes: "2 3")
        plot.svg.path(
            "M\(SVG.number(x - 8)) \(SVG.number(y))H\(SVG.number(x))V\(SVG.number(y + 14))", paint, width: 2.5)
        let isLeft = x < (plot.left + plot.right) / 2
        let words = (bound.held.map { $0 ? "✓ " : "× " } ?? "") + bound.words
        plot.svg.label(
            words, x: isLeft ? x + 6 : x - 6, y: plot.bottom - 8 - Plot.lineHeight * Double(line),
            anchor: isLeft ? .start : .end)
    }
}

extension BaselineOverlay.Crowd {
    /// How many entered.
    var entered: Int { Int(((shares.last ?? 0) * Double(expected)).rounded()) }

    /// When a share of those expected was in; nil if never.
    func milliseconds(atShare share: Double) -> Double? {
        zip(enteredMs, shares).first { $0.1 >= share - 1e-9 }?.0
    }
}
