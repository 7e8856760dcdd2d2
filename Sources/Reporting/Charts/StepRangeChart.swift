// Which step was slow: one row a step, on one axis.
package import Analysis
import Measuring

/// The ranges of the steps' response times.
package enum StepRangeChart {
    /// One figure; none if no step was executed, or if the run is invalid, whose times are not the target's. It has no
    /// table of its own: that of the steps stands below it.
    package static func figures(_ material: ReportMaterial) -> [Figure] {
        let summary = material.results.summary
        let rows = StepRow.all(material)
        guard summary.verdict != .invalid, !rows.isEmpty else { return [] }
        let headline = headline(rows)
        let id = "step-ranges"
        guard let drawing = StepRangeDrawing(rows) else {
            return [
                Figure(id: id, headline: headline, subtitle: subtitle(rows, material, scale: nil))
            ]
        }
        return [
            Figure(
                id: id, headline: headline, subtitle: subtitle(rows, material, scale: drawing.scale),
                body: drawing.svg.image(
                    id: id, title: "Response times of each step", description: description(rows)))
        ]
    }

    /// The step with the largest time, by the strictest measure that every step with successes has.
    private static func headline(_ rows: [StepRow]) -> String {
        let succeeded = rows.filter { $0.times.count > 0 }
        let measures: [(Summary.Distribution) -> Double?] = [\.reliableP95, \.reliableP50, \.max]
        guard
            let measure = measures.first(where: { measure in succeeded.allSatisfy { measure($0.times) != nil } }),
            let slowest = succeeded.max(by: { measure($0.times) ?? 0 < measure($1.times) ?? 0 })
        else {
            let failed = rows.reduce(0) { $0 + $1.step.failed }
            return "No execution of a step succeeded: \(Figures.count(failed)) failed."
        }
        let times = slowest.times
        let of = "\(Figures.counted(times.count, "success", "successes")) of \(slowest.name)"
        let most = times.max.map { Figures.milliseconds($0) } ?? "–"
        let rank = succeeded.count > 1 ? ", more than any other step" : ""
        for (words, value) in [("95 %", times.reliableP95), ("Half", times.reliableP50)] {
            guard let value, value == measure(times) else { continue }
            return "\(words) of \(of) took at most \(Figures.milliseconds(value))\(rank); the slowest took \(most)."
        }
        return times.count == 1
            ? "The only success of \(slowest.name) took \(most)\(rank)." : "The slowest of \(of) took \(most)\(rank)."
    }

    private static func subtitle(_ rows: [StepRow], _ material: ReportMaterial, scale: MeasureScale?) -> String {
        let summary = material.results.summary
        let executions = rows.reduce(0) { $0 + $1.step.executions }
        let crowds = material.results.metadata.crowds
        var text = "Response times of successes by step"
        if !crowds.contains(where: \.isLooping) {
            text += ", from the intended start"
        } else if crowds.allSatisfy(\.isLooping) {
            text += "; looping participants have no schedule, so they are service times"
        } else {
            text += ", from the intended start; those of looping crowds, which have no schedule, are service times"
        }
        text += "; \(Figures.counted(executions, "execution"))"
        if let scale { text += "; \(scale.words)" }
        let left = summary.steps.count { $0.executions > 0 } - rows.count
        if left > 0 {
            text += "; \(Figures.counted(left, "step")) with a lower p95 not shown"
        }
        if let overlay = material.overlay, rows.contains(where: { $0.baseline != nil }) {
            text += ". Baseline: \(overlay.run.name), \(overlay.run.startedAt.prefix(10)), "
            text +=
                "\(Figures.count(overlay.run.expected)) expected; now \(Figures.count(summary.participants.expected))"
        }
        return text + "."
    }

    private static func description(_ rows: [StepRow]) -> String {
        rows.map { row in
            guard row.times.count > 0 else { return "\(row.name): none succeeded, \(row.step.failed) failed." }
            let figures = [
                ("half within", row.times.reliableP50), ("95 % within", row.times.reliableP95),
                ("99 % within", row.times.reliableP99), ("all within", row.times.max),
            ].compactMap { words, value in value.map { "\(words) \(Figures.milliseconds($0))" } }
            let limits = row.limits.map { limit in
                "; threshold \(limit.metric) \(limit.words)"
                    + (limit.held.map { $0 ? ", held" : ", not held" } ?? "")
            }
            return "\(row.name): \(figures.joined(separator: ", "))\(limits.joined())."
        }.joined(separator: " ")
    }
}
