// A comparison of runs on a terminal: the sentence, then all figures.
package import Analysis
import Measuring

/// Formats a comparison as lines for a terminal of 80 columns or more.
package struct TerminalComparison: Sendable {
    private let comparison: Summary.BaselineComparison
    private let new: Summary.BaselineComparison.Baseline
    private let width: Int

    /// Creates the lines of a comparison.
    /// - Parameters:
    ///   - comparison: the comparison.
    ///   - new: the run that was compared.
    ///   - width: the width of a line in columns.
    package init(
        _ comparison: Summary.BaselineComparison, of new: Summary.BaselineComparison.Baseline, width: Int = 80
    ) {
        self.comparison = comparison
        self.new = new
        self.width = max(60, width)
    }

    /// The lines.
    package var lines: [StyledText] {
        var sections = [headLines + warningLines, runLines]
        if !comparison.rows.isEmpty { sections.append(ComparisonTable(comparison.rows, width: width).lines) }
        let notes = noteLines
        if !notes.isEmpty { sections.append(notes) }
        return Array(sections.joined(separator: [""]))
    }

    private var headLines: [StyledText] {
        let head = ComparisonWords.words(comparison.verdict).uppercased() + "  "
        let margin = DisplayWidth.of(head)
        return Wrapping.lines(comparison.sentence, width: width - margin).enumerated().map { index, line in
            StyledText(index == 0 ? head : String(repeating: " ", count: margin), comparison.verdict.tone)
                + StyledText(line, .strong)
        }
    }

    private var warningLines: [StyledText] {
        comparison.warnings.flatMap { warning in
            Wrapping.lines(warning, width: width - 4).enumerated().map { index, line in
                StyledText(index == 0 ? "  ! " : "    ", .caution) + StyledText(line)
            }
        }
    }

    private var runLines: [StyledText] {
        var table = Columns([.left, .left, .left, .left])
        for (place, run) in (comparison.baselines + [new]).enumerated() {
            let label = place == comparison.baselines.count ? "New" : place == 0 ? "Baseline" : ""
            table.add([
                StyledText(label, .quiet), StyledText(run.id), StyledText(run.startedAt, .quiet),
                StyledText("\(Figures.count(run.expected)) expected", .quiet),
            ])
        }
        return table.lines(limit: width)
    }

    private var noteLines: [StyledText] {
        ComparisonWords.notes(comparison).flatMap { note in
            Wrapping.lines(note, width: width).map { StyledText($0, .quiet) }
        }
    }
}

/// The rows of a comparison as a table: a line for each subject, and its figures below it.
struct ComparisonTable {
    private let rows: [Summary.BaselineComparison.Row]
    private let width: Int

    init(_ rows: [Summary.BaselineComparison.Row], width: Int) {
        self.rows = rows
        self.width = width
    }

    /// The lines; the subjects are cut to the width.
    var lines: [StyledText] {
        var table = Columns([.left, .right, .right, .right, .right, .right, .left])
        table.add(
            ["", "before", "now", "change", "interval", "found from", ""].map { StyledText($0, .quiet) })
        for row in rows {
            let figures = ComparisonWords(row)
            table.add([
                StyledText(row.metric), StyledText(figures.before), StyledText(figures.now),
                StyledText(figures.difference, row.verdict.tone), StyledText(figures.interval, .quiet),
                StyledText(figures.smallest, .quiet), StyledText(figures.verdict, row.verdict.tone),
            ])
        }
        var body = table.lines(indent: 1)
        if body.contains(where: { $0.width > width }) {
            table.gap = 1
            body = table.lines(indent: 1)
        }
        var lines = [body[0].cut(to: width)]
        var subject = ""
        for (row, line) in zip(rows, body.dropFirst()) {
            let name = row.subject
            if name != subject, !name.isEmpty { lines.append(StyledText(name, .strong).cut(to: width)) }
            subject = name
            lines.append(line.cut(to: width))
        }
        return lines
    }
}

extension Summary.BaselineComparison.Verdict {
    /// How it is shown.
    var tone: Tone {
        switch self {
        case .regression: .bad
        case .improvement: .good
        case .noDifference: .plain
        case .tooLittleData: .quiet
        }
    }
}
