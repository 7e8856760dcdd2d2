// What failed and why, the thresholds, and whether the figures can be trusted.
import Analysis
import Measuring

extension TerminalSummary {
    var failureLines: [StyledText] {
        var lines = [StyledText("Failures", .quiet)]
        for group in summary.failures.prefix(TerminalSummary.shownFailures) {
            let first = Figures.seconds(group.firstAtSeconds)
            let last = Figures.seconds(group.lastAtSeconds)
            let when = first == last ? "at \(first)" : "from \(first) to \(last)"
            lines.append(
                StyledText("  \(Figures.count(group.count)) × ", .bad) + StyledText(group.step, .strong)
                    + StyledText(": \(FailureWords.of(group.kind, status: group.status)), \(when)"))
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
            let missing = threshold.expression.hasPrefix("admission") ? "never reached" : "not measured"
            let unit = ThresholdUnit.of(threshold.expression)
            let actual = threshold.actual.map { "is \(unit.words($0, apartFrom: threshold.bound))" } ?? missing
            // What is missing could turn any of them.
            let (mark, tone): (StyledText, Tone) =
                isUnjudged
                ? (StyledText("  not judged", .quiet), .quiet)
                : threshold.passed ? (StyledText("  ok", .good), .quiet) : (StyledText("  FAILED", .bad), .bad)
            table.add([mark, StyledText(threshold.expression), StyledText(actual, tone)])
        }
        return [StyledText("Thresholds", .quiet)] + table.lines()
    }

    var generatorLines: [StyledText] {
        let generator = summary.generator
        let (verdict, tone): (String, Tone) =
            switch generator.verdict {
            case .ok: ("ok", .good)
            case .strained: ("strained", .caution)
            case .overloaded: ("overloaded", .bad)
            }
        let figures = figures(of: generator)
        var lines =
            figures.isEmpty
            ? labelled("Generator", "not measured", tone: .quiet)
            : labelled("Generator", "\(verdict): \(figures.joined(separator: ", "))", tone: tone)
        // If the run is invalid, the verdict line has already said so.
        if generator.verdict == .strained, !figures.isEmpty {
            lines += generator.reasons.flatMap { labelled("", $0) }
            lines += labelled(
                "", "Treat the times with caution. More cores, a separate machine or fewer participants would help.")
        }
        if summary.target.sharesMachine {
            lines += labelled("", "The target runs on this machine, so it shares the processor with the generator.")
        }
        if let directory {
            // Not wrapped, so that the path can be copied.
            lines.append(StyledText("Run         ", .quiet) + StyledText(directory))
        }
        return lines
    }

    /// A share to a tenth of a percent; more would be meaningless for a processor.
    /// The generator's figures in words; none if nothing was recorded of it.
    private func figures(of generator: Summary.Generator) -> [String] {
        var figures: [String] = []
        if let share = generator.cpuUtilisation { figures.append("CPU \(Figures.percentage(rounded(share)))") }
        if let lag = generator.loopLagMs.p99 { figures.append("loop lag p99 \(Figures.milliseconds(lag))") }
        if let size = generator.peakMemoryMiB { figures.append("\(Figures.fixed(size, digits: 0)) MiB") }
        if let count = generator.peakOpenFiles { figures.append(Figures.counted(count, "open file")) }
        if let count = generator.lateStarts, count > 0 { figures.append(Figures.counted(count, "late start")) }
        return figures
    }

    private func rounded(_ share: Double) -> Double { (share * 1000).rounded() / 1000 }
}

/// Failures as text.
enum FailureWords {
    static func of(_ kind: FailureKind, status: Int?) -> String {
        switch kind {
        case .resolve: "name not found"
        case .connect: "no connection"
        case .tls: "TLS failed"
        case .timeout: "timed out"
        case .reset: "connection closed before the response was complete"
        case .protocol: "invalid response"
        case .status: status.map { "status \($0)" } ?? "status"
        case .check: "a check failed"
        case .extract: "a value is missing from the response"
        case .redirects: "redirect not followed"
        case .tooLarge: "response too large"
        case .notAllowed: "host not in allow-hosts"
        case .cancelled: "cut off by the end of the run"
        case .harness: "a failure of the generator, not of the target"
        }
    }
}

/// The unit of a threshold's metric, derived from the expression (docs: thresholds).
enum ThresholdUnit {
    case share
    case milliseconds
    case perSecond
    case count

    static func of(_ expression: String) -> ThresholdUnit {
        if expression.hasPrefix("turnout") { return .share }
        if expression.hasPrefix("rate") { return .perSecond }
        guard expression.hasPrefix("failures") else { return .milliseconds }
        return expression.last == "%" ? .share : .count
    }

    func words(_ value: Double) -> String {
        switch self {
        case .share: Figures.percentage(value)
        case .milliseconds: Figures.milliseconds(value)
        case .perSecond: Figures.significant(value) + "/s"
        case .count: Figures.count(Int(value.rounded()))
        }
    }

    /// A measured value with enough digits to distinguish it from the bound: 2001.3 ms against `2s` is `2.001 s`.
    func words(_ value: Double, apartFrom bound: Double?) -> String {
        let plain = words(value)
        guard let bound, bound != value, words(bound) == plain else { return plain }
        let (scale, unit): (Double, String) =
            switch self {
            case .share: (100, " %")
            case .milliseconds: value.magnitude < 999.5 ? (1, " ms") : (0.001, " s")
            case .perSecond: (1, "/s")
            case .count: (1, "")
            }
        for digits in 1...9 {
            let text = Figures.fixed(value * scale, digits: digits)
            if text != Figures.fixed(bound * scale, digits: digits) { return text + unit }
        }
        return plain
    }
}
