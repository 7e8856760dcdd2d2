// The lines that are redrawn in place, and the control sequences for it (ECMA-48).
import Reporting

/// What is drawn on a terminal at the moment, from its first line down to the cursor's. A value: whoever could hand over
/// the text keeps the changed one.
struct LiveScreen {
    /// The lines that are drawn.
    private var lines: [String] = []
    /// The width for which they were drawn.
    private var columns = 0
    private var isCursorHidden = false

    /// The text that replaces what is drawn by these lines, each of which must be narrower than the terminal.
    ///
    /// Lines are written over and then cleared to their end, so that nothing flickers.
    mutating func draw(_ drawn: [StyledText], columns: Int, colour: Bool) -> String {
        let hiding = isCursorHidden ? "" : "\u{1B}[?25l"
        // On a terminal of another width the old lines may be broken: then everything is cleared first.
        let start = columns == self.columns ? toFirstLine(columns) : eraser(columns: columns)
        lines = drawn.map(\.text)
        self.columns = columns
        isCursorHidden = true
        let text = drawn.map { $0.rendered(colour: colour) + "\u{1B}[K" }.joined(separator: "\n")
        return hiding + start + text + "\u{1B}[J"
    }

    /// The text that removes what is drawn, on a terminal of this width.
    mutating func erase(columns: Int) -> String {
        defer { lines = [] }
        return eraser(columns: columns)
    }

    /// The text that removes what is drawn and shows the cursor.
    mutating func close(columns: Int) -> String {
        defer { isCursorHidden = false }
        return erase(columns: columns) + (isCursorHidden ? "\u{1B}[?25h" : "")
    }

    /// Clears row by row on the way up: to clear a screen from its first row at once makes some terminals keep it in what
    /// can be scrolled back to.
    private func eraser(columns: Int) -> String {
        guard !lines.isEmpty else { return "" }
        return "\r\u{1B}[2K" + String(repeating: "\u{1B}[A\u{1B}[2K", count: rows(columns) - 1)
    }

    /// Moves the cursor to the beginning of the first line.
    private func toFirstLine(_ columns: Int) -> String {
        guard !lines.isEmpty else { return "" }
        let rows = rows(columns)
        return rows > 1 ? "\r\u{1B}[\(rows - 1)A" : "\r"
    }

    /// How many rows the lines take. Terminals break those that were drawn for a greater width; terminals that cut them
    /// off lose some lines above.
    private func rows(_ columns: Int) -> Int {
        lines.reduce(0) { $0 + LiveScreen.rows(of: $1, columns: columns) }
    }

    /// How many rows a line takes. A wide character that does not fit any more goes to the next row.
    static func rows(of line: String, columns: Int) -> Int {
        guard columns > 0 else { return 1 }
        var (rows, taken) = (1, 0)
        for character in line {
            let width = DisplayWidth.of(String(character))
            if taken + width > columns { (rows, taken) = (rows + 1, 0) }
            taken += width
        }
        return rows
    }
}
