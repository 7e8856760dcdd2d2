// The steps of a run in progress, as a table.

extension LiveView {
    /// The table, of at most so many lines; none if there is no room for a step. Where it is narrow, it has no column
    /// for how many have succeeded, then none for how many are in the step, before a name is cut.
    ///
    /// The plan and the width decide which columns there are, never the figures: a column neither comes nor goes while
    /// the run goes on.
    func table(width: Int, limit: Int) -> [StyledText] {
        guard limit >= 2, !steps.isEmpty else { return [] }
        let hasRest = steps.count > limit - 1
        let shown = steps(most: hasRest ? max(1, limit - 2) : limit - 1)
        // Of all steps, since which of them are shown changes too.
        let names = steps.map { DisplayWidth.of($0.name.asName()) }.max() ?? 0
        func room(_ fields: [StepColumn], _ room: StepColumn.Room, gap: Int = 2) -> Int {
            fields.reduce(max(names, 4)) { $0 + gap + $1.width(room) }
        }
        var fields = StepColumn.allCases
        var reserved = StepColumn.Room.ample
        if room(fields, reserved) > width {
            reserved = .counts(columns: countColumns)
            for dispensable in [StepColumn.succeeded, .inside] where room(fields, reserved) > width {
                fields.removeAll { $0 == dispensable }
            }
        }
        var table = columns(shown, fields, reserved)
        if room(fields, reserved) > width { table.gap = 1 }
        var lines = table.lines(limit: width).map { $0.cut(to: width) }
        if hasRest, lines.count < limit {
            let rest = steps.count - shown.count
            lines.append(StyledText("and \(Figures.counted(rest, "more step"))", .quiet).cut(to: width))
        }
        return lines
    }

    private func columns(_ steps: [Step], _ fields: [StepColumn], _ room: StepColumn.Room) -> Columns {
        var table = Columns([.left] + fields.map { _ in .right })
        table.add([StyledText("Step", .quiet)] + fields.map { StyledText($0.head(room), .quiet) })
        for step in steps {
            table.add([StyledText(step.name.asName())] + fields.map { $0.cell(of: step) })
        }
        return table
    }

    /// How wide a count of participants gets; ample if only the run can tell how many come.
    private var countColumns: Int {
        let expected = crowds.map(\.expected)
        guard !expected.isEmpty, !expected.contains(nil) else { return StepColumn.inside.width(.ample) }
        return Figures.count(expected.reduce(0) { $0 + ($1 ?? 0) }).count
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

    /// How much room the figures get.
    enum Room {
        /// Enough for any storm.
        case ample
        /// Enough for counts of so many columns.
        case counts(columns: Int)
    }

    private var title: String {
        switch self {
        case .inside: "now"
        case .succeeded: "ok"
        case .rate: "/s"
        // The last column is for the mark of a thin percentile.
        case .p50: "p50 "
        case .p95: "p95 "
        case .failed: "failed"
        }
    }

    /// The columns that are reserved for it, so that the table does not move as figures grow.
    func width(_ room: Room) -> Int {
        switch (self, room) {
        case (.p50, _), (.p95, _): 8
        case (.rate, .ample): 5
        case (_, .ample): 6
        case (.failed, .counts(let columns)): max(6, columns)
        case (_, .counts(let columns)): max(3, columns)
        }
    }

    /// Its head, as wide as the column.
    func head(_ room: Room) -> String {
        String(repeating: " ", count: max(0, width(room) - title.count)) + title
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
        // Minutes beside seconds would be wider than the column.
        let text = value < 119_500 ? Figures.milliseconds(value) : Figures.fixed(value / 1000, digits: 0) + " s"
        return StyledText(text) + StyledText(isThin ? "~" : " ", .caution)
    }
}
