// What failed and why, the thresholds, and whether the figures can be trusted.
import Analysis
import Measuring

extension TerminalSummary {
    /// The failures, the most frequent first, each with its cause, its remedy and some of those it concerns.
    var failureLines: [StyledText] {
        var lines = [StyledText("Failures", .quiet)]
        for group in summary.failures.prefix(TerminalSummary.shownFailures) {
            lines += head(of: group)
            let advice = group.cause + (group.remedy.map { " → \($0)" } ?? "")
            lines += Wrapping.lines(advice, width: width - 6).map { StyledText("      " + $0) }
            guard !group.participants.isEmpty else { continue }
            let named = group.participants.prefix(3).joined(separator: ", ")
            lines += more(named + (group.participants.count > 3 || group.count > 3 ? ", …" : ""), indent: 6)
        }
        let rest = summary.failures.dropFirst(TerminalSummary.shownFailures)
        if !rest.isEmpty {
            let count = rest.reduce(0) { $0 + $1.count }
            let kinds = Figures.counted(rest.count, "other kind")
            let failures = Figures.counted(count, "more failure")
            lines += more("and \(failures) of \(kinds): see summary.json", indent: 2)
        }
        return lines
    }

    private func head(of group: Summary.FailureGroup) -> [StyledText] {
        let count = "  \(Figures.count(group.count)) × "
        let margin = DisplayWidth.of(count)
        let words = FailureWords.of(group.kind, status: group.status)
        let name = StepNames.of(group.step, crowd: group.crowd, in: summary).asName(columns: 2 * ShownName.columns)
        let sentence = "\(name): \(words), \(FailureWords.when(group))"
        return Wrapping.lines(sentence, width: width - margin).enumerated().map { index, line in
            guard index == 0 else { return StyledText(String(repeating: " ", count: margin) + line) }
            // A name that is longer than the line is not set apart.
            guard line.hasPrefix(name + ":") else { return StyledText(count, .bad) + StyledText(line) }
            return StyledText(count, .bad) + StyledText(name, .strong)
                + StyledText(String(line.dropFirst(name.count)))
        }
    }

    /// The thresholds in the scenario's order; if there are many, those that failed and as many others as fit.
    var thresholdLines: [StyledText] {
        let judged = summary.thresholds
        let isBad = { (threshold: Summary.ThresholdResult) in !threshold.passed && !summary.isUnjudged }
        let ranked = judged.indices.filter { isBad(judged[$0]) } + judged.indices.filter { !isBad(judged[$0]) }
        let shown = ranked.prefix(TerminalSummary.shownThresholds).sorted()
        let rows = shown.map { cells(of: judged[$0]) }
        let margin = TerminalSummary.margin
        var table = Columns([.left, .left, .left])
        for row in rows { table.add(row) }
        var lines = table.lines()
        if lines.contains(where: { $0.width > width - margin }) { lines = rows.flatMap(wrapped) }
        let left = ranked.dropFirst(TerminalSummary.shownThresholds)
        if !left.isEmpty {
            let failed = left.count { isBad(judged[$0]) }
            let others =
                summary.isUnjudged
                ? ""
                : failed > 0
                    ? ", \(Figures.count(failed)) of which failed" : left.count == 1 ? " that holds" : " that hold"
            lines.append(StyledText("and \(Figures.count(left.count)) more\(others)", .quiet))
        }
        if shown.contains(where: { judged[$0].thin }), summary.verdict != .invalid, !stepsExplainThin {
            lines.append(StyledText("~ \(ThinWords.note)", .quiet))
        }
        return labelled("Thresholds", lines)
    }

    /// A threshold's judgement, expression and measured value.
    private func cells(of threshold: Summary.ThresholdResult) -> [StyledText] {
        // Of an invalid run this is the generator's.
        let measured = summary.verdict == .invalid ? "" : threshold.measured
        let actual = threshold.actual == nil || measured.isEmpty ? measured : "is \(measured)"
        // What is missing could turn any of them.
        let (mark, tone): (StyledText, Tone) =
            summary.isUnjudged
            ? (StyledText("not judged", .quiet), .quiet)
            : threshold.passed ? (StyledText("ok", .good), .quiet) : (StyledText("FAILED", .bad), .bad)
        let thin = StyledText(threshold.thin && !measured.isEmpty ? "~" : "", .caution)
        return [mark, StyledText(threshold.expression), StyledText(actual, tone) + thin]
    }

    /// A threshold on a terminal that is too narrow for a table.
    private func wrapped(_ cells: [StyledText]) -> [StyledText] {
        let room = width - TerminalSummary.margin
        let sentence = Wrapping.lines(cells.map(\.text).joined(separator: " "), width: room)
        return sentence.enumerated().map { index, line in
            guard index == 0, line.hasPrefix(cells[0].text) else { return StyledText(line) }
            return cells[0] + StyledText(String(line.dropFirst(cells[0].text.count)))
        }
    }

    /// How the generator fared.
    var generatorLines: [StyledText] {
        let generator = summary.generator
        let figures = GeneratorWords.figures(generator, isBrief: true)
        let shared = summary.target.sharesMachine ? " (the target shares its CPUs)" : ""
        var lines =
            figures.isEmpty
            ? labelled("Generator", "not measured" + shared, tone: .quiet)
            : labelled(
                "Generator", "\(GeneratorWords.of(generator.verdict)): \(figures.joined(separator: ", "))\(shared)",
                tone: generator.verdict.tone)
        // If the run is invalid, the verdict line has already said so.
        if generator.verdict == .strained, !figures.isEmpty {
            lines += generator.reasons.flatMap { labelled("", $0) }
            lines += labelled("", GeneratorWords.advice)
        }
        return lines
    }

    /// Of which shards the run was joined, and how the generator of each did.
    var shardLines: [StyledText] {
        MergeWords(summary).map { labelled("Shards", $0.sentence, tone: $0.worst.tone) } ?? []
    }

    /// Where the rest is: the report, or else the run directory. Not wrapped, so that the path can be copied.
    var placeLines: [StyledText] {
        if let report { return labelled("Report", [StyledText(report)]) }
        return directory.map { labelled("Run", [StyledText($0)]) } ?? []
    }
}
