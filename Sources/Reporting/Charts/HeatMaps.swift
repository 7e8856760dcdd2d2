// Did waiting come in waves: response times of the slowest step by when they started.
package import Analysis

/// The heat map of the slowest step.
package enum HeatMaps {
    /// The figure's id.
    static let id = "waves"

    /// One figure; none if no step has 20 executions and a success, or if the run is invalid, whose times are not
    /// the target's.
    package static func figures(_ material: ReportMaterial) -> [Figure] {
        let summary = material.results.summary
        guard summary.verdict != .invalid, let place = summary.slowestStep,
            material.detail.steps.indices.contains(place)
        else { return [] }
        let step = summary.steps[place]
        let detail = material.detail.steps[place]
        let name = StepNames.of(step, in: summary)
        let histograms = material.results.histograms.steps
        if let heat = detail.heat {
            let filled = heat.columns.count { $0.contains { $0 > 0 } }
            if filled > 1 {
                let baseline = material.overlay?.steps.first { $0.name == step.name && $0.crowd == step.crowd }?.heat
                return [HeatFigure(step: step, name: name, heat: heat, baseline: baseline).figure]
            }
            guard filled == 1, histograms.indices.contains(place) else { return [] }
            let width = heat.widthMs < 1 ? nil : heat.widthMs
            return [AnswerTimes(step: step, name: name, times: histograms[place].response, withinMs: width).figure]
        }
        let starts = detail.executions.map(\.startMs)
        guard let first = starts.min(), let last = starts.max() else { return [] }
        // Dots one above the other would show nothing.
        if last - first < (step.responseMs.max ?? 0) / 100, histograms.indices.contains(place) {
            let width = last - first < 1 ? nil : last - first
            return [AnswerTimes(step: step, name: name, times: histograms[place].response, withinMs: width).figure]
        }
        return [dots(detail.executions, name: name)]
    }

    /// Single executions: a dot each, failures as ×.
    private static func dots(_ executions: [RunDetail.Step.Execution], name: String) -> Figure {
        let (left, right, top, bottom) = (64.0, 696.0, 34.0, 236.0)
        let times = executions.map(\.responseMs)
        let scale = LogScale(from: times.min() ?? 1, to: times.max() ?? 1)
        let starts = executions.map(\.startMs)
        let axis = TimeScale(from: min(0, starts.min() ?? 0), to: starts.max() ?? 0)
        var svg = SVG()
        HeatFigure.drawAxes(&svg, scale, axis, left: left, right: right, top: top, bottom: bottom)
        var (succeeded, failed) = (PathData(), PathData())
        for execution in executions {
            let x = left + (right - left) * axis.share(of: execution.startMs)
            let y = bottom - (bottom - top) * scale.share(of: execution.responseMs)
            if execution.failed { failed.cross(x, y) } else { succeeded.dot(x, y) }
        }
        svg.dots(succeeded)
        svg.stroke(failed, .failed, width: 2)
        let failures = executions.count(where: \.failed)
        var (success, failure) = (PathData(), PathData())
        if failures < executions.count {
            success.dot(left + 6, 10)
            svg.dots(success)
            svg.text("one success", x: left + 16, y: 15)
        }
        if failures > 0 {
            failure.cross(left + 126, 10)
            svg.stroke(failure, .failed, width: 2)
            svg.text("one failure", x: left + 136, y: 15)
        }
        let longest = executions.max { $0.responseMs < $1.responseMs }
        let headline =
            longest.map {
                "The slowest of \(Figures.counted(executions.count, "execution")) of \(name) took "
                    + "\(Figures.milliseconds($0.responseMs)) and started "
                    + "\(Figures.milliseconds(abs($0.startMs))) \($0.startMs < 0 ? "before" : "after") T0"
                    + "\($0.failed ? "; it failed" : "")."
            } ?? ""
        let subtitle =
            "Response times of \(Figures.counted(executions.count, "execution")) of \(name), "
            + "\(failures == 0 ? "none" : Figures.count(failures)) of which failed, by their start since T0; logarithmic scale in \(scale.unit.rawValue)."
        return Figure(
            id: HeatMaps.id, headline: headline, subtitle: subtitle,
            body: svg.image(id: HeatMaps.id, title: "Response times of \(name) by start", description: headline),
            table: table(executions, name: name, axis: axis))
    }

    /// The executions in ten equal stretches of time.
    private static func table(_ executions: [RunDetail.Step.Execution], name: String, axis: TimeScale) -> FigureTable {
        let times = TableTimes(largest: executions.map(\.responseMs).max() ?? 0)
        let width = RoundStep.of((axis.last - axis.first) / 10)
        let first = (axis.first / width).rounded(.down)
        let groups = Dictionary(grouping: executions) { ($0.startMs / width).rounded(.down) - first }
        return FigureTable(
            caption: "\(name) by start since T0",
            head: ["Started", "Successes", "Failures", "Shortest (\(times.unit))", "Longest (\(times.unit))"],
            rows: groups.sorted { $0.key < $1.key }.map { place, group in
                let successes = group.filter { !$0.failed }.map(\.responseMs)
                return [
                    HeatFigure.stretch(from: (first + place) * width, width: width, upTo: axis.last),
                    Figures.count(successes.count),
                    Figures.count(group.count - successes.count), times.text(successes.min()),
                    times.text(successes.max()),
                ]
            })
    }
}
