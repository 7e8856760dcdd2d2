// The verdict of a comparison in words.
import Measuring

/// Puts the verdict of a comparison into one or two sentences.
struct ComparisonSentence {
    var comparison: Summary.BaselineComparison

    /// The sentence.
    var text: String {
        switch comparison.verdict {
        case .regression: "Worse than \(baselines): " + list(.regression) + "."
        case .improvement: "Better than \(baselines): " + list(.improvement) + ". Nothing is worse."
        case .noDifference: noDifference
        case .tooLittleData: tooLittleData
        }
    }

    private var baselines: String {
        comparison.baselines.count == 1 ? "the baseline" : "the \(comparison.baselines.count) baselines"
    }

    private var isFew: Bool { comparison.baselines.count < ComparisonLimits.several }

    private var noDifference: String {
        let same = comparison.rows.count { $0.verdict == .noDifference }
        let all = comparison.rows.count
        let others = same < all ? " in \(same) of \(all) figures; there is too little data on the others" : ""
        return "No difference from \(baselines)\(others)." + (sensitivity.map { " \($0)." } ?? "")
    }

    private var tooLittleData: String {
        guard isFew else {
            let rest = "they differ too much among themselves, or too few participants stand behind most figures"
            return "No difference from \(baselines) can be told: \(rest)."
                + (sensitivity.map { " \($0)." } ?? "")
        }
        let number = comparison.baselines.count == 1 ? "one baseline does" : "two baselines do"
        return "Nothing exceeds what chance and the tolerance explain, but \(number) not show how much runs differ by "
            + "themselves; three do." + (sensitivity.map { " \($0)." } ?? "")
    }

    /// What would have been found.
    private var sensitivity: String? {
        for metric in ["p95", "p90", "p50"] {
            guard let row = comparison.rows.first(where: { $0.metric == metric && $0.step == "journey" }),
                let smallest = row.smallestFound, let before = row.before, before > 0
            else { continue }
            return "An increase of \(row.called) by \(percentage(smallest / before)) would have been found"
        }
        return nil
    }

    /// The rows of a verdict: one in full, the others counted.
    private func list(_ verdict: Summary.BaselineComparison.Verdict) -> String {
        let rows = comparison.rows.filter { $0.verdict == verdict }
        // Turnout before failures before times; of these the one that changed most.
        guard let first = rows.first(where: { $0.unit == .share }) ?? rows.max(by: { $0.ratio < $1.ratio }) else {
            return ""
        }
        let others = rows.count - 1
        let word = verdict == .regression ? "worse" : "better"
        let more = others > 0 ? "; \(others) more \(others == 1 ? "figure is" : "figures are") \(word)" : ""
        return "\(first.called) \(change(of: first))\(more)"
    }

    private func change(of row: Summary.BaselineComparison.Row) -> String {
        guard let before = row.before, let now = row.now, let difference = row.difference else { return "changed" }
        let verb = difference > 0 ? "rose" : "fell"
        guard row.unit == .milliseconds, before > 0 else {
            return "\(verb) from \(part(before)) to \(part(now))"
        }
        return "\(verb) by \(percentage(abs(difference) / before))"
    }

    /// A part of a whole with one decimal. Less than all never reads 100 %, and more than nothing never 0 %.
    private func part(_ share: Double) -> String {
        let tenths = min(max((share * 1000).rounded(), share > 0 ? 1 : 0), share < 1 ? 999 : 1000)
        return tenths.truncatingRemainder(dividingBy: 10) == 0 ? "\(Int(tenths / 10)) %" : "\(tenths / 10) %"
    }

    /// Whole percent from 10 on, below it with one decimal.
    private func percentage(_ share: Double) -> String {
        let tenths = (share * 1000).rounded()
        guard tenths < 1e9 else { return "a great many %" }
        return tenths >= 100 || tenths.truncatingRemainder(dividingBy: 10) == 0
            ? "\(Int((share * 100).rounded())) %" : "\(tenths / 10) %"
    }
}

extension Summary.BaselineComparison.Row {
    /// What the row is about: `token`, `learners: token`; empty for the turnout of all.
    package var subject: String {
        [crowd == CrowdMetadata.onlyName ? nil : crowd, step].compactMap { $0 }.joined(separator: ": ")
    }

    /// The figure as thresholds name it: `p95(learners: token)`.
    package var called: String {
        subject.isEmpty ? metric : "\(metric)(\(subject))"
    }

    /// By what factor it changed, in either direction.
    fileprivate var ratio: Double {
        guard let before, let now, before > 0, now > 0 else { return 1 }
        return max(before / now, now / before)
    }
}
