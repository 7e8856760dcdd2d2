// What failed and why, the thresholds, and whether the figures can be trusted.
import Analysis
import Measuring

extension TerminalSummary {
    var failureLines: [StyledText] {
        var lines = [StyledText("Failures", .quiet)]
        for group in summary.failures.prefix(TerminalSummary.shownFailures) {
            lines.append(
                StyledText("  \(Figures.count(group.count)) × ", .bad) + StyledText(group.step, .strong)
                    + StyledText(": \(FailureWords.of(group.kind, status: group.status)), \(FailureWords.when(group))"))
            let advice = group.cause + (group.remedy.map { " → \($0)" } ?? "")
            lines += Wrapping.lines(advice, width: width - 6).map { StyledText("      " + $0) }
        }
        let rest = summary.failures.dropFirst(TerminalSummary.shownFailures)
        if !rest.isEmpty {
            let count = rest.reduce(0) { $0 + $1.count }
            lines.append(
                StyledText(
                    "  and \(Figures.count(count)) more failures of \(Figures.counted(rest.count, "other kind")): see summary.json",
                    .quiet))
        }
        return lines
    }

    var thresholdLines: [StyledText] {
        var table = Columns([.left, .left, .left])
        for threshold in summary.thresholds {
            let actual = threshold.actual == nil ? threshold.measured : "is \(threshold.measured)"
            // What is missing could turn any of them.
            let (mark, tone): (StyledText, Tone) =
                summary.isUnjudged
                ? (StyledText("  not judged", .quiet), .quiet)
                : threshold.passed ? (StyledText("  ok", .good), .quiet) : (StyledText("  FAILED", .bad), .bad)
            table.add([mark, StyledText(threshold.expression), StyledText(actual, tone)])
        }
        return [StyledText("Thresholds", .quiet)] + table.lines()
    }

    var generatorLines: [StyledText] {
        let generator = summary.generator
        let tone: Tone =
            switch generator.verdict {
            case .ok: .good
            case .strained: .caution
            case .overloaded: .bad
            }
        let figures = GeneratorWords.figures(generator)
        var lines =
            figures.isEmpty
            ? labelled("Generator", "not measured", tone: .quiet)
            : labelled(
                "Generator", "\(GeneratorWords.of(generator.verdict)): \(figures.joined(separator: ", "))", tone: tone)
        // If the run is invalid, the verdict line has already said so.
        if generator.verdict == .strained, !figures.isEmpty {
            lines += generator.reasons.flatMap { labelled("", $0) }
            lines += labelled("", GeneratorWords.advice)
        }
        if summary.target.sharesMachine {
            lines += labelled("", GeneratorWords.sharedMachine)
        }
        if let directory {
            // Not wrapped, so that the path can be copied.
            lines.append(StyledText("Run         ", .quiet) + StyledText(directory))
        }
        return lines
    }
}
