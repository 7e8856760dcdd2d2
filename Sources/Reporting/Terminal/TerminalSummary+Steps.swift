// The table of steps: response times of successes, with the count on which every percentile rests.
import Analysis

extension TerminalSummary {
    /// The table and what its marks mean. On a narrow terminal it has fewer columns before any name is cut: first
    /// without the maximum, then without the 99th percentile, then without the generator's own share.
    var stepLines: [StyledText] {
        let shown = shownSteps
        var (table, fields) = fitted(shown)
        if table.width > width { table.gap = 1 }
        var lines = table.lines(limit: width)
        let rest = measuredSteps.count - shown.count
        if rest > 0 { lines += more("and \(Figures.counted(rest, "more step")): see summary.json") }
        lines += notes(on: shown, fields)
        for step in shown where step.replays > 0 {
            lines += more(
                "\(step.name.asName()): \(Figures.counted(step.replays, "request")) repeated because a kept-alive connection "
                    + "closed without a response")
        }
        return lines
    }

    /// The table with as many columns as fit, and these.
    private func fitted(_ steps: [Summary.Step]) -> (table: Columns, fields: [StepField]) {
        var fields = StepField.allCases
        if !steps.contains(where: { $0.generatorMs.count > 0 }) { fields.removeAll { $0 == .ours } }
        var table = self.table(steps, fields)
        for dispensable in [StepField.max, .p99, .ours] where table.width > width {
            fields.removeAll { $0 == dispensable }
            table = self.table(steps, fields)
        }
        return (table, fields)
    }

    private func table(_ steps: [Summary.Step], _ fields: [StepField]) -> Columns {
        var table = Columns([.left] + fields.map { _ in .right })
        let title = width < 60 ? "Step" : "Response times"
        table.add([StyledText(title, .quiet)] + fields.map { StyledText($0.head, .quiet) })
        for step in steps {
            table.add([StyledText(StepNames.of(step, in: summary).asName())] + fields.map { $0.cell(of: step) })
        }
        let journey = summary.journey.responseMs
        table.add([StyledText("journey", .strong)] + fields.map { $0.cell(ofJourney: journey) })
        return table
    }

    /// What the table's marks mean, and whose times they are.
    private func notes(on steps: [Summary.Step], _ fields: [StepField]) -> [StyledText] {
        var notes: [String] = []
        if summary.areTimesOfGenerator { notes.append("these times are the generator's, not the target's") }
        if fields.contains(.ours) { notes.append("ours: the generator's own share") }
        if marksThin(steps, fields) { notes.append("~ \(ThinWords.note)") }
        return notes.isEmpty ? [] : more(notes.joined(separator: "; "))
    }

    private func marksThin(_ steps: [Summary.Step], _ fields: [StepField]) -> Bool {
        let shown = fields.compactMap(\.percentile)
        let all = steps.map(\.responseMs) + [summary.journey.responseMs]
        return all.contains { $0.thin.contains(where: shown.contains) }
    }

    /// Whether the table of steps says what the mark of thin percentiles means.
    var stepsExplainThin: Bool {
        guard !summary.steps.isEmpty else { return false }
        let shown = shownSteps
        return marksThin(shown, fitted(shown).fields)
    }

    /// The steps with measurements: no pauses, and none that nobody reached.
    private var measuredSteps: [Summary.Step] {
        summary.steps.filter { $0.executions > 0 || $0.requests > 0 }
    }

    /// The steps to show, in the journey's order: if there are many, those that failed most often and then the slowest.
    private var shownSteps: [Summary.Step] {
        let steps = measuredSteps
        let ranked = steps.indices.sorted { left, right in
            let (one, other) = (steps[left], steps[right])
            if one.failed != other.failed { return one.failed > other.failed }
            let (slow, slower) = (one.responseMs.p95 ?? 0, other.responseMs.p95 ?? 0)
            return slow == slower ? left < right : slow > slower
        }
        return ranked.prefix(TerminalSummary.shownSteps).sorted().map { steps[$0] }
    }
}

/// A column of figures.
private enum StepField: CaseIterable {
    case ok, failed, p50, p95, p99, max, ours

    var head: String {
        switch self {
        case .ok: "ok"
        case .failed: "failed"
        case .p50: "p50 "
        case .p95: "p95 "
        case .p99: "p99 "
        case .max: "max"
        // How much of these times was the generator's own.
        case .ours: "ours p95"
        }
    }

    /// The percentile's name; nil for a figure that is none.
    var percentile: String? {
        switch self {
        case .p50: "p50"
        case .p95: "p95"
        case .p99: "p99"
        case .ok, .failed, .max, .ours: nil
        }
    }

    func cell(of step: Summary.Step) -> StyledText {
        switch self {
        case .ok: StyledText(Figures.count(step.succeeded))
        case .failed: StyledText(Figures.count(step.failed), step.failed > 0 ? .bad : .quiet)
        case .ours: StyledText(step.generatorMs.p95.map { Figures.milliseconds($0) } ?? "–", .quiet)
        case .p50, .p95, .p99, .max: cell(of: step.responseMs)
        }
    }

    func cell(ofJourney times: Summary.Distribution) -> StyledText {
        switch self {
        case .ok: StyledText(Figures.count(times.count))
        case .failed, .ours: ""
        case .p50, .p95, .p99, .max: cell(of: times)
        }
    }

    private func cell(of times: Summary.Distribution) -> StyledText {
        let value: Double? =
            switch self {
            case .p50: times.p50
            case .p95: times.p95
            case .p99: times.p99
            case .max: times.max
            case .ok, .failed, .ours: nil
            }
        guard let percentile else {
            return value.map { StyledText(Figures.milliseconds($0)) } ?? StyledText("–", .quiet)
        }
        guard let value else { return StyledText("– ", .quiet) }
        let isThin = times.thin.contains(percentile)
        return StyledText(Figures.milliseconds(value)) + StyledText(isThin ? "~" : " ", .caution)
    }
}
