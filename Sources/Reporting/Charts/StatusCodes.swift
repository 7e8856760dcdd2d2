// Which answers came: responses by step and status.
package import Analysis

/// A table of responses with small bars.
package enum StatusCodes {
    /// One figure; none if no request was made, or if the run is invalid.
    package static func figures(_ material: ReportMaterial) -> [Figure] {
        let summary = material.results.summary
        let rows: [Row] = summary.steps.flatMap { StatusCodes.rows(of: $0, name: StepNames.of($0, in: summary)) }
        guard summary.verdict != .invalid, !rows.isEmpty else { return [] }
        let id = "status-codes"
        let requests = summary.steps.reduce(0) { $0 + $1.requests }
        // The most frequent, in the journey's order.
        let least = rows.map(\.count).sorted(by: >).prefix(FigureTable.rowLimit).last ?? 0
        let shown = rows.filter { $0.count >= least }.prefix(FigureTable.rowLimit)
        let hidden = rows.reduce(0) { $0 + $1.count } - shown.reduce(0) { $0 + $1.count }
        var subtitle =
            "Responses by step and status, of \(Figures.counted(requests, "request")) with retries and redirects"
        if rows.contains(where: \.isRefusal) {
            subtitle += "; hatched: status 400 and over, or no response"
        }
        if hidden > 0 { subtitle += "; \(Figures.counted(hidden, "response")) of rarer kinds not shown" }
        return [
            Figure(
                id: id, headline: headline(rows, requests: requests), subtitle: subtitle + ".",
                body: body(Array(shown), id: id))
        ]
    }

    private struct Row {
        var name: String
        /// Nil: no response.
        var status: Int?
        var count: Int
        var requests: Int

        /// Whether it is what a server that cannot or will not serve answers. Whether it failed the step is for the
        /// scenario's checks to say.
        var isRefusal: Bool { status.map { $0 >= 400 } ?? true }
        var words: String { status.map { "\($0)" } ?? "no response" }
        var share: Double { Double(count) / Double(max(1, requests)) }
    }

    private static func rows(of step: Summary.Step, name: String) -> [Row] {
        let answered = step.status.counts.sorted { $0.key < $1.key }.filter { $0.value > 0 }
        var rows = answered.map { Row(name: name, status: $0.key, count: $0.value, requests: step.requests) }
        let silent = step.requests - answered.reduce(0) { $0 + $1.value }
        if silent > 0 { rows.append(Row(name: name, status: nil, count: silent, requests: step.requests)) }
        return rows
    }

    private static func headline(_ rows: [Row], requests: Int) -> String {
        let refusals = rows.filter(\.isRefusal)
        guard let most = refusals.max(by: { $0.count < $1.count }) else {
            let statuses = Set(rows.compactMap(\.status)).sorted().map(String.init)
            if requests == 1 { return "The only request was answered with status \(statuses.joined())." }
            return "All \(Figures.counted(requests, "request")) were answered with a status below 400: "
                + "\(statuses.joined(separator: ", "))."
        }
        let count = refusals.reduce(0) { $0 + $1.count }
        let kind = most.status.map { "status \($0)" } ?? "no response"
        if requests == 1 { return "The only request, of \(most.name), got \(kind)." }
        guard refusals.count > 1 else {
            return
                "\(Figures.count(count)) of \(Figures.counted(requests, "request")) got \(kind), all in \(most.name)."
        }
        return
            "\(Figures.count(count)) of \(Figures.counted(requests, "request")) got a status of 400 or over, or no response; "
            + "most often \(kind), \(Figures.counted(most.count, "time")) in \(most.name)."
    }

    private static func body(_ rows: [Row], id: String) -> Markup {
        var isDefined = false
        let lines = rows.map { row -> Markup in
            let width = max(1, 240 * row.share)
            var definitions: Markup = ""
            if row.isRefusal, !isDefined {
                definitions = """
                    <defs><pattern id="\(id)-hatch" width="6" height="6" patternUnits="userSpaceOnUse">\
                    <path d="M0 0h6v6h-6z" \(Paint.failed.fill)/><path d="M-1 1l2-2M0 6l6-6M5 7l2-2" \(Paint.paper.stroke) \
                    stroke-width="1.5"/></pattern></defs>
                    """
                isDefined = true
            }
            let fill: Markup = row.isRefusal ? "fill=\"url(#\(id)-hatch)\"" : Paint.run.fill
            let share = TableShare.text(row.share)
            return """
                <tr><th scope="row">\(row.name)</th><td class="left">\(row.words)</td><td>\(Figures.count(row.count))\
                </td><td>\(share)</td><td class="left"><svg viewBox="0 0 240 16" width="240" height="16" \
                aria-hidden="true">\(definitions)<path d="M0 2h\(width)v12h\(-width)z" \(fill)/>\
                </svg></td></tr>
                """
        }
        return """
            <table class="bars"><thead><tr><th scope="col">Step</th><th scope="col" class="left">Status\
            </th><th scope="col">Responses</th><th scope="col">Share of step\
            </th><td></td></tr></thead><tbody>\(lines.joined())</tbody></table>
            """
    }
}
