// The steps of a run in progress, as a table.

extension LiveView {
    /// The table, of at most so many lines; none if there is no room for a step. Where it is narrow, it has no column
    /// for how many have succeeded, then none for how many are in the step, before a name is cut.
    func table(width: Int, limit: Int) -> [StyledText] {
        guard limit >= 2, !steps.isEmpty else { return [] }
        let hasRest = steps.count > limit - 1
        let shown = steps(most: hasRest ? max(1, limit - 2) : limit - 1)
        var fields = StepColumn.allCases
        var table = columns(shown, fields, isWide: width >= 60)
        for dispensable in [StepColumn.succeeded, .inside] where table.width > width {
            fields.removeAll { $0 == dispensable }
            table = columns(shown, fields, isWide: false)
        }
        if table.width > width { table.gap = 1 }
        var lines = table.lines(limit: width).map { $0.cut(to: width) }
        if hasRest, lines.count < limit {
            let rest = steps.count - shown.count
            lines.append(StyledText("and \(Figures.counted(rest, "more step"))", .quiet).cut(to: width))
        }
        return lines
    }

    private func columns(_ steps: [Step], _ fields: [StepColumn], isWide: Bool) -> Columns {
        var table = Columns([.left] + fields.map { _ in .right })
        table.add([StyledText("Step", .quiet)] + fields.map { StyledText($0.head(isWide: isWide), .quiet) })
        for step in steps { table.add([StyledText(step.name.onOneLine)] + fields.map { $0.cell(of: step) }) }
        return table
    }

    /// So many of the steps, in the journey's order: before others those in which somebody is, then those that failed,
    /// then those that somebody has reached.
    private func steps(most: Int) -> [Step] {
        guard steps.count > most else { return steps }
        func rank(_ step: Step) -> Int {
            step.inside > 0 ? 0 : step.failed > 0 ? 1 : step.succeeded > 0 ? 2 : 3
        }
        let ranked = steps.indices.sorted { (rank(steps[$0]), $0) < (rank(steps[$1]), $1) }
        return ranked.prefix(most).sorted().map { steps[$0] }
    }
}

/// A column of figures.
private enum StepColumn: CaseIterable {
    case inside, succeeded, rate, p50, p95, failed

    /// Its head. A wide one reserves room, so that the table does not move as figures grow.
    func head(isWide: Bool) -> String {
        switch self {
        case .inside: isWide ? "   now" : "now"
        case .succeeded: isWide ? "    ok" : "ok"
        case .rate: isWide ? "   /s" : "/s"
        case .p50: isWide ? "    p50 " : "p50 "
        case .p95: isWide ? "    p95 " : "p95 "
        case .failed: "failed"
        }
    }

    func cell(of step: LiveView.Step) -> StyledText {
        switch self {
        case .inside: StyledText(Figures.count(step.inside), step.inside > 0 ? .strong : .quiet)
        case .succeeded: StyledText(Figures.count(step.succeeded))
        case .rate: step.perSecond.map { StyledText(Figures.count(Int($0.rounded()))) } ?? StyledText("–", .quiet)
        case .p50: time(step.p50Ms, isThin: step.thin.contains("p50"))
        case .p95: time(step.p95Ms, isThin: step.thin.contains("p95"))
        case .failed: StyledText(Figures.count(step.failed), step.failed > 0 ? .bad : .quiet)
        }
    }

    private func time(_ value: Double?, isThin: Bool) -> StyledText {
        guard let value else { return StyledText("– ", .quiet) }
        return StyledText(Figures.milliseconds(value)) + StyledText(isThin ? "~" : " ", .caution)
    }
}
