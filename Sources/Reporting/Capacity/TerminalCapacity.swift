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
            lines += Wrapping.lines(cause.sentence, width: width).map { StyledText($0) }
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

    /// Whether columns are shortened so that a table fits.
    private var isNarrow: Bool { width < 60 }

    /// Narrower findings stand below their storm.
    private static let narrowestFinding = 30

    /// A table of storms: those that came as the scenario says, or those over windows.
    private func stormLines(_ storms: [CapacityDocument.Storm], _ crowd: String) -> [StyledText] {
        var table = Columns([.right, .right, .left, .right, .right])
        table.add([isNarrow ? "#" : "storm", crowd, "", "turnout", "p95"].map { StyledText($0, .quiet) })
        for storm in storms { table.add(cells(storm)) }
        let findings = [""] + storms.map(CapacityWords.finding)
        let rows = table.lines(indent: 1)
        // Beside the figures, or below them where there is too little room.
        let room = width - (rows.map(\.width).max() ?? 0) - 2
        let lines = zip(rows, findings).flatMap { line, finding -> [StyledText] in
            if finding.isEmpty { return [line.cut(to: width)] }
            if room >= TerminalCapacity.narrowestFinding {
                return [(line + StyledText("  \(finding)", .quiet)).cut(to: width)]
            }
            return [line.cut(to: width)]
                + Wrapping.lines(finding, width: width - 4).map { StyledText("    \($0)", .quiet) }
        }
        return lines + (storms.contains(where: \.isThin) ? [StyledText("~ \(ThinWords.note)", .quiet)] : [])
    }

    /// A storm's number, size or window, result, turnout and p95 of the journey.
    private func cells(_ storm: CapacityDocument.Storm) -> [StyledText] {
        [
            StyledText(String(storm.number), .quiet), StyledText(CapacityWords.varied(storm)),
            // Below it stands why it does not count.
            StyledText(
                isNarrow && storm.outcome == .notCounted ? "–" : CapacityWords.outcome(storm), CapacityWords.tone(storm)
            ),
            StyledText(storm.shownTurnout.map(Figures.percentage) ?? "–"),
            StyledText(storm.shownP95Ms.map(Figures.milliseconds) ?? "–")
                + StyledText(storm.isThin ? "~" : " ", .caution),
        ]
    }

    /// The lines of a storm that has just ended. `crowd` says who came: `800 at once`, `800 over 40 s`. With a width, what
    /// does not fit follows below.
    package static func lines(of storm: CapacityDocument.Storm, crowd: String, width: Int?) -> [StyledText] {
        let head =
            StyledText("Storm \(storm.number): \(crowd) ")
            + StyledText(CapacityWords.outcome(storm), CapacityWords.tone(storm))
        let figures = [
            storm.shownTurnout.map { "turnout \(Figures.percentage($0))" },
            storm.shownP95Ms.map { "p95 \(Figures.milliseconds($0))\(storm.isThin ? "~" : "")" },
        ].compactMap { $0 }.joined(separator: ", ")
        let finding = CapacityWords.finding(storm)
        let rest = [figures, finding].filter { !$0.isEmpty }.joined(separator: "; ")
        let line = rest.isEmpty ? head : head + StyledText(", \(rest)")
        guard let width, line.width > width else { return [line] }
        return [head] + Wrapping.lines(rest, width: width - 2).map { StyledText("  \($0)") }
    }
}
