// Rows of cells, aligned by the width that a terminal shows, not by the number of bytes.

/// A table of text.
package struct Columns: Sendable {
    /// How a column's cells are aligned.
    package enum Alignment: Hashable, Sendable {
        case left
        case right
    }

    /// The alignment of each column.
    package var alignments: [Alignment]
    /// Blanks between two columns.
    package var gap: Int
    /// Rows of cells; a row may have fewer cells than the table.
    package private(set) var rows: [[StyledText]] = []

    /// An empty table.
    package init(_ alignments: [Alignment], gap: Int = 2) {
        self.alignments = alignments
        self.gap = gap
    }

    /// Adds a row.
    package mutating func add(_ cells: [StyledText]) {
        rows.append(cells)
    }

    /// How wide the rows are if nothing is cut.
    package var width: Int { widths.reduce(0, +) + gap * max(0, alignments.count - 1) }

    /// The width of each column.
    private var widths: [Int] {
        var widths = alignments.map { _ in 0 }
        for row in rows {
            for (column, cell) in row.enumerated() { widths[column] = max(widths[column], cell.width) }
        }
        return widths
    }

    /// The rows as lines, each indented by `indent` blanks. If they would be wider than `limit`, the texts of the first
    /// column are cut.
    package func lines(indent: Int = 0, limit: Int = .max) -> [StyledText] {
        var widths = self.widths
        let total = widths.reduce(indent) { $0 + $1 } + gap * max(0, widths.count - 1)
        if total > limit, let first = widths.first {
            widths[0] = max(4, first - (total - limit))
        }
        let separator = String(repeating: " ", count: gap)
        return rows.map { row in
            var line = StyledText(String(repeating: " ", count: indent))
            for (column, uncut) in row.enumerated() {
                let cell = column == 0 ? uncut.cut(to: widths[0]) : uncut
                let filling = StyledText(String(repeating: " ", count: widths[column] - cell.width))
                if column > 0 { line += StyledText(separator) }
                line += alignments[column] == .left ? cell + filling : filling + cell
            }
            return line
        }
    }
}

extension StyledText {
    /// The text, cut to this many columns and ended with an ellipsis if it is wider.
    package func cut(to columns: Int) -> StyledText {
        guard width > columns else { return self }
        var left = columns - 1
        var result = StyledText("")
        for stretch in stretches {
            var kept = ""
            for character in stretch.text {
                let taken = DisplayWidth.columns(character)
                guard taken <= left else { return result + StyledText(kept + "…", stretch.tone) }
                left -= taken
                kept.append(character)
            }
            result += StyledText(kept, stretch.tone)
        }
        return result
    }
}
