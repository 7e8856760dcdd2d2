// Where a step's time went.
package import Analysis
import Measuring

/// The shares of the phases in the time of each step's successful requests.
///
/// Medians of phases do not add up to the median of the whole, so the chart divides sums: the mean of a phase times the
/// number of requests that went through it. What the generator itself took is measured for steps and not for requests,
/// so it has a column of its own and no part of the bar.
package enum PhaseCharts {
    /// One figure; none if no request succeeded, or if the run is invalid, whose times are not the target's.
    package static func figures(_ material: ReportMaterial) -> [Figure] {
        let summary = material.results.summary
        guard summary.verdict != .invalid else { return [] }
        let all = summary.steps.compactMap { PhaseShares($0, name: StepNames.of($0, in: summary)) }
        // The steps on which most time was spent, in the journey's order.
        let least = all.map(\.total).sorted(by: >).prefix(FigureTable.rowLimit).last ?? 0
        let rows = all.filter { $0.total >= least }
        guard let most = rows.max(by: { $0.total < $1.total }) else { return [] }
        let phases = Phase.allCases.filter { phase in rows.contains { $0.sum(phase) > 0 } }
        let id = "phases"
        let part = phases.max { most.sum($0) < most.sum($1) } ?? .wait
        var subtitle =
            "Share of each phase in the sum of the times of successful requests, by step; medians would not add up"
        if !rows.contains(where: { $0.step.phasesMs[.send] != nil }) {
            subtitle += "; this libcurl does not tell sending from waiting, which includes it"
        }
        if rows.count < all.count {
            subtitle += "; \(Figures.counted(all.count - rows.count, "step")) with less time not shown"
        }
        return [
            Figure(
                id: id,
                headline:
                    "\(TableShare.text(most.share(part))) of the time of \(most.name) went into \(PhaseMark(part).words).",
                subtitle: subtitle + ".",
                body: PhaseMark.legend(phases, in: id) + bars(rows, phases, id: id),
                table: table(rows, phases))
        ]
    }

    private static func bars(_ rows: [PhaseShares], _ phases: [Phase], id: String) -> Markup {
        let lines = rows.map { row -> Markup in
            var x = 0.0
            let areas = phases.map { phase -> Markup in
                let width = 296 * row.share(phase)
                defer { x += width }
                guard width > 0 else { return "" }
                // A pixel of paper between two areas, as far as there is room.
                var area = PathData()
                area.box(x: x, y: 4, width: width > 3 ? width - 1 : max(0.5, width), height: 14)
                return "<path d=\"\(area.text)\" \(PhaseMark(phase).fill(in: id))/>"
            }
            let words = phases.filter { row.sum($0) > 0 }.map {
                "\(PhaseMark($0).words) \(TableShare.text(row.share($0)))"
            }
            .joined(separator: ", ")
            let own = row.own.map { TableShare.text($0) } ?? "–"
            return """
                <tr><th scope="row">\(row.name)</th><td class="left"><svg viewBox="0 0 296 22" width="296" \
                height="22" role="img" aria-label="\(words)">\(areas.joined())\
                </svg></td><td>\(Figures.milliseconds(row.perRequest))</td><td>\(own)</td></tr>
                """
        }
        return """
            <table class="bars"><thead><tr><th scope="col">Step</th><th scope="col" class="left">Share \
            of the time</th><th scope="col">Mean a request</th><th scope="col">Generator's own\
            </th></tr></thead><tbody>\(lines.joined())</tbody></table>
            """
    }

    private static func table(_ rows: [PhaseShares], _ phases: [Phase]) -> FigureTable {
        FigureTable(
            caption: "Shares of the phases; the generator's own share is of the response time of successful steps",
            head: ["Step", "Requests"] + phases.map { PhaseMark($0).head } + ["Generator's own"],
            rows: rows.map { row in
                [row.name, Figures.count(row.requests)]
                    + phases.map { row.sum($0) > 0 ? TableShare.text(row.share($0)) : "–" }
                    + [row.own.map { TableShare.text($0) } ?? "–"]
            })
    }
}

/// How the time of a step's successful requests was spent.
private struct PhaseShares {
    let step: Summary.Step
    let name: String

    /// Nil if no time was measured.
    init?(_ step: Summary.Step, name: String) {
        self.step = step
        self.name = name
        guard total > 0 else { return nil }
    }

    /// The sum of a phase over all requests that went through it, in milliseconds.
    func sum(_ phase: Phase) -> Double {
        step.phasesMs[phase].map { ($0.mean ?? 0) * Double($0.count) } ?? 0
    }

    var total: Double { Phase.allCases.reduce(0) { $0 + sum($1) } }

    func share(_ phase: Phase) -> Double { sum(phase) / total }

    /// How many requests succeeded: each of them waited.
    var requests: Int { Phase.allCases.compactMap { step.phasesMs[$0]?.count }.max() ?? 0 }

    var perRequest: Double { total / Double(max(1, requests)) }

    /// The generator's own part of the response times; nil if it was not measured for every success.
    var own: Double? {
        guard step.generatorMs.count == step.responseMs.count, let own = step.generatorMs.mean,
            let response = step.responseMs.mean, response > 0
        else { return nil }
        return own / response
    }
}
