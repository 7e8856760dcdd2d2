// The results of a run on one screen: the verdict first, then the figures behind it.
package import Analysis
import Measuring

/// Formats a summary as lines for a terminal of 80 columns or more.
///
/// The sections are in the order in which a reader asks: did it pass, and with what reservations, how many got in, how
/// simultaneous were they, when were they in, which step was slow, what failed and why, which thresholds decided, can
/// the figures be trusted, where is the rest. Each section has a file of its own.
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
    /// The width of a line in columns.
    package var width: Int

    /// The best number of points for a curve.
    package static let curvePoints = 24

    /// The most groups of failures to show; the rest are counted.
    static let shownFailures = 4

    /// Creates a terminal summary.
    package init(
        _ summary: Summary, admissionCurve: [Double] = [], endingReason: String? = nil, directory: String? = nil,
        width: Int = 80
    ) {
        self.summary = summary
        self.admissionCurve = admissionCurve
        self.endingReason = endingReason
        self.directory = directory
        self.width = max(60, width)
    }

    /// Creates a terminal summary from results.
    package init(_ results: RunResults, directory: String? = nil, width: Int = 80) {
        let curve = results.curves.count == 1 ? results.curves[0] : nil
        self.init(
            results.summary, admissionCurve: curve?.points(TerminalSummary.curvePoints).map(\.share) ?? [],
            endingReason: results.outcome.reason, directory: directory, width: width)
    }

    /// The lines in their order.
    package var lines: [StyledText] {
        var sections = [verdictLines + warningLines, crowdLines]
        if !summary.steps.isEmpty { sections.append(stepLines) }
        if !summary.failures.isEmpty { sections.append(failureLines) }
        if !summary.thresholds.isEmpty { sections.append(thresholdLines) }
        sections.append(generatorLines)
        return Array(sections.joined(separator: [""]))
    }

    /// A label in its column, and a sentence wrapped into the column next to it.
    func labelled(_ label: String, _ sentence: String, tone: Tone = .plain) -> [StyledText] {
        let margin = 12
        let wrapped = Wrapping.lines(sentence, width: width - margin)
        return wrapped.enumerated().map { index, line in
            let head = index == 0 ? label : ""
            return StyledText(head + String(repeating: " ", count: max(1, margin - DisplayWidth.of(head))), .quiet)
                + StyledText(line, tone)
        }
    }
}
