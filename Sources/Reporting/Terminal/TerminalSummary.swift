// The results of a run on one screen: the verdict first, then the figures behind it.
package import Analysis
import Measuring

/// Formats a summary as lines for a terminal of 40 columns or more.
///
/// The sections are in the order in which a reader asks: did it pass, and with what reservations, how many got in and
/// when, what failed and why, which step was slow, which thresholds decided, how simultaneous was the release, can the
/// figures be trusted, where is the rest. At 80 columns a run of five steps that passed takes no more than 23 lines, so
/// that it stays on a screen of 24 together with the shell's next prompt. Lists are bounded, with what they leave out
/// counted. Each section has a file of its own.
package struct TerminalSummary: Sendable {
    /// The results.
    package var summary: Summary
    /// Shares of the expected participants who were in the room, at equal intervals from T0 until the last entry; empty
    /// if no curve can be drawn.
    package var admissionCurve: [Double]
    /// Why the run ended before it was complete; nil if it did not, or if unknown.
    package var endingReason: String?
    /// The run directory to show; nil omits the line.
    package var directory: String?
    /// The path of the report to show, which then stands in the directory's place; nil if there is no such file.
    package var report: String?
    /// The width of a line in columns.
    package var width: Int

    /// The best number of points for a curve.
    package static let curvePoints = 24

    /// The most groups of failures to show; the rest are counted.
    static let shownFailures = 4
    /// The most thresholds to show, and the most steps. Those that failed come before others.
    static let shownThresholds = 8
    static let shownSteps = 8
    /// The most warnings, crowds and releases to show.
    static let shownWarnings = 5
    static let shownCrowds = 6
    static let shownReleases = 3

    /// Creates a terminal summary.
    package init(
        _ summary: Summary, admissionCurve: [Double] = [], endingReason: String? = nil, directory: String? = nil,
        report: String? = nil, width: Int = 80
    ) {
        self.summary = summary
        self.admissionCurve = admissionCurve
        self.endingReason = endingReason
        self.directory = directory
        self.report = report
        self.width = max(40, width)
    }

    /// Creates a terminal summary from results.
    package init(_ results: RunResults, directory: String? = nil, report: String? = nil, width: Int = 80) {
        let curve = results.curves.count == 1 ? results.curves[0] : nil
        self.init(
            results.summary, admissionCurve: curve?.points(TerminalSummary.curvePoints).map(\.share) ?? [],
            endingReason: results.outcome.reason, directory: directory, report: report,
            width: width)
    }

    /// The lines in their order.
    package var lines: [StyledText] {
        var sections = [verdictLines + warningLines, crowdLines]
        if !summary.failures.isEmpty { sections.append(failureLines) }
        if !summary.steps.isEmpty { sections.append(stepLines) }
        if summary.comparison != nil { sections.append(comparisonLines) }
        sections.append(thresholdLines + releaseLines + eventLines + generatorLines + shardLines + placeLines)
        return Array(sections.joined(separator: [""]))
    }

    /// The width of the column of labels.
    static let margin = 12

    /// A label in its column, and a sentence wrapped into the column next to it.
    func labelled(_ label: String, _ sentence: String, tone: Tone = .plain) -> [StyledText] {
        let wrapped = Wrapping.lines(sentence, width: width - TerminalSummary.margin)
        return labelled(label, wrapped.map { StyledText($0, tone) })
    }

    /// A label in its column, and lines in the column next to it.
    func labelled(_ label: String, _ lines: [StyledText]) -> [StyledText] {
        lines.enumerated().map { index, line in
            let head = index == 0 ? label : ""
            let filling = String(repeating: " ", count: max(1, TerminalSummary.margin - DisplayWidth.of(head)))
            return StyledText(head + filling, .quiet) + line
        }
    }

    /// What a bounded list leaves out, as a line of its own.
    func more(_ words: String, indent: Int = 0) -> [StyledText] {
        Wrapping.lines(words, width: width - indent).map {
            StyledText(String(repeating: " ", count: indent) + $0, .quiet)
        }
    }
}
