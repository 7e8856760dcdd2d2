// A capacity search on a terminal: a line a storm while it goes on, the answer at the end.
package import Analysis
import Measuring

/// Formats a capacity search as lines for a terminal of 40 columns or more.
package struct TerminalCapacity: Sendable {
    private let document: CapacityDocument
    private let width: Int

    /// The lines of a search.
    package init(_ document: CapacityDocument, width: Int = 80) {
        self.document = document
        self.width = max(40, width)
    }

    /// The answer, the storms, and where they are kept.
    package func lines(directory: String) -> [StyledText] {
        var sections = [answerLines]
        if !document.storms.isEmpty { sections.append(stormLines(document.storms, document.settings.arrival)) }
        if let storms = document.windowStorms, !storms.isEmpty { sections.append(stormLines(storms, "over")) }
        sections.append([
            StyledText("Search  ", .quiet)
                + StyledText("\(directory)/capacity.json", .plain),
            StyledText("Report  ", .quiet) + StyledText("\(directory)/capacity.html", .plain),
        ])
        return Array(sections.joined(separator: [""]))
    }

    private var answerLines: [StyledText] {
        let head = CapacityWords.head(document).uppercased() + "  "
        let margin = DisplayWidth.of(head)
        var lines = Wrapping.lines(document.answer.sentence, width: width - margin).enumerated().map { index, line in
            StyledText(index == 0 ? head : String(repeating: " ", count: margin), CapacityWords.tone(document))
                + StyledText(line, .strong)
        }
        if let cause = document.answer.cause {
            lines += Wrapping.lines(cause.sentence.replacing("`", with: ""), width: width).map { StyledText($0) }
        }
        if let advice = document.advice { lines += adviceLines(advice) }
        for note in CapacityWords.notes(document) {
            lines += Wrapping.lines(note, width: width - 4).enumerated().map { index, line in
                StyledText(index == 0 ? "  ! " : "    ", .caution) + StyledText(line)
            }
        }
        return lines
    }

    /// The advice for the expected crowd, and how it is known.
    private func adviceLines(_ advice: CapacityAdvice) -> [StyledText] {
        let head = "EXPECTED  "
        let margin = DisplayWidth.of(head)
        let lines = Wrapping.lines(advice.sentence, width: width - margin).enumerated().map { index, line in
            StyledText(index == 0 ? head : String(repeating: " ", count: margin), CapacityWords.tone(advice))
                + StyledText(line, .strong)
        }
        return lines + Wrapping.lines(advice.grounds, width: width).map { StyledText($0) }
    }

    /// A table of storms: those that came as the scenario says, or those over windows.
    private func stormLines(_ storms: [CapacityDocument.Storm], _ crowd: String) -> [StyledText] {
        var table = Columns([.right, .right, .left, .right, .right])
        table.add(["storm", crowd, "", "turnout", "p95"].map { StyledText($0, .quiet) })
        for storm in storms { table.add(TerminalCapacity.cells(storm)) }
        let findings = [""] + storms.map(CapacityWords.finding)
        return zip(table.lines(indent: 1), findings).map { line, finding in
            (finding.isEmpty ? line : line + StyledText("  \(finding)", .quiet)).cut(to: width)
        }
    }

    /// A storm's number, size or window, result, turnout and p95 of the journey.
    private static func cells(_ storm: CapacityDocument.Storm) -> [StyledText] {
        [
            StyledText(String(storm.number), .quiet), StyledText(CapacityWords.varied(storm)),
            StyledText(CapacityWords.outcome(storm), CapacityWords.tone(storm)),
            StyledText(storm.figures.map { Figures.percentage($0.turnout) } ?? "–"),
            StyledText(storm.figures?.journeyP95Ms.map(Figures.milliseconds) ?? "–"),
        ]
    }

    /// The line of a storm that has just ended. `crowd` says who came: `800 at once`, `800 over 40 s`.
    package static func line(_ storm: CapacityDocument.Storm, crowd: String) -> StyledText {
        let figures =
            storm.figures.map { figures in
                ", turnout \(Figures.percentage(figures.turnout))"
                    + (figures.journeyP95Ms.map { ", p95 \(Figures.milliseconds($0))" } ?? "")
            } ?? ""
        let finding = CapacityWords.finding(storm)
        return StyledText("Storm \(storm.number): \(crowd) ")
            + StyledText(CapacityWords.outcome(storm), CapacityWords.tone(storm)) + StyledText(figures)
            + StyledText(finding.isEmpty ? "" : "; \(finding)")
    }
}
