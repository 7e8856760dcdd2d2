// The first line: passed or not, and why.
import Analysis
import Measuring

extension TerminalSummary {
    var verdictLines: [StyledText] {
        let words = VerdictWords(summary, endingReason: endingReason)
        let tone: Tone =
            switch words.outcome {
            case .passed: .good
            case .failed, .regressed, .invalid: .bad
            case .interrupted, .unfinished: .caution
            case .notJudged: .strong
            }
        let head = "\(words.word)  "
        let margin = DisplayWidth.of(head)
        let wrapped = Wrapping.lines(
            "\(summary.run.name.asName(columns: ShownName.runColumns)): \(words.reason)", width: width - margin)
        return wrapped.enumerated().map { index, line in
            index == 0
                ? StyledText(head, tone) + StyledText(line, .strong)
                : StyledText(String(repeating: " ", count: margin) + line, .strong)
        }
    }

    /// What limits the figures, right below the verdict.
    var warningLines: [StyledText] {
        let shown = summary.warnings.prefix(TerminalSummary.shownWarnings)
        let lines = shown.flatMap { warning -> [StyledText] in
            Wrapping.lines(warning, width: width - 4).enumerated().map { index, line in
                StyledText(index == 0 ? "  ! " : "    ", .caution) + StyledText(line)
            }
        }
        let rest = summary.warnings.count - shown.count
        guard rest > 0 else { return lines }
        return lines + more("and \(Figures.counted(rest, "more warning")): see summary.json", indent: 4)
    }
}
