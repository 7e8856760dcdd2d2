// A run as the summary of a CI job: Markdown as GitHub, GitLab and Gitea show it.
package import Analysis
import Measuring

/// Formats results as Markdown: the verdict first, then what decided it; details are folded. Headings begin with the third
/// level, since the job's page has its own above.
///
/// GitHub refuses a summary of more than 1,024 KiB. All lists are bounded and long texts are cut, so that no run comes near
/// it.
package struct MarkdownSummary: Sendable {
    /// The most rows of a list.
    static let listed = 30
    /// The most participants to name.
    static let named = 10

    let summary: Summary
    private let judgement: VerdictWords

    /// Creates the summary of a run.
    package init(_ results: RunResults) {
        self.init(results.summary, endingReason: results.outcome.reason)
    }

    /// Creates the summary of figures. `endingReason` is why the run ended before it was complete; nil if it did not, or if unknown.
    package init(_ summary: Summary, endingReason: String? = nil) {
        self.summary = summary
        judgement = VerdictWords(summary, endingReason: endingReason)
    }

    /// The Markdown, with a line feed at the end.
    package var text: String {
        let parts = [
            verdict, warnings, thresholds, crowd, attendance, comparison, steps, failures, event, details,
        ]
        return parts.compactMap { $0 }.joined(separator: "\n\n") + "\n"
    }

    /// What the mark of a percentile means, below a table.
    static let thinNote = "\n\n≈ \(ThinWords.note)"

    /// Whether the figures are the generator's and not the target's.
    var isInvalid: Bool { summary.verdict == .invalid }

    // MARK: The verdict

    private var verdict: String {
        let sign =
            switch summary.verdict {
            case .passed: "✅"
            case .failed, .regressed: "❌"
            case .invalid: "⚠️"
            case .none: "➖"
            }
        return "### \(sign) \(MarkdownText.plain(judgement.word)): \(MarkdownText.plain(summary.run.name))\n\n"
            + MarkdownText.plain(Sentence.of(judgement.reason))
    }

    private var warnings: String? {
        guard !summary.warnings.isEmpty else { return nil }
        return list(summary.warnings, "warning") { "⚠️ " + MarkdownText.plain($0) }
    }

    // MARK: Thresholds

    private var thresholds: String? {
        guard !summary.thresholds.isEmpty else { return nil }
        var table = MarkdownTable(["", "Threshold", "Measured"])
        let isLong = summary.thresholds.count > Self.listed
        let ordered =
            isLong ? summary.thresholds.filter { !$0.passed } + summary.thresholds.filter(\.passed) : summary.thresholds
        for threshold in ordered.prefix(Self.listed) {
            let isJudged = !summary.isUnjudged
            table.add([
                isJudged ? (threshold.passed ? "✅" : "❌ missed") : "➖ not judged",
                MarkdownText.code(threshold.expression),
                // An invalid run's times are the generator's.
                isInvalid ? "" : (threshold.thin ? "≈ " : "") + MarkdownText.plain(threshold.measured),
            ])
        }
        let isThin = !isInvalid && ordered.prefix(Self.listed).contains(where: \.thin)
        return "#### Thresholds\n\n" + table.text + (isThin ? Self.thinNote : "")
            + rest(summary.thresholds.count, "threshold")
    }

    // MARK: The crowd

    private func admission(
        _ admission: Summary.Admission, _ journey: Summary.Journey, of expected: Int
    ) -> String {
        AdmissionWords.sentence(admission, journey, of: expected, isPartial: summary.isPartial)
    }

    private var crowd: String {
        let turnout = TurnoutWords(summary.journey, steps: summary.steps.count).sentence(summary.participants)
        var lines = ["- **Turnout:** \(MarkdownText.plain(turnout))."]
        if summary.crowds.count > 1 {
            for crowd in summary.crowds.prefix(Self.listed) {
                let steps = summary.steps.count { $0.crowd == crowd.name }
                let sentence = TurnoutWords(crowd.journey, steps: steps).sentence(crowd.participants)
                var line = "  - \(MarkdownText.code(crowd.name)): \(MarkdownText.plain(sentence))."
                if !isInvalid {
                    line +=
                        " "
                        + MarkdownText.plain(admission(crowd.admission, crowd.journey, of: crowd.participants.expected))
                }
                lines.append(line)
            }
        } else if let admission = summary.admission, !isInvalid {
            let sentence = self.admission(admission, summary.journey, of: summary.participants.expected)
            lines.append("- **Admission:** \(MarkdownText.plain(sentence))")
        }
        for release in summary.releases.prefix(Self.listed) {
            let which = ReleaseWords.which(release, in: summary, name: MarkdownText.code).map { " \($0)" } ?? ""
            let sentence = ReleaseWords.certificate(release, isPartial: summary.isPartial)
            let late = ReleaseWords.notes(release, in: summary).map { " " + MarkdownText.plain($0) }.joined()
            lines.append("- **Release\(which):** \(MarkdownText.plain(sentence))" + late)
        }
        return "#### The crowd\n\n" + lines.joined(separator: "\n")
            + rest(max(summary.releases.count, summary.crowds.count), "gate or crowd", "gates or crowds")
    }

    // MARK: Bounded lists

    /// A list of at most `listed` items.
    func list<Item>(_ items: [Item], _ one: String, _ many: String? = nil, _ line: (Item) -> String) -> String {
        items.prefix(Self.listed).map { "- " + line($0) }.joined(separator: "\n") + rest(items.count, one, many)
    }

    /// Says how many of a list are left out; nothing if none is.
    func rest(_ count: Int, _ one: String, _ many: String? = nil) -> String {
        guard count > Self.listed else { return "" }
        return "\n\nand \(Figures.counted(count - Self.listed, "more \(one)", "more \(many ?? one + "s")")); "
            + "the run directory has them."
    }
}
