// Where did they wait, for ten people or fewer: a row for each.
import Analysis
import Measuring

/// A row for each person, in which the steps follow each other.
struct PersonRows {
    private static let rowHeight = 26.0

    private let crowd: CrowdView
    private let journeys: [RunDetail.Journey]
    private let bands: Bands

    init(_ crowd: CrowdView, _ journeys: [RunDetail.Journey]) {
        self.crowd = crowd
        self.journeys = journeys
        bands = Bands(crowd.detail.whereabouts, crowd: crowd)
    }

    var figure: Figure {
        Figure(
            id: crowd.id("whereabouts"), headline: crowd.sentence(finding),
            subtitle:
                "What \(crowd.figures.participants.expected == 1 ? "" : "each of ")\(crowd.population) was doing, by time \(crowd.since). A pause counts in the step before it.\(absent)\(crowd.caution)",
            body: drawing, table: table)
    }

    // MARK: What they did

    /// The steps of a person: each from the intended start of its first request until the next one's, or until its end
    /// where a gate held the person back.
    private func steps(_ journey: RunDetail.Journey) -> [(name: String, fromMs: Double, toMs: Double)] {
        let end = journey.enteredMs ?? journey.requests.last?.endMs ?? crowd.detail.lastMs
        var steps: [(name: String, fromMs: Double, toMs: Double)] = []
        var lastEnd = 0.0
        for request in journey.requests where request.intendedMs < end {
            if request.step != steps.last?.name {
                let next = request.isBehindGate ? min(lastEnd, request.intendedMs) : request.intendedMs
                if !steps.isEmpty { steps[steps.count - 1].toMs = next }
                steps.append((request.step, request.intendedMs, end))
            }
            lastEnd = request.endMs
        }
        return steps
    }

    private var longest: (participant: Int, step: String, milliseconds: Double)? {
        journeys.flatMap { journey in
            steps(journey).map { (journey.participant, $0.name, $0.toMs - $0.fromMs) }
        }.max { $0.2 < $1.2 }
    }

    private var finding: String {
        guard let longest else { return "nobody's step came to an end" }
        let time = Figures.milliseconds(longest.milliseconds)
        if journeys.count == 1 { return "the longest step was \(longest.step), with \(time)" }
        return "the longest step took \(time): \(longest.step), of participant \(longest.participant)"
    }

    private var absent: String {
        let count = crowd.figures.participants.expected - journeys.count
        return count > 0
            ? " \(Figures.count(count)) of them never started and \(count == 1 ? "has" : "have") no row." : ""
    }

    private var table: FigureTable {
        FigureTable(
            caption: "When each one began a step and \(crowd.gotIn)",
            head: ["Participant", "First step from", "Longest step", "Entered or ended"],
            rows: journeys.map { journey in
                let steps = steps(journey)
                let longest = steps.max { $0.toMs - $0.fromMs < $1.toMs - $1.fromMs }
                let end = journey.enteredMs.map(Figures.milliseconds) ?? "never entered"
                return [
                    String(journey.participant), steps.first.map { Figures.milliseconds($0.fromMs) } ?? "–",
                    longest.map { "\($0.name), \(Figures.milliseconds($0.toMs - $0.fromMs))" } ?? "–", end,
                ]
            })
    }

    // MARK: Drawing

    private var drawing: Markup {
        let rows = max(Double(journeys.count), Double(bands.bands.count) * 0.8)
        var plot = Plot(
            time: crowd.time, values: .shares, height: 62 + PersonRows.rowHeight * rows)
        let id = crowd.id("whereabouts")
        let hatching = Hatching("\(id)-hatch", in: &plot.svg)
        plot.drawTimeAxis("Time \(crowd.since)")
        for (place, journey) in journeys.enumerated() {
            draw(journey, y: plot.top + PersonRows.rowHeight * Double(place), in: &plot, hatching)
        }
        drawLegend(in: &plot, hatching)
        return plot.svg.image(
            id: id + "-rows", title: "What each person was doing", description: crowd.sentence(finding))
    }

    private func draw(_ journey: RunDetail.Journey, y: Double, in plot: inout Plot, _ hatching: Hatching) {
        let height = PersonRows.rowHeight - 8
        plot.svg.text("no. \(journey.participant)", x: plot.left - 8, y: y + 13.5, anchor: .end)
        func bar(_ from: Double, _ to: Double, _ fill: Markup) {
            let (left, right) = (plot.x(from), plot.x(to))
            plot.svg.add(
                "<rect x=\"\(left)\" y=\"\(y)\" width=\"\(max(1, right - left - 1))\" height=\"\(height)\" \(fill)/>")
        }
        let steps = steps(journey)
        let begun = steps.first?.fromMs ?? plot.time.last
        if begun > plot.time.first { bar(plot.time.first, begun, Paint.baseline.fill) }
        for step in steps {
            let band = bands.bandOfStep[step.name].map { bands.bands[$0].paint } ?? Paint.heat[0]
            bar(step.fromMs, step.toMs, band.fill)
        }
        if let entered = journey.enteredMs {
            bar(entered, plot.time.last, Paint.heat[4].fill)
        } else if journey.ending == .failed, let end = steps.last?.toMs {
            bar(end, plot.time.last, hatching.fill)
            plot.svg.text("×", x: min(plot.x(end) + 8, plot.right - 8), y: y + 14, anchor: .middle, isStrong: true)
        }
    }

    private func drawLegend(in plot: inout Plot, _ hatching: Hatching) {
        var y = plot.top + 8
        for band in bands.bands.reversed() {
            let fill = band.isHatched ? hatching.fill : band.paint.fill
            plot.svg.add("<rect x=\"\(plot.right + 14)\" y=\"\(y - 5)\" width=\"12\" height=\"12\" \(fill)/>")
            plot.svg.text(band.label, x: plot.right + 32, y: y + 5.5)
            y += 20
        }
    }
}
