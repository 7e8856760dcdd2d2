// The first line: passed or not, and why.
import Analysis
import Measuring

extension TerminalSummary {
    var verdictLines: [StyledText] {
        let (word, tone, reason) = judgement
        let head = "\(word)  "
        let margin = DisplayWidth.of(head)
        let wrapped = Wrapping.lines("\(summary.run.name): \(reason)", width: width - margin)
        return wrapped.enumerated().map { index, line in
            index == 0
                ? StyledText(head, tone) + StyledText(line, .strong)
                : StyledText(String(repeating: " ", count: margin) + line, .strong)
        }
    }

    /// What limits the figures, right below the verdict.
    var warningLines: [StyledText] {
        summary.warnings.flatMap { warning -> [StyledText] in
            Wrapping.lines(warning, width: width - 4).enumerated().map { index, line in
                StyledText(index == 0 ? "  ! " : "    ", .caution) + StyledText(line)
            }
        }
    }

    /// The word of the verdict, its style, and its reason. The cause of the exit code with the highest precedence comes
    /// first: interrupted, then invalid, then failed.
    private var judgement: (word: String, tone: Tone, reason: String) {
        let after = Figures.seconds(summary.run.durationSeconds)
        switch summary.run.status {
        case .completed, .aborted: break
        case .interrupted:
            let reason = endingReason ?? "ended by the user"
            return (
                "INTERRUPTED", .caution,
                "\(reason) after \(after), so it is not judged; these are the figures until then"
            )
        case .unfinished:
            let reason = endingReason ?? "killed, or still running"
            return ("UNFINISHED", .caution, "\(reason); its last sign of life came after \(after)")
        }
        switch summary.verdict {
        case .invalid:
            let reasons = summary.generator.reasons.joined(separator: " ")
            return (
                "INVALID", .bad,
                "the generator was the bottleneck, not the target. \(reasons)"
            )
        case .failed, .regressed:
            return ("FAILED", .bad, failure)
        case .passed:
            switch summary.thresholds.count {
            case 1: return (passed, .good, "the threshold holds")
            case 2: return (passed, .good, "both thresholds hold")
            case let count: return (passed, .good, "all \(count) thresholds hold")
            }
        case .none:
            return ("FINISHED, not judged", .strong, "the scenario has no thresholds")
        }
    }

    private var passed: String { summary.warnings.isEmpty ? "PASSED" : "PASSED, with warnings" }

    private var failure: String {
        let failed = summary.thresholds.filter { !$0.passed }.map(\.expression)
        let names = failed.prefix(3).joined(separator: ", ") + (failed.count > 3 ? ", …" : "")
        let judged: String? =
            failed.isEmpty
            ? nil
            : "\(failed.count) of \(Figures.counted(summary.thresholds.count, "threshold")) failed: \(names)"
        guard summary.run.status == .aborted else { return judged ?? "it is worse than its baseline" }
        let ended = "ended early, \(endingReason ?? "a limit of the scenario was reached")"
        return judged.map { "\(ended); \($0)" } ?? ended
    }
}
